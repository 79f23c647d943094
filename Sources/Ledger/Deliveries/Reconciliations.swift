import GRDB
package import Workflow

/// How far the comparison of a connection's branch with what was taken in of it has come.
package struct Reconciliation: Hashable, Sendable {
  package enum State: String, Hashable, Sendable {
    case idle, queued, running, failed
  }

  package var state: State
  /// Commits that were taken in, and those there are; nil where that is not known.
  package var done: Int
  package var total: Int?
  /// What the last one came to, or why it failed.
  package var detail: String?
  package var startedAt: Timestamp?
  package var finishedAt: Timestamp?
  package var nextAt: Timestamp?
}

extension Ledger {
  /// Seconds until a failed one is tried again, doubled with each failure, up to an hour.
  private static let firstRetrySeconds = 60.0
  private static let retrySecondsMax = 3600.0

  /// The connections whose branch is to be compared now: those never compared first.
  package func dueReconciliations() async throws -> [String] {
    let now = now.milliseconds
    return try await pool.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT connection.id FROM connection LEFT JOIN reconciliation ON reconciliation.connection = connection.id
          WHERE reconciliation.connection IS NULL
            OR (reconciliation.state <> 'running' AND reconciliation.next_at <= ?)
          ORDER BY COALESCE(reconciliation.next_at, 0), connection.id
          """, arguments: [now])
    }
  }

  /// Makes all connections due, as at a start: what a daemon that is no more had in work is begun again.
  package func queueReconciliations() async throws {
    let now = now.milliseconds
    try await write { db in
      try db.execute(sql: "DELETE FROM reconciliation WHERE connection NOT IN (SELECT id FROM connection)")
      try db.execute(sql: "UPDATE reconciliation SET state = 'queued', next_at = ?", arguments: [now])
    }
  }

  /// Makes one due now, unless it is in work. Returns what is known of it then.
  package func requestReconciliation(of connection: String) async throws -> Reconciliation {
    let now = now.milliseconds
    try await write { db in
      try db.execute(
        sql: """
          INSERT INTO reconciliation (connection, state, next_at) VALUES (?, 'queued', ?)
          ON CONFLICT (connection) DO UPDATE SET state = 'queued', next_at = excluded.next_at WHERE state <> 'running'
          """, arguments: [connection, now])
    }
    return try await reconciliation(of: connection)
  }

  /// As it stands; one that was never begun is queued.
  package func reconciliation(of connection: String) async throws -> Reconciliation {
    try await pool.read { db in
      let row = try Row.fetchOne(db, sql: "SELECT * FROM reconciliation WHERE connection = ?", arguments: [connection])
      return row.map(Self.reconciliation) ?? Reconciliation(state: .queued, done: 0)
    }
  }

  private static func reconciliation(_ row: Row) -> Reconciliation {
    func time(_ column: String) -> Timestamp? {
      (row[column] as Int64?).map(Timestamp.init(milliseconds:))
    }
    return Reconciliation(
      state: Reconciliation.State(rawValue: row["state"]) ?? .idle, done: row["done"], total: row["total"],
      detail: row["detail"], startedAt: time("started_at"), finishedAt: time("finished_at"), nextAt: time("next_at"))
  }

  package func beginReconciliation(of connection: String) async throws {
    let now = now.milliseconds
    try await write { db in
      try db.execute(
        sql: """
          INSERT INTO reconciliation (connection, state, started_at, next_at) VALUES (?1, 'running', ?2, ?2)
          ON CONFLICT (connection) DO UPDATE SET state = 'running', done = 0, total = NULL, started_at = ?2
          """, arguments: [connection, now])
    }
  }

  package func progressReconciliation(of connection: String, done: Int, total: Int) async throws {
    try await write { db in
      try db.execute(
        sql: "UPDATE reconciliation SET done = ?, total = ? WHERE connection = ? AND state = 'running'",
        arguments: [done, total, connection])
    }
  }

  /// It came to its end; the next is due after so many minutes.
  package func finishReconciliation(of connection: String, detail: String, nextMinutes: Int) async throws {
    let now = now
    try await write { db in
      try db.execute(
        sql: """
          UPDATE reconciliation SET state = 'idle', detail = ?, failures = 0, finished_at = ?, next_at = ?
          WHERE connection = ?
          """,
        arguments: [
          detail, now.milliseconds, now.adding(seconds: Double(nextMinutes) * 60).milliseconds, connection,
        ])
    }
  }

  /// It could not be brought to its end, and is tried again later: not before so many seconds, as the host may ask.
  package func failReconciliation(of connection: String, detail: String, retrySeconds: Double = 0) async throws {
    let now = now
    try await write { db in
      let failures =
        try Int.fetchOne(db, sql: "SELECT failures FROM reconciliation WHERE connection = ?", arguments: [connection])
        ?? 0
      let backoff = min(Self.firstRetrySeconds * Double(1 << min(failures, 10)), Self.retrySecondsMax)
      let delay = max(backoff, min(retrySeconds, Self.retrySecondsMax))
      try db.execute(
        sql: """
          UPDATE reconciliation SET state = 'failed', detail = ?, failures = ?, finished_at = ?, next_at = ?
          WHERE connection = ?
          """,
        arguments: [detail, failures + 1, now.milliseconds, now.adding(seconds: delay).milliseconds, connection])
    }
  }
}
