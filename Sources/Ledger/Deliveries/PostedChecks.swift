import GRDB
package import Workflow

/// A check of a change request's head: what it is to say, and whether it says so.
package struct PostedCheck: Hashable, Sendable {
  package let connection: String
  package let number: Int
  package let head: String
  package let context: String
  package let state: String
  package let description: String
  package let isSent: Bool
  package let attempts: Int
  package let failure: String?
  package let sentAt: Timestamp?

  package init(
    connection: String, number: Int, head: String, context: String, state: String, description: String,
    isSent: Bool = false, attempts: Int = 0, failure: String? = nil, sentAt: Timestamp? = nil
  ) {
    self.connection = connection
    self.number = number
    self.head = head
    self.context = context
    self.state = state
    self.description = description
    self.isSent = isSent
    self.attempts = attempts
    self.failure = failure
    self.sentAt = sentAt
  }
}

extension Ledger {
  package func checks(ofChangeRequest number: Int, of connection: String) async throws -> [PostedCheck] {
    try await pool.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM posted_check WHERE connection = ? AND number = ? ORDER BY head, context",
        arguments: [connection, number]
      ).map(Self.check)
    }
  }

  /// Those of a connection that are to be set by now.
  package func dueChecks(of connection: String, limit: Int) async throws -> [PostedCheck] {
    let now = now.milliseconds
    return try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM posted_check WHERE is_sent = 0 AND due_at <= ? AND connection = ? ORDER BY due_at LIMIT ?
          """, arguments: [now, connection, limit]
      ).map(Self.check)
    }
  }

  /// Whether another connection to the same repository has a check of that name on the same commit that does not succeed: to
  /// the host they are one.
  package func isHeldElsewhere(_ check: PostedCheck) async throws -> Bool {
    // The order of the joins is the one meant: few connections, then the change requests of those.
    try await pool.read { db in
      try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT 1 FROM connection AS own
            CROSS JOIN connection AS other ON other.id <> own.id AND other.host = own.host AND other.api_url = own.api_url
              AND lower(other.repository) = lower(own.repository)
            CROSS JOIN change_request AS request ON request.connection = other.id AND request.state = 'open'
              AND request.head = ?2
            CROSS JOIN posted_check AS held ON held.connection = other.id AND held.number = request.number
              AND held.head = ?2 AND held.context = ?3 AND held.state <> 'success'
            WHERE own.id = ?1)
          """, arguments: [check.connection, check.head, check.context]) ?? false
    }
  }

  /// Makes those of a connection's open change requests due again that were given up.
  package func reviveChecks(of connection: String) async throws {
    let now = now.milliseconds
    try await write { db in
      try db.execute(
        sql: """
          UPDATE posted_check SET attempts = 0, due_at = ?1 WHERE is_sent = 0 AND due_at = ?2 AND connection = ?3
            AND number IN (SELECT number FROM change_request WHERE connection = ?3 AND state = 'open')
          """, arguments: [now, Int64.max, connection])
    }
  }

  /// The connections at which something is to be said by now: a check, a comment, a record.
  package func connectionsToTell() async throws -> [String] {
    let now = now.milliseconds
    return try await pool.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT connection FROM posted_check WHERE is_sent = 0 AND due_at <= ?1
          UNION SELECT connection FROM host_echo WHERE state = 'pending' AND due_at <= ?1
          """, arguments: [now])
    }
  }

  /// What checks are to say from now on; one that says so already is left as it is.
  package func want(_ checks: [PostedCheck]) async throws {
    let now = now.milliseconds
    try await write { db in
      for check in checks {
        try db.execute(
          sql: """
            INSERT INTO posted_check (connection, number, head, context, state, description, due_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (connection, number, head, context) DO UPDATE SET state = ?5, description = ?6, is_sent = 0,
              attempts = 0, due_at = ?7, failure = NULL WHERE state <> ?5 OR description <> ?6
            """,
          arguments: [
            check.connection, check.number, check.head, check.context, check.state, check.description, now,
          ])
      }
    }
  }

  /// Keeps what setting a check came to; one that is to say something else by now stays due. `dueAt` nil gives it up.
  package func settle(_ check: PostedCheck, failure: String?, dueAt: Timestamp?) async throws {
    let now = now.milliseconds
    try await write { db in
      try db.execute(
        sql: """
          UPDATE posted_check SET is_sent = ?, attempts = attempts + 1, failure = ?, due_at = ?,
            sent_at = CASE WHEN ? IS NULL THEN ? ELSE sent_at END
          WHERE connection = ? AND number = ? AND head = ? AND context = ? AND state = ? AND description = ?
          """,
        arguments: [
          failure == nil, failure, dueAt?.milliseconds ?? Int64.max, failure, now, check.connection, check.number,
          check.head, check.context, check.state, check.description,
        ])
    }
  }

  private static func check(_ row: Row) -> PostedCheck {
    let sent: Int64? = row["sent_at"]
    return PostedCheck(
      connection: row["connection"], number: row["number"], head: row["head"], context: row["context"],
      state: row["state"], description: row["description"], isSent: row["is_sent"], attempts: row["attempts"],
      failure: row["failure"], sentAt: sent.map(Timestamp.init(milliseconds:)))
  }
}
