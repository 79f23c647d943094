import Foundation

/// `[…]` that somebody has still to fill: not links, task boxes, footnotes or what the tool decided.
enum Placeholders {
  static func found(in line: String) -> [String] {
    let bytes = Array(line.utf8)
    var found: [String] = []
    var start: Int?
    var index = 0
    if let box = taskBoxEnd(bytes) { index = box }
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "[") {
        start = index
      } else if bytes[index] == UInt8(ascii: "]"), let open = start {
        let text = String(decoding: bytes[(open + 1)..<index], as: UTF8.self)
        if isPlaceholder(text, after: index + 1 < bytes.count ? bytes[index + 1] : nil) { found.append(text) }
        start = nil
      }
      index += 1
    }
    return found
  }

  private static func isPlaceholder(_ text: String, after: UInt8?) -> Bool {
    if after == UInt8(ascii: "(") || after == UInt8(ascii: "[") || after == UInt8(ascii: ":") {
      return !isLink(after, text)
    }
    guard let first = text.first, text.contains(where: \.isLetter) else { return false }
    return first != "^" && !text.hasPrefix("DECIDED:")
  }

  /// `[text](target)`, `[text][label]`, `[label]: target`; `[Name]: value` in prose starts with a capital and a blank.
  private static func isLink(_ after: UInt8?, _ text: String) -> Bool {
    after != UInt8(ascii: ":") || !text.contains(" ")
  }

  /// The place behind `- [ ]`, where the line is a task.
  private static func taskBoxEnd(_ bytes: [UInt8]) -> Int? {
    guard let open = bytes.firstIndex(of: UInt8(ascii: "[")), open + 2 < bytes.count,
      bytes[open + 2] == UInt8(ascii: "]"), " xX".utf8.contains(bytes[open + 1])
    else { return nil }
    return open + 3
  }
}

/// `A: one / B: another` in an options cell.
enum QuestionOptions {
  static func options(in cell: String) -> [Question.Option] {
    let parts = cell.split(separator: "/").map(\.trimmed).filter { !$0.isEmpty }
    return parts.enumerated().map { index, part in
      if let colon = part.firstIndex(of: ":"), part.distance(from: part.startIndex, to: colon) <= 2 {
        return Question.Option(key: String(part[..<colon]), text: part[part.index(after: colon)...].trimmed)
      }
      let letter = Unicode.Scalar(UInt8(ascii: "A") + UInt8(min(index, 25)))
      return Question.Option(key: String(letter), text: part)
    }
  }
}

/// What a field means, by its label.
enum FieldMeaning {
  static func of(_ label: String) -> String {
    if let volatile = Volatile.meaning(of: label) { return volatile }
    switch label.trimmed.lowercased().split(whereSeparator: { $0 == " " || $0 == "_" }).joined(separator: " ") {
    case "created", "created date": return "created"
    case "author": return "author"
    case "owner": return "owner"
    case "title", "document title": return "title"
    case "pipeline stage", "pipeline stage name": return "stage"
    case "pipeline project": return "project"
    default: return "other"
    }
  }
}

/// The words of a `<!-- CONDITIONAL: … -->` comment, taken apart.
struct ConditionalText {
  let kind: Conditional.Kind
  let asksFor: String?
  let condition: String
  let fallback: String?

  init?(comment: String) {
    let folded = comment.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard let start = folded.range(of: "CONDITIONAL:"), let end = folded.range(of: "-->"),
      start.upperBound <= end.lowerBound
    else { return nil }
    let body = String(folded[start.upperBound..<end.lowerBound]).trimmed
    let otherwise = body.range(of: "Otherwise")
    condition = String(body[..<(otherwise?.lowerBound ?? body.endIndex)]).trimmed
    fallback = otherwise.flatMap { Self.quoted(String(body[$0.upperBound...]), after: "write:") }
    asksFor = condition.contains(" has a") ? Self.quoted(condition, after: "has a") : nil
    kind = asksFor == nil ? .predicate : fallback == nil ? .instruction : .configurationSection
  }

  private static func quoted(_ text: String, after words: String) -> String? {
    guard let start = text.range(of: words), let open = text[start.upperBound...].firstIndex(of: "\"") else {
      return nil
    }
    let rest = text[text.index(after: open)...]
    guard let close = rest.lastIndex(of: "\"") else { return nil }
    return String(rest[..<close])
  }
}
