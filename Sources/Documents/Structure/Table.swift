/// A GFM table. Cells are raw and trimmed; an escaped pipe keeps its backslash.
package struct Table: Hashable, Sendable {
  package enum Alignment: String, Hashable, Sendable { case unset, left, center, right }

  package let header: [String]
  package let alignments: [Alignment]
  /// Ragged rows keep the cells that they have, be it fewer or more than the header's.
  package internal(set) var rows: [[String]]
  /// Where each row's cells lie; an empty cell is an empty range between its pipes.
  package internal(set) var rowBytes: [[Range<Int>]]
  /// The line of the header; the delimiter row follows, then the rows, one a line.
  package let line: Int

  package func rowLine(_ index: Int) -> Int { line + 2 + index }

  /// The first column of one of these names, given in lower case; emphasis in the header does not count.
  package func column(_ names: String...) -> Int? {
    columnNames.firstIndex { names.contains($0) }
  }

  /// The names that columns are known by; see ``name(ofColumn:)``.
  var columnNames: [String] { header.map(Self.name(ofColumn:)) }

  /// A header cell without emphasis, in lower case; empty where it is longer than any name that means something.
  static func name(ofColumn cell: String) -> String {
    cell.utf8.count > FieldMeaning.labelBytesMax ? "" : Heading.plain(cell).lowercased()
  }
}
