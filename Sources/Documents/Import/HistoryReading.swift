/// Reads what a document's fields and tables say of its past.
struct HistoryReading {
  let document: ParsedDocument
  let fields: [Field]
  private(set) var history = ImportedHistory()

  init(_ document: ParsedDocument) {
    self.document = document
    fields = Recogniser.findings(in: document).fields
  }

  mutating func read() {
    history.title = title
    history.version = first("version")?.value
    history.author = first("author")?.value
    history.owner = first("owner")?.value
    history.reviewers =
      filled("reviewers").filter { $0.form != "heading" }.flatMap { Self.names($0.value) }.deduplicated
    readDates()
    readTables()
    readApprovals()
    readStatus()
    bound()
  }

  /// The fields of a meaning that an author filled in, their values as plain text.
  func filled(_ meaning: String) -> [Field] {
    fields.compactMap { field in
      guard field.meaning == meaning, let value = Self.filled(field.value) else { return nil }
      var field = field
      field.value = value
      return field
    }
  }

  /// The value as plain text, cut to what is kept; nil where nobody has filled it in.
  static func filled(_ value: String) -> String? {
    TemplateText.filled(value).map { String($0.prefix(ImportedHistory.valueCharactersMax)) }
  }

  private func first(_ meaning: String) -> Field? { filled(meaning).first }

  /// A title with brackets in it is still the template's.
  private var title: String? {
    let titles = [first("title")?.value, document.title.flatMap(Self.filled)].compactMap(\.self)
    return titles.first { TemplateText.withoutPlaceholders($0) == $0 }
  }

  private mutating func readDates() {
    for meaning in ["created", "updated", "approved_at", "started_at", "completed_at", "date"] {
      for field in filled(meaning) where field.form != "heading" {
        guard let date = date(field.value, of: meaning, line: field.line) else { continue }
        if let known = history.date(meaning) {
          if known != date { remark("'\(field.label)' stands twice: \(known), and \(date) in line \(field.line).") }
          continue
        }
        history.dates.append(ImportedHistory.StatedDate(meaning: meaning, date: date, line: field.line))
      }
    }
  }

  /// The date as `2026-03-05`; one that cannot be read is listed, not guessed.
  mutating func date(_ text: String?, of what: String, line: Int) -> String? {
    guard let text else { return nil }
    if let date = WrittenDate.iso(text) { return date }
    misunderstood(what, text, line: line)
    return nil
  }

  mutating func misunderstood(_ what: String, _ text: String, line: Int) {
    history.notUnderstood.append(ImportedHistory.NotUnderstood(what: what, text: text, line: line))
  }

  mutating func remark(_ sentence: String) { history.remarks.append(sentence) }

  mutating func add(_ signOff: ImportedHistory.SignOff) { history.signOffs.append(signOff) }
  mutating func add(_ revision: ImportedHistory.Revision) { history.revisions.append(revision) }
  mutating func add(_ approval: ImportedHistory.Approval) { history.approvals.append(approval) }

  mutating func setStatus(_ status: ImportedHistory.Status, written: String?) {
    history.status = status
    history.writtenStatus = written
  }

  private static func names(_ value: String) -> [String] {
    value.split { $0 == "," || $0 == ";" }.map(\.trimmed).filter { !$0.isEmpty }
  }

  private mutating func bound() {
    let most = ImportedHistory.rowsMax
    func cut<Row>(_ rows: inout [Row], _ name: String) -> String? {
      guard rows.count > most else { return nil }
      defer { rows = Array(rows.prefix(most)) }
      return "Of \(rows.count) \(name), the first \(most) are on record; all stand in the text."
    }
    let cuts = [
      cut(&history.reviewers, "reviewers"), cut(&history.signOffs, "sign-offs"), cut(&history.revisions, "revisions"),
      cut(&history.approvals, "approvals"), cut(&history.notUnderstood, "values that were not understood"),
      cut(&history.remarks, "remarks"),
    ]
    history.remarks += cuts.compactMap(\.self)
  }
}
