import GRDB
package import Workflow

/// A document whose timer has come.
package struct DueTimer: Hashable, Sendable {
  package let document: String
  /// Its stream's version, which any change of it raises.
  package let version: Int
  package let at: Timestamp
}

extension Ledger {
  /// Documents at which time alone may have changed something by `now`, the longest due first, after one of them.
  package func dueTimers(at now: Timestamp, after last: DueTimer?, limit: Int) async throws -> [DueTimer] {
    try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT id, version, timer_at FROM document WHERE timer_at <= ? AND (timer_at, id) > (?, ?)
          ORDER BY timer_at, id LIMIT ?
          """, arguments: [now.milliseconds, last?.at.milliseconds ?? Int64.min, last?.document ?? "", limit]
      ).map { DueTimer(document: $0["id"], version: $0["version"], at: Timestamp(milliseconds: $0["timer_at"])) }
    }
  }

  /// Ids of the documents in review, of one project or of all, after one of them.
  package func documentsInReview(of project: String?, after id: String, limit: Int) async throws -> [String] {
    try await pool.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT id FROM document WHERE id > ?1 AND status = 'in_review' AND (?2 IS NULL OR project = ?2)
          ORDER BY id LIMIT ?3
          """, arguments: [id, project, limit])
    }
  }

  /// Ids of delegations whose window is over by `now` and which were not ended yet.
  package func delegationsOver(by now: Timestamp, limit: Int) async throws -> [String] {
    try await pool.read { db in
      try String.fetchAll(
        db, sql: "SELECT id FROM delegation WHERE ended IS NULL AND until_at <= ? ORDER BY until_at, id LIMIT ?",
        arguments: [now.milliseconds, limit])
    }
  }

  /// The events of people and projects that gates are asked against, at later log positions.
  package func eventsOfPeople(after position: Int64, limit: Int) async throws -> [RecordedEvent] {
    let followed: [EventType] = [
      .userUpdated, .roleGranted, .roleRevoked, .delegationGranted, .delegationEnded, .projectUpdated,
      .groupCreated, .groupUpdated, .groupDeleted,
    ]
    guard lastPosition(of: followed) > position else { return [] }
    let types = EventReading.list(followed)
    return try await pool.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM event WHERE type IN (\(types)) AND seq > ? ORDER BY seq LIMIT ?",
        arguments: [position, limit]
      ).map(EventReading.recorded)
    }
  }
}
