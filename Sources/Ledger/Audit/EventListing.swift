import GRDB

// Events that a selection lets through, for somebody who turns the pages both ways.
extension Ledger {
  /// The next behind a position, in the order of the log.
  package func events(_ selection: EventSelection, after position: Int64, limit: Int) async throws -> [RecordedEvent] {
    try await listed(selection) { db in
      var selection = selection
      selection.start(after: position)
      return try EventSearch(selection, in: db).positions(limit: limit)
    }
  }

  /// The last before a position, the newest first.
  package func events(_ selection: EventSelection, before position: Int64, limit: Int) async throws -> [RecordedEvent] {
    try await listed(selection) { db in
      try LastPositions(selection: selection, db: db).positions(before: position, limit: limit)
    }
  }

  private func listed(
    _ selection: EventSelection, _ find: @escaping @Sendable (Database) throws -> [Int64]
  ) async throws -> [RecordedEvent] {
    if selection.needsIndex { try await catchUp(within: Self.catchUpSeconds) }
    return try await pool.read { db in
      try find(db).compactMap { position in
        try Row.fetchOne(db.cachedStatement(sql: "SELECT * FROM event WHERE seq = ?"), arguments: [position])
          .map(EventReading.recorded)
      }
    }
  }
}

/// Finds the last positions of a search, which itself only goes forward: it looks at a piece of the log's end, then at a
/// larger one before that, and so on; at a smaller one where a piece holds more than can be of use.
struct LastPositions {
  let selection: EventSelection
  let db: Database
  /// Positions of the first piece.
  var firstWidth: Int64 = 256
  /// Positions of a piece that are read at most: as many as the first piece has, or more.
  var piecePositionsMax = 1024

  func positions(before end: Int64, limit: Int) throws -> [Int64] {
    let range = try EventSearch(selection, in: db).range
    var top = min(end - 1, range.upperBound)
    var width = firstWidth
    var found: [Int64] = []
    while found.count < limit, top >= range.lowerBound {
      let bottom = max(range.lowerBound, top - width + 1)
      let piece = try positions(from: bottom, to: top)
      guard piece.count <= piecePositionsMax else {
        width = max(firstWidth, width / 4)
        continue
      }
      found += piece.reversed()
      top = bottom - 1
      width *= 4
    }
    return Array(found.prefix(limit))
  }

  private func positions(from bottom: Int64, to top: Int64) throws -> [Int64] {
    var piece = selection
    piece.start(after: bottom - 1)
    piece.end(at: top)
    return try EventSearch(piece, in: db).positions(limit: piecePositionsMax + 1)
  }
}
