/// The places that the record form fills in from the log, in all the forms that documents use. They count in no digest.
package enum Volatile {
  /// What a field means to the record, by its label; nil for a field of the author's own.
  package static func meaning(of label: String) -> String? {
    let meaning = FieldMeaning.of(label)
    return filled.contains(meaning) ? meaning : nil
  }

  private static let filled: Set<String> = [
    "status", "version", "created", "updated", "approved_at", "started_at", "completed_at", "date", "reviewers",
    "stage",
  ]

  /// `**Label**: value`, `**Label:** value`, also behind a quote mark.
  package static func boldField(_ line: String) -> (label: String, value: String)? {
    let bytes = Array(line.utf8)
    let text = bytes.firstIndex { !$0.isWhiteSpace && $0 != .greaterThan } ?? bytes.count
    return BoldField(bytes, text..<bytes.count).map { ($0.label, $0.value) }
  }

  /// `### Status: Pending`: a heading that is a field.
  package static func headingField(_ heading: String) -> (label: String, value: String)? {
    guard let colon = heading.utf8.firstIndex(of: .colon) else { return nil }
    let label = String(heading[..<colon]).trimmed
    guard ["reviewer", "reviewers", "reviewed by", "date", "status", "approval date"].contains(label.lowercased())
    else {
      return nil
    }
    return (label, String(heading[heading.utf8.index(after: colon)...]).trimmed)
  }

  /// A text without what the record adds behind a checklist item or a question: ` _(verified by …)_`, ` [DECIDED: …]`.
  package static func withoutRemark(_ text: String) -> String {
    let bytes = Array(text.utf8)
    return bytes.text(bytes.trimmed(0..<remark(bytes, bytes.indices).lowerBound))
  }

  /// Where such a remark lies, the blanks in front of it included, up to the end of the text; empty, at that end, where
  /// there is none.
  static func remark(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    let text = bytes.trimmed(range)
    guard let last = bytes[text].last, last == .closeBracket || last == .underscore,
      let start = text.first(where: { isRemark(bytes, $0, before: text.upperBound) })
    else { return text.upperBound..<text.upperBound }
    var lower = start
    while lower > text.lowerBound, bytes[lower - 1].isBlank { lower -= 1 }
    return lower..<text.upperBound
  }

  private static func isRemark(_ bytes: [UInt8], _ index: Int, before end: Int) -> Bool {
    switch bytes[index] {
    case .openBracket: bytes[end - 1] == .closeBracket && bytes.hasWord("[decided:", at: index, before: end)
    case .underscore:
      bytes[end - 1] == .underscore && remarks.contains { bytes.hasWord($0, at: index, before: end) }
    default: false
    }
  }

  private static let remarks = ["_(verified by ", "_(noted by ", "_(needs revision, "]
}

/// A line such as `**Status**: Draft` or `**Status:** Draft`.
package struct BoldField: Hashable, Sendable {
  package let label: String
  package let value: String
  /// Where the value lies; empty, after the marks, where there is none.
  package let valueBytes: Range<Int>

  /// Reads it from the range that a line's text has.
  package init?(_ bytes: [UInt8], _ range: Range<Int>) {
    let text = bytes.trimmed(range)
    guard text.count > 5, let mark = bytes[text].first, mark == .asterisk || mark == .underscore else { return nil }
    guard bytes[text.lowerBound + 1] == mark, bytes[text.lowerBound + 2] != mark else { return nil }
    let from = text.lowerBound + 2
    guard let close = (from..<text.upperBound - 1).first(where: { bytes[$0] == mark && bytes[$0 + 1] == mark }) else {
      return nil
    }
    var label = bytes.trimmed(from..<close)
    var after = close + 2
    if !label.isEmpty, bytes[label.upperBound - 1] == .colon {
      label = bytes.trimmed(label.lowerBound..<label.upperBound - 1)
    } else if after < text.upperBound, bytes[after] == .colon {
      after += 1
    } else {
      return nil
    }
    guard !label.isEmpty else { return nil }
    self.label = bytes.text(label)
    let value = bytes.trimmed(after..<text.upperBound)
    let blank = min(after + (after < range.upperBound && bytes[after].isBlank ? 1 : 0), range.upperBound)
    valueBytes = value.isEmpty ? blank..<blank : value
    self.value = bytes.text(value)
  }
}
