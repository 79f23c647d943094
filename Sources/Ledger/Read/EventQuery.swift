import GRDB
package import Workflow

extension Ledger {
  /// Events behind a position, in the order of the log.
  package func events(after position: Int64 = 0, limit: Int) async throws -> [RecordedEvent] {
    try await pool.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?", arguments: [position, limit]
      ).map(EventReading.recorded)
    }
  }

  /// The latest event of one of these types.
  package func lastEvent(of types: [EventType]) async throws -> RecordedEvent? {
    let list = EventReading.list(types)
    return try await pool.read { db in
      // Each type's latest by its index, not a look through the log.
      let last = try types.compactMap { type in
        try Int64.fetchOne(db, sql: "SELECT MAX(seq) FROM event WHERE type = ?", arguments: [type.rawValue])
      }.max()
      guard let last else { return nil }
      return try Row.fetchOne(db, sql: "SELECT * FROM event WHERE seq = ? AND type IN (\(list))", arguments: [last])
        .map(EventReading.recorded)
    }
  }

  /// The event at a log position.
  package func event(at position: Int64) async throws -> RecordedEvent? {
    try await pool.read { db in
      try Row.fetchOne(db, sql: "SELECT * FROM event WHERE seq = ?", arguments: [position]).map(EventReading.recorded)
    }
  }
}
