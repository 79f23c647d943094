import Foundation
import GRDB
package import Workflow

extension Ledger {
  /// How far an endpoint has read the log; nil before its first plan.
  package func deliveryCursor(of endpoint: String) async throws -> Int64? {
    try await pool.read { db in
      try Int64.fetchOne(db, sql: "SELECT position FROM delivery_cursor WHERE endpoint = ?", arguments: [endpoint])
    }
  }

  /// Stores deliveries and the cursors behind them in one transaction: after a crash neither is without the other. A
  /// delivery whose id is there already stays as it is.
  package func plan(_ planned: [PlannedDelivery], cursors: [String: Int64] = [:]) async throws {
    let now = now.milliseconds
    try await write { db in
      for delivery in planned {
        try db.cachedStatement(
          sql: """
            INSERT INTO delivery (id, endpoint, position, document, event_type, state, body, due_at, created_at)
            VALUES (?, ?, ?, ?, ?, 'pending', ?, ?, ?) ON CONFLICT (id) DO NOTHING
            """
        ).execute(arguments: [
          delivery.id, delivery.endpoint, delivery.position, delivery.document, delivery.eventType, delivery.body,
          delivery.dueAt?.milliseconds ?? now, now,
        ])
      }
      for (endpoint, position) in cursors {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO delivery_cursor (endpoint, position) VALUES (?, ?)")
          .execute(arguments: [endpoint, position])
      }
    }
  }

