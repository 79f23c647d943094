package import Foundation
import GRDB
package import Workflow

/// One thing to be sent to one endpoint, and how that went.
package struct Delivery: Sendable {
  package enum State: String, Sendable, CaseIterable {
    case pending, delivered, failed, exhausted, unknown
  }

  /// The `webhook-id`: the same over all attempts and restarts.
  package let id: String
  package let endpoint: String
  /// Of the event in the log.
  package let position: Int64
  package let document: String?
  package let eventType: String
  package let state: State
  package let body: Data
  package let attempts: Int
  package let dueAt: Timestamp
  package let createdAt: Timestamp
  package let finishedAt: Timestamp?
}

package struct DeliveryAttempt: Sendable {
  package let number: Int
  package let at: Timestamp
  package let durationMilliseconds: Int
  package let status: Int?
  /// `timeout`, `connection_refused`, `dns_error`, `tls_error`, `redirect_error`, `refused_address` or `http_error`.
  package let failure: String?
  package let answer: String?

  package init(
    number: Int, at: Timestamp, durationMilliseconds: Int, status: Int?, failure: String?, answer: String?
  ) {
    self.number = number
    self.at = at
    self.durationMilliseconds = durationMilliseconds
    self.status = status
    self.failure = failure
    self.answer = answer
  }
}

/// A delivery to be planned.
package struct PlannedDelivery: Sendable {
  package let id: String
  package let position: Int64
  package let document: String?
  package let eventType: String
  package let body: Data

  package init(id: String, position: Int64, document: String?, eventType: String, body: Data) {
    self.id = id
    self.position = position
    self.document = document
    self.eventType = eventType
    self.body = body
  }
}

extension Ledger {
  /// How far an endpoint has read the log; nil before its first plan.
  package func deliveryCursor(of endpoint: String) async throws -> Int64? {
    try await pool.read { db in
      try Int64.fetchOne(db, sql: "SELECT position FROM delivery_cursor WHERE endpoint = ?", arguments: [endpoint])
    }
  }

  /// Stores deliveries and the cursor behind them in one transaction: after a crash neither is without the other.
  package func plan(_ planned: [PlannedDelivery], for endpoint: String, cursor: Int64?) async throws {
    let now = now.milliseconds
    try await write { db in
      for delivery in planned {
        try db.execute(
          sql: """
            INSERT INTO delivery (id, endpoint, position, document, event_type, state, body, due_at, created_at)
            VALUES (?, ?, ?, ?, ?, 'pending', ?, ?, ?)
            """,
          arguments: [
            delivery.id, endpoint, delivery.position, delivery.document, delivery.eventType, delivery.body, now, now,
          ])
      }
      guard let cursor else { return }
      try db.execute(
        sql: "INSERT OR REPLACE INTO delivery_cursor (endpoint, position) VALUES (?, ?)",
        arguments: [endpoint, cursor])
    }
  }

  /// What is due, the first of each endpoint and document only: a later one never overtakes an earlier one.
  package func dueDeliveries(limit: Int) async throws -> [Delivery] {
    let now = now.milliseconds
    return try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM delivery WHERE state = 'pending' AND due_at <= ? AND NOT EXISTS (
            SELECT 1 FROM delivery AS earlier WHERE earlier.state = 'pending'
              AND earlier.endpoint = delivery.endpoint AND earlier.document IS delivery.document
              AND (earlier.position, earlier.id) < (delivery.position, delivery.id))
            AND EXISTS (SELECT 1 FROM endpoint WHERE endpoint.id = delivery.endpoint AND endpoint.enabled)
          ORDER BY due_at LIMIT ?
          """, arguments: [now, limit]
      ).map(Self.delivery)
    }
  }

  /// When the next pending delivery comes due.
  package func nextDeliveryDue() async throws -> Timestamp? {
    try await pool.read { db in
      try Int64.fetchOne(
        db,
        sql: """
          SELECT MIN(due_at) FROM delivery JOIN endpoint ON endpoint.id = delivery.endpoint AND endpoint.enabled
          WHERE state = 'pending'
          """
      ).map(Timestamp.init(milliseconds:))
    }
  }

  /// Keeps an attempt and what it came to.
  package func record(
    _ attempt: DeliveryAttempt, of delivery: String, state: Delivery.State, dueAt: Timestamp?
  ) async throws {
    let now = now.milliseconds
    try await write { db in
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO delivery_attempt (delivery, number, at, duration_ms, status, failure, answer)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          delivery, attempt.number, attempt.at.milliseconds, attempt.durationMilliseconds, attempt.status,
          attempt.failure, attempt.answer,
        ])
      try db.execute(
        sql: """
          UPDATE delivery SET state = ?, attempts = ?, due_at = COALESCE(?, due_at),
            finished_at = CASE WHEN ? = 'pending' THEN NULL ELSE ? END WHERE id = ?
          """,
        arguments: [state.rawValue, attempt.number, dueAt?.milliseconds, state.rawValue, now, delivery])
    }
  }

  /// Makes a delivery due now, whatever became of it. False where there is none.
  package func retryDelivery(_ id: String) async throws -> Bool {
    let now = now.milliseconds
    return try await write { db in
      try db.execute(
        sql: "UPDATE delivery SET state = 'pending', due_at = ?, finished_at = NULL WHERE id = ?", arguments: [now, id])
      return db.changesCount > 0
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

  private static func delivery(_ row: Row) -> Delivery {
    let finished: Int64? = row["finished_at"]
    return Delivery(
      id: row["id"], endpoint: row["endpoint"], position: row["position"], document: row["document"],
      eventType: row["event_type"], state: Delivery.State(rawValue: row["state"]) ?? .unknown, body: row["body"],
      attempts: row["attempts"], dueAt: Timestamp(milliseconds: row["due_at"]),
      createdAt: Timestamp(milliseconds: row["created_at"]), finishedAt: finished.map(Timestamp.init(milliseconds:)))
  }
}
