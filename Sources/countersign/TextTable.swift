/// Rows in columns as wide as their widest cell, for a terminal.
struct TextTable {
  /// A longer cell is cut, and ends with an ellipsis; `--json` has it whole.
  static let cellCharactersMax = 72

  private let rows: [[String]]

  init(_ header: [String], _ rows: [[String]], cellCharactersMax: Int = Self.cellCharactersMax) {
    self.rows = ([header] + rows).map { $0.map { Self.cell($0, cellCharactersMax) } }
  }

  var lines: [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell
        if column + 1 < row.count { line += String(repeating: " ", count: widths[column] - cell.count + 2) }
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private static func cell(_ text: String, _ cellCharactersMax: Int) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > cellCharactersMax ? line.prefix(cellCharactersMax - 1) + "…" : line
  }
}
