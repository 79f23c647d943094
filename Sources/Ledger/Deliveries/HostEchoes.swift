import GRDB
package import Workflow

/// Something that is said at a git host because of what happened here, once.
package struct HostEcho: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// A comment made here, posted to a change request.
    case comment
    /// The record of an approved document, committed.
    case writeBack = "write_back"
  }

  package enum State: String, Hashable, Sendable, CaseIterable { case pending, done, failed }

  package let kind: Kind
  package let connection: String
  /// Of the change request that a comment goes to.
  package let number: Int?
  package let document: String
  /// The comment's id, or the revision.
  package let ref: String
  package var state = State.pending
  /// Attempts that have ended.
  package var attempts = 0
  /// Attempts that have begun: where there are more of these, one may have been carried out without our knowing.
  package var begun = 0
  /// The host's own id of the comment, or the commit.
  package var result: String?
  package var failure: String?

  package init(kind: Kind, connection: String, number: Int? = nil, document: String, ref: String) {
    self.kind = kind
    self.connection = connection
    self.number = number
    self.document = document
    self.ref = ref
  }

  package var id: String { "\(kind.rawValue)/\(connection)/\(number.map(String.init) ?? document)/\(ref)" }
}

extension Ledger {
  /// How far the log has been read for echoes; nil before the first.
  package func echoCursor() async throws -> Int64? {
    try await pool.read { db in try Int64.fetchOne(db, sql: "SELECT position FROM host_echo_cursor") }
  }

  /// Keeps what is to be said and how far the log was read for it, in one transaction.
  package func want(_ echoes: [HostEcho], readTo position: Int64) async throws {
    let now = now.milliseconds
    try await write { db in
      for echo in echoes {
        try db.execute(
          sql: """
            INSERT INTO host_echo (id, kind, connection, number, document, ref, state, due_at)
            VALUES (?, ?, ?, ?, ?, ?, 'pending', ?) ON CONFLICT (id) DO NOTHING
            """,
          arguments: [echo.id, echo.kind.rawValue, echo.connection, echo.number, echo.document, echo.ref, now])
      }
      try db.execute(
        sql: "INSERT OR REPLACE INTO host_echo_cursor (only, position) VALUES (1, ?)", arguments: [position])
    }
  }

  package func dueEchoes(of connection: String, limit: Int) async throws -> [HostEcho] {
    let now = now.milliseconds
    return try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM host_echo WHERE state = 'pending' AND due_at <= ? AND connection = ? ORDER BY due_at, id LIMIT ?
          """, arguments: [now, connection, limit]
      ).map(Self.echo)
    }
  }

  /// What it was posted as, the host's own id; nil where it was not, or not yet.
  package func result(of echo: HostEcho) async throws -> String? {
    try await pool.read { db in
      try String.fetchOne(db, sql: "SELECT result FROM host_echo WHERE id = ?", arguments: [echo.id])
    }
  }

  /// The comment that was posted to a change request under the host's id; nil where that is none of ours.
  package func comment(postedAs id: String, to number: Int, of connection: String) async throws -> String? {
    // All that were posted to it lie together, by what their ids begin with.
    let begin = HostEcho(kind: .comment, connection: connection, number: number, document: "", ref: "").id
    return try await pool.read { db in
      try String.fetchOne(
        db, sql: "SELECT ref FROM host_echo WHERE id > ? AND id < ? AND result = ?",
        arguments: [begin, begin + "\u{10FFFF}", id])
    }
  }

  /// In the order of their ids.
  package func echoes(of connection: String, after id: String?, limit: Int) async throws -> [HostEcho] {
    try await pool.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM host_echo WHERE connection = ? AND id > ? ORDER BY id LIMIT ?",
        arguments: [connection, id ?? "", limit]
      ).map(Self.echo)
    }
  }

  /// Says that an attempt begins, so that after a crash it is known that it may have been carried out.
  package func begin(_ echo: HostEcho) async throws {
    let id = echo.id
    try await write { db in
      try db.execute(sql: "UPDATE host_echo SET begun = begun + 1 WHERE id = ?", arguments: [id])
    }
  }

  /// Keeps what an attempt came to; with `dueAt` another follows.
  package func settle(_ echo: HostEcho, result: String?, failure: String?, dueAt: Timestamp?) async throws {
    let id = echo.id
    let state: HostEcho.State = failure == nil ? .done : dueAt == nil ? .failed : .pending
    try await write { db in
      try db.execute(
        sql: """
          UPDATE host_echo SET state = ?, attempts = attempts + 1, begun = MAX(begun, attempts + 1),
            result = COALESCE(?, result), failure = ?, due_at = COALESCE(?, due_at) WHERE id = ?
          """, arguments: [state.rawValue, result, failure, dueAt?.milliseconds, id])
    }
  }

  private static func echo(_ row: Row) -> HostEcho {
    var echo = HostEcho(
      kind: HostEcho.Kind(rawValue: row["kind"]) ?? .comment, connection: row["connection"], number: row["number"],
      document: row["document"], ref: row["ref"])
    echo.state = HostEcho.State(rawValue: row["state"]) ?? .failed
    echo.attempts = row["attempts"]
    echo.begun = row["begun"]
    echo.result = row["result"]
    echo.failure = row["failure"]
    return echo
  }
}
