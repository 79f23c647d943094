import GRDB

extension Ledger {
  /// The user who is known under that login at that host, where exactly one is.
  package func user(withLogin login: String, at host: String) async throws -> String? {
    let found = try await pool.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT DISTINCT user.id FROM user
          JOIN profile ON profile.user = user.id, json_each(profile.identities) AS identity
          WHERE identity.value ->> 'host' = ? AND identity.value ->> 'login' = ? LIMIT 2
          """, arguments: [host, login])
    }
    return found.count == 1 ? found.first : nil
  }
}
