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
    guard heading.utf8.distance(from: heading.startIndex, to: colon) <= FieldMeaning.labelBytesMax else { return nil }
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

  /// Where such remarks lie, the blanks in front of them included, up to the end of the text; empty, at that end, where
  /// there is none.
  static func remark(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    let text = bytes.trimmed(range)
    var lower = RemarkReader.firstOfLastRemarks(Array(bytes[text])).map { text.lowerBound + $0 } ?? text.upperBound
    while lower < text.upperBound, lower > text.lowerBound, bytes[lower - 1].isBlank { lower -= 1 }
    return lower..<text.upperBound
  }
}
