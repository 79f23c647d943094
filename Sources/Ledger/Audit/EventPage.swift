package import GRDB

/// Some events, written down.
package struct EventPage: Sendable {
  package let bytes: Bytes
  package let count: Int
  /// The positions of the first and the last event; nil where there is none.
  package let first: Int64?
  package let last: Int64?
  /// Every event up to here is on this page, on an earlier one, or not asked for.
  package let seen: Int64
  /// Whether there may be more behind it, in the log as it was.
  package let isFull: Bool
}

extension EventPage {
  /// Reads the next events in one short read. `bytesMax` ends a page early; one event is on it at least.
  package static func read<Format: EventFormat>(
    _ selection: EventSelection, after position: Int64, limit: Int, bytesMax: Int = .max, isFirst: Bool = true,
    as format: inout Format, in db: Database
  ) throws -> EventPage {
    var selection = selection
    selection.start(after: position)
    let search = try EventSearch(selection, in: db)
    var rows = try EventRows(db)
    var page = Draft(isFirst: isFirst)
    func take(_ row: EventRow, _ name: String) -> Bool {
      page.take(EventToWrite(row: row, name: name), as: &format)
      return page.count < limit && page.bytes.count < bytesMax
    }
    if selection.isEverything {
      let bounds = search.range
      if bounds.lowerBound <= bounds.upperBound {
        try rows.each(from: bounds.lowerBound, to: bounds.upperBound, take)
      }
    } else {
      try rows.each(at: try search.positions(limit: limit), take)
    }
    let isFull = page.count > 0 && (page.count >= limit || page.bytes.count >= bytesMax)
    return EventPage(
      bytes: page.bytes, count: page.count, first: page.first, last: page.last,
      seen: isFull ? page.last ?? position : max(position, search.end), isFull: isFull)
  }

  private struct Draft {
    let isFirst: Bool
    var bytes = Bytes(reserving: 65_536)
    var count = 0
    var first: Int64?
    var last: Int64?

    mutating func take<Format: EventFormat>(_ event: EventToWrite, as format: inout Format) {
      format.append(event, isFirst: isFirst && count == 0, to: &bytes)
      count += 1
      last = event.row.seq
      first = first ?? last
    }
  }
}

extension Ledger {
  /// How long a question about words waits for the index, in seconds, before it looks at the rest of the log itself.
  static let catchUpSeconds = 2.0

  /// The next events that a selection lets through, written down. Throws `Refusal` where it names what is not there.
  package func page<Format: EventFormat>(
    _ selection: EventSelection, after position: Int64, limit: Int, bytesMax: Int = .max, isFirst: Bool = true,
    as format: Format
  ) async throws -> (page: EventPage, format: Format) {
    if selection.needsIndex { try await catchUp(within: Self.catchUpSeconds) }
    return try await pool.read { db in
      var format = format
      let page = try EventPage.read(
        selection, after: position, limit: limit, bytesMax: bytesMax, isFirst: isFirst, as: &format, in: db)
      return (page, format)
    }
  }
}
