import GRDB

extension Ledger {
  /// The one user whose profile has that identity; nil where none or several have it.
  package func user(known login: String, at host: String) async throws -> String? {
    try await pool.read { db in try Self.user(known: login, at: host, in: db) }
  }

  /// The same behind all that waits to be written: a write that refused because of another may be told of before that one
  /// is on the disk.
  package func userAfterWrites(known login: String, at host: String) async throws -> String? {
    try await write { db in try Self.user(known: login, at: host, in: db) }
  }

  private static func user(known login: String, at host: String, in db: Database) throws -> String? {
    let found = try String.fetchAll(
      db,
      sql: """
        SELECT DISTINCT profile.user FROM profile, json_each(profile.identities) AS identity
        WHERE identity.value ->> 'host' = ? AND identity.value ->> 'login' = ? LIMIT 2
        """, arguments: [host, login])
    return found.count == 1 ? found.first : nil
  }
}
