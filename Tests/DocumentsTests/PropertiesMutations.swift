import Documents
import TestSupport

/// What may happen to a document's text by hand, by tool or by accident.
enum TextMutation: String, CaseIterable, Sendable {
  case deletedRange, doubledLine, deletedLine, swappedLines, insertedPiece, crlf, cr, mixedEnds, cutShort, nul
  case byteOrderMark, indentedLine, quotedLine, listedLine, tabs, joinedLines, changedWord, deletedMark, noise

  func apply(to text: String, _ random: inout Seeded) -> String {
    switch self {
    case .crlf: return text.replacing("\n", with: "\r\n")
    case .cr: return text.replacing("\n", with: "\r")
    case .mixedEnds:
      return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line + (["\n", "\r", "\r\n"].randomElement(using: &random) ?? "\n")
      }.joined()
    case .byteOrderMark: return "\u{FEFF}" + text
    case .tabs: return text.replacing("  ", with: "\t")
    case .deletedRange, .cutShort, .insertedPiece, .nul, .deletedMark, .noise: return atScalar(text, &random)
    case .doubledLine, .deletedLine, .swappedLines, .indentedLine, .quotedLine, .listedLine, .joinedLines, .changedWord:
      return inLines(text, &random)
    }
  }

  private func atScalar(_ text: String, _ random: inout Seeded) -> String {
    var scalars = Array(text.unicodeScalars)
    guard !scalars.isEmpty else { return text }
    let at = Int.random(in: 0..<scalars.count, using: &random)
    switch self {
    case .cutShort: scalars.removeSubrange(at...)
    case .deletedRange:
      scalars.removeSubrange(at..<min(scalars.count, at + Int.random(in: 1...80, using: &random)))
    case .insertedPiece: scalars.insert(contentsOf: Samples.soup(&random, piecesMax: 3).unicodeScalars, at: at)
    case .nul: scalars.insert("\0", at: at)
    case .noise: scalars.insert(contentsOf: Samples.noise(&random).unicodeScalars, at: at)
    default:
      let marks = scalars.indices.filter { "#`~-*_>|[]()<!:".unicodeScalars.contains(scalars[$0]) }
      if let mark = marks.randomElement(using: &random) { scalars.remove(at: mark) }
    }
    return String(String.UnicodeScalarView(scalars))
  }

  private func inLines(_ text: String, _ random: inout Seeded) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let at = Int.random(in: 0..<lines.count, using: &random)
    switch self {
    case .doubledLine: lines.insert(lines[at], at: at)
    case .deletedLine: lines.remove(at: at)
    case .swappedLines: lines.swapAt(at, Int.random(in: 0..<lines.count, using: &random))
    case .indentedLine: lines[at] = String(repeating: " ", count: Int.random(in: 1...6, using: &random)) + lines[at]
    case .quotedLine: lines[at] = "> " + lines[at]
    case .listedLine: lines[at] = "- " + lines[at]
    case .joinedLines: if at + 1 < lines.count { lines[at] += lines.remove(at: at + 1) }
    default:
      var words = lines[at].split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      words[Int.random(in: 0..<words.count, using: &random)] = "other"
      lines[at] = words.joined(separator: " ")
    }
    return lines.joined(separator: "\n")
  }

  static func some(_ text: String, _ random: inout Seeded) -> String {
    var text = text
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      text = (allCases.randomElement(using: &random) ?? .cutShort).apply(to: text, &random)
    }
    return text
  }
}
