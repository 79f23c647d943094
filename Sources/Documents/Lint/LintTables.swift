/// Empty rows, tables without rows, and the empty cells that are omissions for certain.
extension LintPass {
  mutating func findInTables() {
    for (index, block) in document.blocks.enumerated() {
      guard case .table(let table) = block.kind else { continue }
      let meaning = TableMeaning(table, heading: heading(ofBlock: index))
      guard meaning != .signOff, !meaning.isHistory else { continue }
      if table.rows.isEmpty, Self.hasNames(table) { add(.emptyTableRow, line: table.line, "The table has no rows.") }
      let needed = neededColumns(table, meaning)
      for row in table.rows.indices {
        if table.rows[row].allSatisfy(\.isEmpty) {
          add(.emptyTableRow, line: table.rowLine(row), "The table row is empty.")
        } else {
          findCells(in: table, row, needed)
        }
      }
    }
  }

  /// A header of words; one of pictures or links is a layout.
  private static func hasNames(_ table: Table) -> Bool {
    table.header.allSatisfy { !$0.isEmpty && !$0.contains("](") && !$0.contains("<") }
  }

  private mutating func findCells(in table: Table, _ row: Int, _ needed: [Int]) {
    let cells = table.rows[row]
    let line = table.rowLine(row)
    // A row of one cell is a heading in the table.
    guard cells.count > 1, !record.lines.contains(line) else { return }
    for column in needed where column >= cells.count || cells[column].isEmpty {
      guard column > 0 || !cells[1...].allSatisfy(\.isEmpty) else { continue }
      add(.emptyCell, line: line, "'\(Self.short(table.header[column]))' is empty.")
    }
    // Below the first row an empty first cell may repeat the one above it.
    if row == 0, cells[0].isEmpty, !needed.contains(0), let name = table.header.first, !name.isEmpty,
      table.rows.contains(where: { $0.first.map { !$0.isEmpty } ?? false })
    {
      add(.emptyCell, line: line, "'\(Self.short(name))' is empty.")
    }
  }

  private func neededColumns(_ table: Table, _ meaning: TableMeaning) -> [Int] {
    let names = table.columnNames
    func columns(_ wanted: Set<String>) -> [Int] { names.indices.filter { wanted.contains(names[$0]) } }
    switch meaning {
    case .documentControl: return [1]
    case .risks: return columns(["risk", "mitigation"])
    case .relatedDocuments: return columns(["document", "link"])
    case .datedItems: return names.indices.filter { TableMeaning.isDueDate(names[$0]) }
    case .other where names.count == 2 && Self.valueNames.contains(names[1]): return [1]
    default: return []
    }
  }

  private static let valueNames: Set<String> = ["value", "definition", "meaning", "description", "answer"]
}
