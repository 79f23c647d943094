package import Foundation
import GRDB
package import Workflow

/// A host's delivery, stored before it was acknowledged.
package struct Receipt: Sendable {
  package let id: String
  package let connection: String
  /// The host's own id of it.
  package let delivery: String
  package let event: String
  package let body: Data
  package let state: String
  package let attempts: Int
  package let receivedAt: Timestamp
  package let outcome: String?
}

extension Ledger {
  /// Stores a delivery; when this returns it is on disk. `isNew` is false where it was stored before.
  package func receive(
    connection: String, delivery: String, event: String, body: Data
  ) async throws -> (id: String, isNew: Bool) {
    let id = sources.newID("rcp")
    let now = now.milliseconds
    return try await write { db in
      try db.execute(
        sql: """
          INSERT INTO receipt (id, connection, delivery, event, body, state, due_at, received_at)
          VALUES (?, ?, ?, ?, ?, 'queued', ?, ?) ON CONFLICT (connection, delivery) DO NOTHING
          """, arguments: [id, connection, delivery, event, body, now, now])
      if db.changesCount > 0 { return (id, true) }
      let known = try String.fetchOne(
        db, sql: "SELECT id FROM receipt WHERE connection = ? AND delivery = ?", arguments: [connection, delivery])
      return (known ?? id, false)
    }
  }

  /// The oldest receipt that is due.
  package func dueReceipt() async throws -> Receipt? {
    let now = now.milliseconds
    return try await pool.read { db in
      try Row.fetchOne(
        db, sql: "SELECT * FROM receipt WHERE state = 'queued' AND due_at <= ? ORDER BY rowid LIMIT 1", arguments: [now]
      ).map(Self.receipt)
    }
  }

  package func nextReceiptDue() async throws -> Timestamp? {
    try await pool.read { db in
      try Int64.fetchOne(db, sql: "SELECT MIN(due_at) FROM receipt WHERE state = 'queued'")
        .map(Timestamp.init(milliseconds:))
    }
  }

  /// Ends a receipt, or puts it back for later.
  package func settleReceipt(_ id: String, state: String, outcome: String, dueAt: Timestamp? = nil) async throws {
    try await write { db in
      try db.execute(
        sql: """
          UPDATE receipt SET state = ?, outcome = ?, attempts = attempts + 1, due_at = COALESCE(?, due_at) WHERE id = ?
          """, arguments: [state, outcome, dueAt?.milliseconds, id])
    }
  }

  package func receipts(of connection: String, before id: String?, limit: Int) async throws -> [Receipt] {
    try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: "SELECT * FROM receipt WHERE connection = ?1 AND (?2 IS NULL OR id < ?2) ORDER BY id DESC LIMIT ?3",
        arguments: [connection, id, limit]
      ).map(Self.receipt)
    }
  }

  private static func receipt(_ row: Row) -> Receipt {
    Receipt(
      id: row["id"], connection: row["connection"], delivery: row["delivery"], event: row["event"], body: row["body"],
      state: row["state"], attempts: row["attempts"], receivedAt: Timestamp(milliseconds: row["received_at"]),
      outcome: row["outcome"])
  }
}
