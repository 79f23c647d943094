/// Sign-off tables and revision histories.
extension HistoryReading {
  mutating func readTables() {
    for block in document.blocks {
      guard case .table(let table) = block.kind else { continue }
      let heading = document.section(atLine: table.line)?.title ?? ""
      switch TableMeaning(table, heading: heading) {
      case .signOff: table.rows.indices.forEach { readSignOff($0, of: table) }
      case .revisionHistory, .changelog: table.rows.indices.forEach { readRevision($0, of: table) }
      default: break
      }
    }
  }

  private mutating func readSignOff(_ row: Int, of table: Table) {
    let line = table.rowLine(row)
    guard let title = value(row, of: table, table.column("role")) else { return }
    guard let name = value(row, of: table, table.column("name", "approver", "approved by")) else {
      if let mark = value(row, of: table, table.column("signature", "date")) {
        misunderstood("sign_off", "\(title) has '\(mark)' and no name", line: line)
      }
      return
    }
    let written = value(row, of: table, table.column("date"))
    add(
      ImportedHistory.SignOff(
        role: SectionIdentity.slug(of: title), title: title, name: name,
        date: date(written, of: "sign_off", line: line), line: line))
  }

  private mutating func readRevision(_ row: Int, of table: Table) {
    let line = table.rowLine(row)
    let written = value(row, of: table, table.column("date"))
    let author = value(row, of: table, table.column("author", "authors", "by", "changed by"))
    let version = value(row, of: table, table.column("version", "revision"))
    let changes = value(row, of: table, table.column("changes", "change", "description", "summary", "notes"))
    // A row that only its template filled has neither a date nor a name.
    guard written != nil || author != nil else { return }
    add(
      ImportedHistory.Revision(
        version: version, date: date(written, of: "revision", line: line), author: author, changes: changes, line: line)
    )
  }

  private func value(_ row: Int, of table: Table, _ column: Int?) -> String? {
    guard let column, table.rows[row].indices.contains(column) else { return nil }
    return Self.filled(table.rows[row][column])
  }
}
