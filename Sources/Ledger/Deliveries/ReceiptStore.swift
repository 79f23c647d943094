package import Foundation
import GRDB
import Telemetry
package import Workflow

/// A host's delivery, stored before it was acknowledged.
package struct Receipt: Sendable {
  package enum State: String, Hashable, Sendable, CaseIterable {
    /// Not begun.
    case queued
    /// In work.
    case running
    /// Ended, whether or not there was anything to do.
    case done
    /// An attempt failed, and another follows.
    case failed
    /// Given up.
    case dead
  }

  package let id: String
  package let connection: String
  /// The host's own id of it.
  package let delivery: String
  package let event: String
  package let body: Data
  package let state: State
  /// Those that have ended.
  package let attempts: Int
  package let receivedAt: Timestamp
  package let dueAt: Timestamp
  package let outcome: String?
  /// The id of the trace in which it came.
  package var trace: String?

  /// What those are about that tell of a change request, of its reviews and of its comments.
  package static func subject(ofChangeRequest number: Int) -> String { "change request \(number)" }
}

extension Ledger {
  /// Stores a delivery; when this returns it is on disk. `isNew` is false where it was stored before. `subject` is what it is
  /// about: those of one subject are worked on in their order.
  package func receive(
    connection: String, delivery: String, event: String, subject: String?, body: Data
  ) async throws -> (id: String, isNew: Bool) {
    let id = sources.newID("rcp")
    let (now, trace) = (now.milliseconds, TraceContext.current?.traceID)
    return try await write { db in
      try db.execute(
        sql: """
          INSERT INTO receipt (id, connection, delivery, event, subject, body, state, due_at, received_at, trace)
          VALUES (?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?) ON CONFLICT (connection, delivery) DO NOTHING
          """, arguments: [id, connection, delivery, event, subject, body, now, now, trace])
      if db.changesCount > 0 { return (id, true) }
      let known = try String.fetchOne(
        db, sql: "SELECT id FROM receipt WHERE connection = ? AND delivery = ?", arguments: [connection, delivery])
      return (known ?? id, false)
    }
  }

