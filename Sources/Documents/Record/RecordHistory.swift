/// The rows of a revision-history or changelog table: the author's, then one for each revision in the log.
struct RecordHistory {
  private struct Row {
    let bytes: [UInt8]
    /// Its date and its author are still to be given.
    let isUnfilled: Bool
  }

  /// From the end of the delimiter row to the end of the last row, so that each row begins with a line end.
  let rowsBytes: Range<Int>
  private let written: [UInt8]
  private let rows: [Row]
  private let columns: [String]
  private let lineEnd: [UInt8]

  static func all(in document: ParsedDocument) -> [RecordHistory] {
    document.blocks.compactMap { block in
      guard case .table(let table) = block.kind, block.isTopLevel else { return nil }
      let heading = document.section(atLine: table.line)?.title ?? ""
      guard TableMeaning(table, heading: heading).isHistory else { return nil }
      return RecordHistory(table, in: document)
    }
  }

  private init(_ table: Table, in document: ParsedDocument) {
    let delimiter = document.lines[table.line]
    let lines = table.rows.indices.map { document.lines[table.rowLine($0) - 1] }
    let header = document.lines[table.line - 1]
    let names = table.columnNames
    columns = names
    rowsBytes = delimiter.end..<(lines.last?.end ?? delimiter.end)
    written = Array(document.bytes[rowsBytes])
    lineEnd = Array(document.bytes[header.end..<header.bytes.upperBound])
    let byline = ["date", "author", "name"].compactMap { names.firstIndex(of: $0) }
    rows = zip(lines, table.rows).map { line, cells in
      let isUnfilled =
        cells.allSatisfy(\.isEmpty)
        || (!byline.isEmpty && byline.allSatisfy { $0 >= cells.count || Untouched.isUntouched(cells[$0]) })
      return Row(bytes: Array(document.bytes[line.bytes.lowerBound..<line.end]), isUnfilled: isUnfilled)
    }
  }

  /// The rows of the record form: those that the author filled in, then the log's. Nil where the log has none.
  func filled(with revisions: [RecordState.Revision]) -> [UInt8]? {
    guard !revisions.isEmpty else { return nil }
    return join(rows.filter { !$0.isUnfilled }.map(\.bytes) + revisions.map(row))
  }

  /// The author's rows alone: to the byte as in `origin` where they are the same ones. Nil where no row is the log's.
  func stripped(of revisions: [RecordState.Revision], as origin: RecordHistory) -> [UInt8]? {
    let logged = Set(revisions.map(row))
    let kept = rows.map(\.bytes).filter { !logged.contains($0) }
    guard kept.count < rows.count else { return nil }
    return kept == origin.rows.filter { !$0.isUnfilled }.map(\.bytes) ? origin.written : join(kept)
  }

  private func join(_ rows: [[UInt8]]) -> [UInt8] { rows.flatMap { lineEnd + $0 } }

  private func row(_ revision: RecordState.Revision) -> [UInt8] {
    let cells = columns.map { column in
      switch column {
      case "version", "revision": "r\(revision.number)"
      case "date": revision.date
      case "author", "name", "by": RecordText.cell(revision.author)
      case "changes", "change", "description", "summary", "notes": RecordText.cell(revision.message)
      default: ""
      }
    }
    return Array(("| " + cells.joined(separator: " | ") + " |").utf8)
  }
}
