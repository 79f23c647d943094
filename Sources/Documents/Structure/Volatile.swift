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

  /// What the record adds behind a checklist item or a question: ` _(verified by …)_`, ` [DECIDED: …]`.
  package static func withoutRemark(_ text: String) -> String {
    String(decoding: withoutRemark(Array(text.utf8)), as: UTF8.self).trimmed
  }

  static func withoutRemark(_ text: [UInt8]) -> [UInt8] { RemarkReader.withoutRemarks(text) }
}
