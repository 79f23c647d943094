/// Tables whose meaning is known, and what their rows say.
extension RecogniserPass {
  mutating func find(_ table: Table) {
    let meaning = TableMeaning(table, heading: heading)
    guard meaning != .other else { return }
    findings.tables.append(
      TableFinding(
        meaning: meaning.rawValue, section: section, line: table.line, columns: table.header.map(Heading.plain),
        rows: table.rows.count))
    let columns = Dictionary(
      table.header.enumerated().map { (Heading.plain($0.element).lowercased(), $0.offset) },
      uniquingKeysWith: { first, _ in first })
    for index in table.rows.indices where !table.rows[index].allSatisfy(\.isEmpty) {
      find(TableRow(columns: columns, cells: table.rows[index], line: table.rowLine(index)), meaning)
    }
  }

  private mutating func find(_ row: TableRow, _ meaning: TableMeaning) {
    switch meaning {
    case .signOff:
      guard let title = row["role"].map(Heading.plain), !title.isEmpty else { return }
      findings.signOffRoles.append(SignOffRole(role: SectionIdentity.slug(of: title), title: title, line: row.line))
    case .documentControl:
      guard row.cells.count > 1 else { return }
      add(Heading.plain(row.cells[0]), value: row.cells[1], form: "control_table", line: row.line)
    case .questions: findQuestion(row)
    case .risks:
      let text = row["risk"] ?? ""
      let id = row["risk id"] ?? row["id"] ?? ""
      guard !(id.isEmpty && text.isEmpty) else { return }
      let name = id.isEmpty ? "risk-\(findings.risks.count + 1)" : id
      findings.risks.append(Risk(id: name, text: text, status: row["status"], line: row.line))
    case .relatedDocuments:
      let target = row["link"] ?? ""
      findings.relatedDocuments.append(
        RelatedDocument(
          title: Heading.plain(row["document"] ?? ""), target: Link(in: target)?.target ?? target, line: row.line))
    case .datedItems: findDates(row)
    case .revisionHistory, .changelog, .other: break
    }
  }

  private mutating func findDates(_ row: TableRow) {
    for (name, column) in row.columns.sorted(by: { $0.value < $1.value }) where TableMeaning.isDueDate(name) {
      guard row.cells.indices.contains(column), let label = row.cells.first else { continue }
      let kind = name.hasSuffix(" date") ? String(name.dropLast(5)) : name
      findings.datedItems.append(DatedItem(label: label, kind: kind, date: row.cells[column], line: row.line))
    }
  }
}

/// One row of a table, with the table's columns by their lower-case names.
struct TableRow {
  let columns: [String: Int]
  let cells: [String]
  let line: Int

  /// The cell in that column; nil where the table or the row has none.
  subscript(_ column: String) -> String? {
    guard let index = columns[column], cells.indices.contains(index) else { return nil }
    return cells[index]
  }
}

extension Table {
  /// The cell of a row in the column of that name; nil where the table or the row has none.
  func cell(_ column: String, of row: [String]) -> String? {
    guard let index = self.column(column), row.indices.contains(index) else { return nil }
    return row[index]
  }
}
