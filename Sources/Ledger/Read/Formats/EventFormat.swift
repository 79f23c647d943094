/// A way to write events down, one after another.
package protocol EventFormat: Sendable {
  /// What comes before the first event.
  func begin(_ bytes: inout Bytes)
  /// One event; `isFirst` in the whole answer.
  mutating func append(_ event: EventToWrite, isFirst: Bool, to bytes: inout Bytes)
}

/// A row of the log, and the display name of who acted.
package struct EventToWrite {
  let row: EventRow
  let name: String

  init(row: EventRow, name: String) {
    self.row = row
    self.name = name
  }
}

extension EventFormat {
  package func begin(_ bytes: inout Bytes) {}
}

/// Items of a JSON list: commas between them.
package struct JSONItems: EventFormat {
  private var json = EventJSON()

  package init() {}

  package mutating func append(_ event: EventToWrite, isFirst: Bool, to bytes: inout Bytes) {
    if !isFirst { bytes.append(byte: 0x2C) }
    json.append(event, to: &bytes)
  }
}

/// One JSON object a line, with the salt that its body's hash was made with, so that it can be made again.
package struct JSONLines: EventFormat {
  private var json = EventJSON(includesSalt: true)

  package init() {}

  package mutating func append(_ event: EventToWrite, isFirst: Bool, to bytes: inout Bytes) {
    json.append(event, to: &bytes)
    bytes.append(byte: 0x0A)
  }
}

/// Server-sent events: the id is the position, so that a client can go on where it was.
package struct ServerSentEvents: EventFormat {
  private var json = EventJSON()

  package init() {}

  package mutating func append(_ event: EventToWrite, isFirst: Bool, to bytes: inout Bytes) {
    bytes.append("id: ")
    bytes.append(event.row.seq)
    bytes.append("\nevent: ")
    if let type = event.row.bytes(.type) { bytes.append(raw: type) }
    bytes.append("\ndata: ")
    json.append(event, to: &bytes)
    bytes.append("\n\n")
  }
}