  /// What waits for an endpoint, in the order of the log, behind a place in it.
  package func waitingDeliveries(
    of endpoint: String, after place: (position: Int64, id: String)? = nil, limit: Int
  ) async throws -> [Delivery] {
    try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT *, (SELECT metadata ->> 'correlation_id' FROM event WHERE seq = position) AS trace
          FROM delivery WHERE endpoint = ? AND state IN ('pending', 'unknown') AND (position, id) > (?, ?)
          ORDER BY position, id LIMIT ?
          """, arguments: [endpoint, place?.position ?? -1, place?.id ?? "", limit]
      ).map(Self.delivery)
    }
  }

  /// Says that another attempt begins, so that after a crash it is known that it may have been carried out.
  package func beginAttempt(of deliveries: [String]) async throws {
    try await write { db in
      for id in deliveries {
        try db.cachedStatement(sql: "UPDATE delivery SET begun = begun + 1 WHERE id = ?").execute(arguments: [id])
      }
    }
  }

  /// Keeps an attempt and what it came to. A delivery that was asked for again since the attempt began waits still, due at
  /// once: returns whether there is one.
  package func record(_ result: DeliveryResult) async throws -> Bool {
    let now = now.milliseconds
    return try await write { db in
      var isAskedAgain = false
      for delivery in result.deliveries {
        try Self.record(result, of: delivery.id, now: now, in: db)
        try db.cachedStatement(
          sql: "UPDATE delivery SET state = 'pending', due_at = ?, finished_at = NULL WHERE id = ? AND asks > ?"
        ).execute(arguments: [now, delivery.id, delivery.asks])
        isAskedAgain = isAskedAgain || db.changesCount > 0
      }
      return isAskedAgain
    }
  }

  private static func record(_ result: DeliveryResult, of delivery: String, now: Int64, in db: Database) throws {
    let attempt = result.attempt
    try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO delivery_attempt (delivery, number, at, duration_ms, status, failure, answer)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      delivery, attempt.number, attempt.at.milliseconds, attempt.durationMilliseconds, attempt.status, attempt.failure,
      attempt.answer,
    ])
    try db.cachedStatement(
      sql: """
        UPDATE delivery SET state = ?1, attempts = ?2, begun = MAX(begun, ?2), due_at = COALESCE(?3, due_at),
          finished_at = ?4 WHERE id = ?5
        """
    ).execute(arguments: [
      result.state.rawValue, attempt.number, result.dueAt?.milliseconds, result.state.isWaiting ? nil : now, delivery,
    ])
  }

  /// Makes a delivery due now, whatever became of it. False where there is none.
  package func retryDelivery(_ id: String) async throws -> Bool {
    let now = now.milliseconds
    return try await write { db in
      try db.execute(
        sql: """
          UPDATE delivery SET state = CASE state WHEN 'unknown' THEN 'unknown' ELSE 'pending' END, due_at = ?,
            finished_at = NULL, asks = asks + 1 WHERE id = ?
          """, arguments: [now, id])
      return db.changesCount > 0
    }
  }

  /// Makes what was planned of a range of the log due again under its old ids, and returns how many those are.
  package func replayDeliveries(of endpoint: String, after position: Int64, until end: Int64) async throws -> Int {
    let now = now.milliseconds
    return try await write { db in
      try db.execute(
        sql: """
          UPDATE delivery SET state = 'pending', due_at = ?, finished_at = NULL, asks = asks + 1
          WHERE endpoint = ? AND position > ? AND position <= ? AND event_type <> 'endpoint.test'
          """, arguments: [now, endpoint, position, end])
      return db.changesCount
    }
  }

  /// The positions in a range of the log of which something was planned for an endpoint.
  package func plannedPositions(of endpoint: String, after position: Int64, until end: Int64) async throws -> Set<Int64>
  {
    try await pool.read { db in
      try Int64.fetchSet(
        db, sql: "SELECT position FROM delivery WHERE endpoint = ? AND position > ? AND position <= ?",
        arguments: [endpoint, position, end])
    }
  }

  package func delivery(_ id: String) async throws -> (delivery: Delivery, attempts: [DeliveryAttempt])? {
    try await pool.read { db in
      guard let row = try Row.fetchOne(db, sql: "SELECT * FROM delivery WHERE id = ?", arguments: [id]) else {
        return nil
      }
      let attempts = try Row.fetchAll(
        db, sql: "SELECT * FROM delivery_attempt WHERE delivery = ? ORDER BY number", arguments: [id]
      ).map { row in
        DeliveryAttempt(
          number: row["number"], at: Timestamp(milliseconds: row["at"]), durationMilliseconds: row["duration_ms"],
          status: row["status"], failure: row["failure"], answer: row["answer"])
      }
      return (Self.delivery(row), attempts)
    }
  }

  /// Deliveries from the newest on.
  package func deliveries(
    endpoint: String?, state: String?, document: String?, before id: String?, limit: Int
  ) async throws -> [Delivery] {
    try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM delivery WHERE (?1 IS NULL OR endpoint = ?1) AND (?2 IS NULL OR state = ?2)
            AND (?3 IS NULL OR document = ?3) AND (?4 IS NULL OR id < ?4) ORDER BY id DESC LIMIT ?5
          """, arguments: [endpoint, state, document, id, limit]
      ).map(Self.delivery)
    }
  }

  /// Takes away what came to an end before a time, at most so many. Returns how many. What waits for an endpoint that was
  /// deleted comes to its end.
  package func pruneDeliveries(finishedBefore time: Timestamp, limit: Int) async throws -> Int {
    let now = now.milliseconds
    return try await write { db in
      try db.execute(
        sql: """
          UPDATE delivery SET state = 'failed', finished_at = ? WHERE state IN ('pending', 'unknown')
            AND endpoint NOT IN (SELECT id FROM endpoint)
          """, arguments: [now])
      let ids = try String.fetchAll(
        db, sql: "SELECT id FROM delivery WHERE finished_at < ? ORDER BY finished_at LIMIT ?",
        arguments: [time.milliseconds, limit])
      for id in ids {
        try db.execute(sql: "DELETE FROM delivery_attempt WHERE delivery = ?", arguments: [id])
        try db.execute(sql: "DELETE FROM delivery WHERE id = ?", arguments: [id])
      }
      return ids.count
    }
  }

  private static func delivery(_ row: Row) -> Delivery {
    let finished: Int64? = row["finished_at"]
    var delivery = Delivery(
      id: row["id"], endpoint: row["endpoint"], position: row["position"], document: row["document"],
      eventType: row["event_type"], state: Delivery.State(rawValue: row["state"]) ?? .unknown, body: row["body"],
      attempts: row["attempts"], begun: row["begun"], asks: row["asks"],
      dueAt: Timestamp(milliseconds: row["due_at"]),
      createdAt: Timestamp(milliseconds: row["created_at"]), finishedAt: finished.map(Timestamp.init(milliseconds:)))
    if row.hasColumn("trace") { delivery.trace = row["trace"] }
    return delivery
  }
}
