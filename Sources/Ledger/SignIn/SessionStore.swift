package import Foundation
import GRDB
package import Workflow

/// Somebody who is signed in with a browser.
package struct SessionRecord: Hashable, Sendable {
  package let id: String
  package let user: String
  /// How it was signed in: the issuer, or `link`.
  package let way: String
  /// What the browser calls itself.
  package let agent: String
  package let address: String?
  package let madeAt: Timestamp
  package var lastUsed: Timestamp
  package let endsAt: Timestamp

  package init(
    id: String, user: String, way: String, agent: String, address: String?, madeAt: Timestamp, lastUsed: Timestamp,
    endsAt: Timestamp
  ) {
    self.id = id
    self.user = user
    self.way = way
    self.agent = agent
    self.address = address
    self.madeAt = madeAt
    self.lastUsed = lastUsed
    self.endsAt = endsAt
  }
}

/// Sessions stand beside the log, and of their secrets hashes alone.
extension Ledger {
  /// Of one user; when there are more, those that were made first end.
  private static let sessionsMax = 100

  /// Opens a session, and ends the one that the same browser had before; it is on disk when this returns.
  package func begin(_ session: SessionRecord, hash: Data, inPlaceOf former: String?) async throws {
    try await write { db in try Self.insert(session, hash: hash, inPlaceOf: former, in: db) }
  }

  /// Uses a link up, and opens the session that it is for: both or neither. Returns whose it is; nil where the link is
  /// no more, or never was.
  package func begin(
    byLink link: Data, at now: Timestamp, hash: Data, inPlaceOf former: String?,
    _ session: @escaping @Sendable (_ user: String) -> SessionRecord
  ) async throws -> SessionRecord? {
    try await write { db in
      let sql = "DELETE FROM sign_in_link WHERE hash = ? AND ends_at > ? RETURNING user"
      guard let user = try String.fetchOne(db, sql: sql, arguments: [link, now.milliseconds]) else { return nil }
      let made = session(user)
      try Self.insert(made, hash: hash, inPlaceOf: former, in: db)
      return made
    }
  }

  /// Keeps a link by its hash; those that the user had before open nothing any more.
  package func keepLink(hash: Data, user: String, until end: Timestamp) async throws {
    try await write { db in
      try db.execute(sql: "DELETE FROM sign_in_link WHERE user = ?", arguments: [user])
      try db.execute(
        sql: "INSERT INTO sign_in_link (hash, user, ends_at) VALUES (?, ?, ?)",
        arguments: [hash, user, end.milliseconds])
    }
  }

  private static func insert(
    _ session: SessionRecord, hash: Data, inPlaceOf former: String?, in db: Database
  ) throws {
    try db.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [former])
    try db.execute(
      sql: """
        DELETE FROM session WHERE id IN (
          SELECT id FROM session WHERE user = ? ORDER BY id DESC LIMIT -1 OFFSET \(sessionsMax - 1))
        """, arguments: [session.user])
    try db.execute(
      sql: """
        INSERT INTO session (id, hash, user, way, agent, address, made_at, last_used, ends_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        session.id, hash, session.user, session.way, session.agent, session.address, session.madeAt.milliseconds,
        session.lastUsed.milliseconds, session.endsAt.milliseconds,
      ])
  }

  package func session(_ id: String) async throws -> (record: SessionRecord, hash: Data)? {
    let found = try await pool.read { db in
      try Row.fetchOne(db, sql: "SELECT * FROM session WHERE id = ?", arguments: [id])
        .map { (record: Self.session($0), hash: $0["hash"] as Data) }
    }
    return found.map { (withUse($0.record), $0.hash) }
  }

  /// Those that have not ended, of one user or of all, by id.
  package func sessions(
    of user: String?, after id: String?, limit: Int, at now: Timestamp
  ) async throws -> [SessionRecord] {
    try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: "SELECT * FROM session WHERE id > ?1 AND (?2 IS NULL OR user = ?2) AND ends_at > ?3 ORDER BY id LIMIT ?4",
        arguments: [id ?? "", user, now.milliseconds, limit]
      ).map(Self.session)
    }.map(withUse)
  }

  /// Nothing is opened with it once this returns.
  package func endSession(_ id: String) async throws {
    try await write { db in try db.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [id]) }
  }

  package func forgetEndedSessions() async throws {
    let now = sources.now().milliseconds
    let ended = try await pool.read { db in
      try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT 1 FROM session WHERE ends_at <= ?1)
            OR EXISTS (SELECT 1 FROM sign_in_link WHERE ends_at <= ?1)
          """, arguments: [now]) ?? false
    }
    guard ended else { return }
    try await write { db in
      try db.execute(sql: "DELETE FROM session WHERE ends_at <= ?", arguments: [now])
      try db.execute(sql: "DELETE FROM sign_in_link WHERE ends_at <= ?", arguments: [now])
    }
  }

  private func withUse(_ session: SessionRecord) -> SessionRecord {
    var session = session
    session.lastUsed = uses.latest(of: .session(session.id), stored: session.lastUsed) ?? session.lastUsed
    return session
  }

  private static func session(_ row: Row) -> SessionRecord {
    SessionRecord(
      id: row["id"], user: row["user"], way: row["way"], agent: row["agent"], address: row["address"],
      madeAt: Timestamp(milliseconds: row["made_at"]), lastUsed: Timestamp(milliseconds: row["last_used"]),
      endsAt: Timestamp(milliseconds: row["ends_at"]))
  }
}
