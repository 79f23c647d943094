import GRDB
package import Workflow

// A document's events, which are its stream.
extension Ledger {
  /// The newest first: those before a version of the document, of these types; all types where they are nil.
  package func events(
    ofDocument id: String, before version: Int? = nil, types: [EventType]? = nil, limit: Int
  ) async throws -> [RecordedEvent] {
    let narrowed = types.map { "AND type IN (\(EventReading.list($0)))" } ?? ""
    return try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM event WHERE stream = ? AND stream_version < ? \(narrowed)
          ORDER BY stream_version DESC LIMIT ?
          """, arguments: ["document-\(id)", version ?? Int.max, limit]
      ).map(EventReading.recorded)
    }
  }

  /// The event that made a version of the document; nil where there was none.
  package func event(ofDocument id: String, version: Int) async throws -> RecordedEvent? {
    try await pool.read { db in
      try Row.fetchOne(
        db, sql: "SELECT * FROM event WHERE stream = ? AND stream_version = ?",
        arguments: ["document-\(id)", version]
      ).map(EventReading.recorded)
    }
  }
}
