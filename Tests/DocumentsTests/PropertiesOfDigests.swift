import Documents
import TestSupport
import Testing

struct DigestingAnyDocument {
  private func digests(_ document: ParsedDocument) -> [String] { document.sections.map(\.digest) }

  /// Layout that may change anywhere outside of code, each at some of its places.
  enum Layout: String, CaseIterable {
    case crlf, cr, trailingSpace, blankLines, tablePadding, delimiters, headingEmphasis, closingHashes, endOfFile

    func apply(to document: ParsedDocument, _ random: inout Seeded) -> String {
      switch self {
      case .crlf: return rebuilt(document) { line, _ in line.text + "\r\n" }
      case .cr: return rebuilt(document) { line, _ in line.text + "\r" }
      case .endOfFile: return document.source + "\n\n\n"
      default:
        return rebuilt(document) { line, block in
          Bool.random(using: &random) ? changed(line, block) + "\n" : line.text + "\n"
        }
      }
    }

    private func rebuilt(_ document: ParsedDocument, _ write: (Line, Block.Kind?) -> String) -> String {
      document.lines.map { write($0, $0.block < 0 ? nil : document.blocks[$0.block].kind) }.joined()
    }

    private func changed(_ line: Line, _ block: Block.Kind?) -> String {
      switch (self, block) {
      case (_, .fence), (_, .frontMatter), (_, .html), (_, .htmlComment): return line.text
      case (.trailingSpace, _): return line.text + " \t "
      case (.blankLines, nil): return line.text + "\n\n  \n"
      case (.tablePadding, .table): return line.text.replacing("|", with: " |\t ").replacing("\\ |", with: "\\|")
      case (.delimiters, .table) where line.text.allSatisfy { "|-: ".contains($0) }:
        return line.text.replacing("-|", with: "---|")
      case (.headingEmphasis, .heading(_, let text)) where !text.contains("*") && !text.isEmpty:
        return line.text.replacing(text, with: "**\(text)**")
      case (.closingHashes, .heading) where line.text.hasPrefix("#"): return line.text + "  ##"
      default: return line.text
      }
    }
  }

  @Test(arguments: Samples.documents)
  func `layout changes none`(sample: Samples.Sample) {
    var random = Seeded()
    let document = ParsedDocument(sample.text)
    for layout in Layout.allCases {
      let text = layout.apply(to: document, &random)
      let other = ParsedDocument(text, previous: document.fingerprints)
      let changed = zip(document.sections, other.sections).filter { $0.digest != $1.digest }.map(\.0.id)
      #expect(changed.isEmpty, "\(sample), \(layout.rawValue), seed \(random.seed)")
      #expect(
        other.sections.map(\.id) == document.sections.map(\.id), "\(sample), \(layout.rawValue), seed \(random.seed)")
    }
  }

  /// A word of a document: where it lies and the section that it stands in.
  private func words(of document: ParsedDocument) -> [(bytes: Range<Int>, section: Int)] {
    var words: [(bytes: Range<Int>, section: Int)] = []
    for (index, section) in document.sections.enumerated() {
      var start: Int?
      for byte in section.bytes.lowerBound...section.bytes.upperBound {
        let isLetter = byte < section.bytes.upperBound && (0x61...0x7A).contains(document.bytes[byte] | 0x20)
        if isLetter {
          start = start ?? byte
        } else if let from = start {
          if byte - from > 3 { words.append((from..<byte, index)) }
          start = nil
        }
      }
    }
    return words
  }

  private func text(_ document: ParsedDocument, _ bytes: Range<Int>, _ word: String) -> String {
    document.text(0..<bytes.lowerBound) + word + document.text(bytes.upperBound..<document.bytes.count)
  }

  @Test(arguments: Samples.documents)
  func `one changed word changes one, where the record does not write`(sample: Samples.Sample) {
    var random = Seeded()
    let document = ParsedDocument(sample.text)
    let volatile = VolatilePlaces.of(document)
    for word in words(of: document).shuffled(using: &random).prefix(60) {
      let other = ParsedDocument(text(document, word.bytes, "Zyzzyva"), previous: document.fingerprints)
      let changed = document.sections.indices.filter { document.sections[$0].digest != other.sections[$0].digest }
      let what = "\(sample), '\(document.text(word.bytes))' at byte \(word.bytes.lowerBound), seed \(random.seed)"
      let isVolatile = volatile.contains { $0.overlaps(word.bytes) }
      let section = document.sections[word.section]
      let isHeading = section.level > 0 && word.bytes.lowerBound < document.lines[section.lines.lowerBound - 1].end
      if isHeading, !isVolatile {
        // A heading may say how the sections below it are read: a checklist's notes, say.
        let below = document.sections[(word.section + 1)...].prefix { $0.level > section.level }.count
        #expect(changed.first == word.section && changed.allSatisfy { $0 <= word.section + below }, "\(what)")
      } else {
        #expect(changed == (isVolatile ? [] : [word.section]), "\(what)")
      }
      #expect(other.sections.map(\.id) == document.sections.map(\.id), "\(what)")
    }
  }

  @Test(arguments: Samples.documents)
  func `what the record writes changes none`(sample: Samples.Sample) {
    var random = Seeded()
    let document = ParsedDocument(sample.text)
    for place in VolatilePlaces.of(document) {
      let line = document.lines.first { $0.bytes.contains(place.lowerBound) }
      guard let line, place.upperBound <= line.end, !document.text(place).contains("[") else { continue }
      let value = [" Approved", " 2031-12-31", " r77", " Ann and Bob"].randomElement(using: &random) ?? ""
      let isHeading = document.text(place).hasPrefix(":")
      let other = ParsedDocument(text(document, place, (isHeading ? ":" : "") + value))
      #expect(digests(other) == digests(document), "\(sample), line \(line.number) '\(value)', seed \(random.seed)")
    }
  }

  @Test(arguments: Samples.documents)
  func `going back to a text gives its digests again`(sample: Samples.Sample) {
    var random = Seeded()
    let document = ParsedDocument(sample.text)
    for _ in 0..<20 {
      let edited = ParsedDocument(TextMutation.some(sample.text, &random), previous: document.fingerprints)
      let back = ParsedDocument(sample.text, previous: edited.fingerprints)
      #expect(digests(back) == digests(document), "\(sample), seed \(random.seed)")
      #expect(Set(back.sections.map(\.id)).count == back.sections.count, "\(sample), seed \(random.seed)")
    }
  }

  /// No words of a text escape its digests, whatever its structure is, as long as nothing in it belongs to the record.
  @Test func `every letter counts`() {
    var random = Seeded()
    let ours = ["status", "version", "date", "must", "open", "approv", "decided", "verified", "role", "notes"]
    for _ in 0..<1500 {
      let document = ParsedDocument(Samples.soup(&random, piecesMax: 25))
      let lower = document.source.lowercased()
      let letters = document.bytes.indices.filter { (0x61...0x7A).contains(document.bytes[$0]) }
      guard !ours.contains(where: lower.contains), let at = letters.randomElement(using: &random) else { continue }
      let other = text(document, at..<at + 1, document.bytes[at] == 0x7A ? "q" : "z")
      #expect(
        digests(ParsedDocument(other)) != digests(document),
        "byte \(at) of \(document.source.debugDescription), seed \(random.seed)")
    }
  }
}
