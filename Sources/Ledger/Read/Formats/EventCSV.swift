/// Events as RFC 4180 has it: a header, CRLF, quotes where they are needed.
///
/// A cell that a spreadsheet would take for a formula begins with an apostrophe.
package struct EventCSV: EventFormat {
  private static let header: StaticString =
    "seq,timestamp,event_id,event_type,schema_version,actor,actor_kind,actor_name,on_behalf_of,role,document,project,stream,stream_version,data,metadata,leaf_hash\r\n"

  private var time = TimeBytes()

  package init() {}

  package func begin(_ bytes: inout Bytes) { bytes.append(Self.header) }

  package mutating func append(_ event: EventToWrite, isFirst: Bool, to bytes: inout Bytes) {
    let row = event.row
    bytes.append(row.seq)
    bytes.append(",")
    time.append(row.integer(.recordedAt), to: &bytes)
    cell(row.bytes(.eventID), &bytes)
    cell(row.bytes(.type), &bytes)
    bytes.append(",")
    bytes.append(row.integer(.schemaVersion))
    cell(row.bytes(.actor), &bytes)
    cell(row.bytes(.actorKind), &bytes)
    var name = event.name
    name.withUTF8 { cell(UnsafeRawBufferPointer($0), &bytes) }
    for column in [EventRow.Column.onBehalfOf, .role, .document, .project, .stream] { cell(row.bytes(column), &bytes) }
    bytes.append(",")
    bytes.append(row.integer(.streamVersion))
    cell(row.body, &bytes)
    cell(row.bytes(.metadata), &bytes)
    bytes.append(",")
    if let hash = row.bytes(.leafHash) { bytes.append(hexadecimal: hash) }
    bytes.append("\r\n")
  }

  /// A comma, and the cell.
  private func cell(_ text: UnsafeRawBufferPointer?, _ bytes: inout Bytes) {
    bytes.append(byte: 0x2C)
    if let text { bytes.append(csvCell: text) }
  }
}

extension Bytes {
  /// Cells that begin with `=`, `+`, `-`, `@`, a tab or a carriage return are formulas to some spreadsheets (OWASP, "CSV
  /// Injection").
  mutating func append(csvCell text: UnsafeRawBufferPointer) {
    guard let first = text.first else { return }
    let isFormula = [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains(first)
    let needsQuotes = isFormula || text.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    guard needsQuotes else { return append(raw: text) }
    append("\"")
    if isFormula { append("'") }
    for byte in text {
      if byte == 0x22 { append(byte: byte) }
      append(byte: byte)
    }
    append("\"")
  }
}
