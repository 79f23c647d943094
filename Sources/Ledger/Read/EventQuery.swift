import GRDB
import Workflow

extension Ledger {
  /// Events behind a position, in the order of the log.
  package func events(after position: Int64 = 0, limit: Int) async throws -> [RecordedEvent] {
    try await pool.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?", arguments: [position, limit]
      ).map(EventReading.recorded)
    }
  }

  /// The event at a log position.
  package func event(at position: Int64) async throws -> RecordedEvent? {
    try await pool.read { db in
      try Row.fetchOne(db, sql: "SELECT * FROM event WHERE seq = ?", arguments: [position]).map(EventReading.recorded)
    }
  }
}
