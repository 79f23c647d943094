/// What a table is for, by its header and the heading above it.
package enum TableMeaning: String, Hashable, Sendable {
  case documentControl = "document_control"
  case signOff = "sign_off"
  case revisionHistory = "revision_history"
  case changelog
  case questions
  case risks
  case relatedDocuments = "related_documents"
  case datedItems = "dated_items"
  case other

  package init(_ table: Table, heading: String) {
    let names = table.columnNames
    let columns = Set(names)
    let title = Array((Volatile.headingField(heading)?.label ?? heading).utf8)
    func has(_ names: String...) -> Bool { names.allSatisfy(columns.contains) }
    func says(_ words: String...) -> Bool { words.contains(where: title.containsWord) }
    if has("role"), has("signature") || (has("date") && says("sign-off", "sign off", "signoff", "approval")) {
      self = .signOff
    } else if says("changelog", "change log"), has("version") || has("date") {
      self = .changelog
    } else if has("version", "date"), has("changes") || has("author") || says("history") {
      self = .revisionHistory
    } else if names.count == 2,
      says("document control", "document information", "document details", "metadata")
        || (names == ["field", "value"] && Self.namesFields(table))
    {
      self = .documentControl
    } else if has("question"), has("#") || says("question") || has("options") {
      self = .questions
    } else if has("risk"), ["risk", "risk id", "id"].contains(names.first), has("mitigation") || says("risk") {
      self = .risks
    } else if has("document", "link") || (says("related document") && has("document")) {
      self = .relatedDocuments
    } else if names.contains(where: Self.isDueDate) {
      self = .datedItems
    } else {
      self = .other
    }
  }

  /// Whether most of a table of names and values speaks of the document: two labels or more, and no fewer than half.
  private static func namesFields(_ table: Table) -> Bool {
    let known = table.rows.count { row in row.first.map { FieldMeaning.of($0) != "other" } ?? false }
    return known >= 2 && known * 2 >= table.rows.count
  }

  package var isHistory: Bool { self == .revisionHistory || self == .changelog }

  /// Whether a column holds a date that something comes due on.
  static func isDueDate(_ column: String) -> Bool {
    ["cleanup date", "due date", "review date", "expiry date", "expires", "sunset date", "removal date", "deadline"]
      .contains(column)
  }

  /// The columns that the record writes.
  func filledColumns(_ table: Table) -> Set<Int> {
    guard self == .signOff else { return [] }
    let filled: Set<String> = ["name", "signature", "date"]
    return Set(table.columnNames.enumerated().lazy.filter { filled.contains($0.element) }.map(\.offset))
  }
}