  /// The connections of which something is due.
  package func connectionsWithDueReceipts() async throws -> [String] {
    let now = now.milliseconds
    return try await pool.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT DISTINCT connection FROM receipt WHERE state IN ('queued', 'running', 'failed')
            AND (CASE state WHEN 'running' THEN leased_until ELSE due_at END) <= ?
          """, arguments: [now])
    }
  }

  /// The oldest receipt of a connection that is due and waits for none of its subject, in work from now on for so long.
  package func takeReceipt(of connection: String, leaseSeconds: Double) async throws -> Receipt? {
    let now = now
    return try await write { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT * FROM receipt WHERE rowid = (
            SELECT rowid FROM receipt AS due INDEXED BY receipt_waiting
            WHERE connection = ?1 AND state IN ('queued', 'running', 'failed')
              AND (CASE state WHEN 'running' THEN leased_until ELSE due_at END) <= ?2
              AND NOT EXISTS (SELECT 1 FROM receipt AS earlier WHERE earlier.connection = ?1
                AND earlier.subject = due.subject AND earlier.state IN ('queued', 'running', 'failed')
                AND earlier.rowid < due.rowid)
            ORDER BY rowid LIMIT 1)
          """, arguments: [connection, now.milliseconds])
      guard let row else { return nil }
      let id: String = row["id"]
      try db.execute(
        sql: "UPDATE receipt SET state = 'running', leased_until = ? WHERE id = ?",
        arguments: [now.adding(seconds: leaseSeconds).milliseconds, id])
      return Self.receipt(row)
    }
  }

  /// Takes back what a daemon that is no more had in work.
  package func releaseReceipts() async throws {
    try await write { db in
      // The list of states lets it find them by their index.
      try db.execute(
        sql: """
          UPDATE receipt SET state = 'queued', leased_until = NULL
          WHERE state IN ('queued', 'running', 'failed') AND state = 'running'
          """)
    }
  }

  /// Characters of what an attempt came to that are kept.
  private static let outcomeCharactersMax = 4000

  /// Ends an attempt: for good, or until later.
  package func settleReceipt(
    _ id: String, state: Receipt.State, outcome: String, dueAt: Timestamp? = nil
  ) async throws {
    let outcome = String(outcome.prefix(Self.outcomeCharactersMax))
    try await write { db in
      try db.execute(
        sql: """
          UPDATE receipt SET state = ?, outcome = ?, attempts = attempts + 1, due_at = COALESCE(?, due_at),
            leased_until = NULL WHERE id = ?
          """, arguments: [state.rawValue, outcome, dueAt?.milliseconds, id])
    }
  }

  /// Makes a receipt due now, whatever became of it. False where the connection has none of that id.
  package func retryReceipt(_ id: String, of connection: String) async throws -> Bool {
    let now = now.milliseconds
    return try await write { db in
      try db.execute(
        sql: """
          UPDATE receipt SET state = 'queued', attempts = 0, due_at = ?, leased_until = NULL
          WHERE id = ? AND connection = ? AND state <> 'running'
          """, arguments: [now, id, connection])
      return db.changesCount > 0
    }
  }

  package func receipt(_ id: String, of connection: String) async throws -> Receipt? {
    try await pool.read { db in
      try Row.fetchOne(db, sql: "SELECT * FROM receipt WHERE id = ? AND connection = ?", arguments: [id, connection])
        .map(Self.receipt)
    }
  }

  /// The latest first, without their bodies.
  package func receipts(
    of connection: String, state: Receipt.State?, before id: String?, limit: Int
  ) async throws -> [Receipt] {
    try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT id, connection, delivery, event, x'' AS body, state, attempts, received_at, due_at, outcome FROM receipt
          WHERE connection = ?1 AND (?2 IS NULL OR state = ?2) AND (?3 IS NULL OR id < ?3)
          ORDER BY id DESC LIMIT ?4
          """, arguments: [connection, state?.rawValue, id, limit]
      ).map(Self.receipt)
    }
  }

  /// Takes away what was received before a time and has ended, at most so many. Returns how many.
  package func pruneReceipts(receivedBefore time: Timestamp, limit: Int) async throws -> Int {
    try await write { db in
      try db.execute(
        sql: """
          DELETE FROM receipt WHERE id IN (SELECT id FROM receipt WHERE state IN ('done', 'dead') AND received_at < ?
            ORDER BY received_at LIMIT ?)
          """, arguments: [time.milliseconds, limit])
      return db.changesCount
    }
  }

  /// Takes away what hosts were told before a time of change requests that have ended, and what is kept of connections that
  /// are no more.
  package func pruneTold(before time: Timestamp) async throws {
    try await write { db in
      try db.execute(
        sql: """
          DELETE FROM posted_check WHERE NOT EXISTS (SELECT 1 FROM connection WHERE id = posted_check.connection)
            OR (due_at < ?1 AND EXISTS (SELECT 1 FROM change_request AS ended
              WHERE ended.connection = posted_check.connection AND ended.number = posted_check.number
                AND ended.state <> 'open' AND ended.updated_at < ?1))
          """, arguments: [time.milliseconds])
      for table in ["host_echo", "passed_commit"] {
        try db.execute(sql: "DELETE FROM \(table) WHERE connection NOT IN (SELECT id FROM connection)")
      }
      try db.execute(
        sql: "DELETE FROM host_echo WHERE state <> 'pending' AND due_at < ?", arguments: [time.milliseconds])
    }
  }

  private static func receipt(_ row: Row) -> Receipt {
    Receipt(
      id: row["id"], connection: row["connection"], delivery: row["delivery"], event: row["event"], body: row["body"],
      state: Receipt.State(rawValue: row["state"]) ?? .dead, attempts: row["attempts"],
      receivedAt: Timestamp(milliseconds: row["received_at"]), dueAt: Timestamp(milliseconds: row["due_at"]),
      outcome: row["outcome"], trace: row.hasColumn("trace") ? row["trace"] : nil)
  }
}
