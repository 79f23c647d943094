import GRDB

extension Ledger {
  /// The one user whose profile has that identity; nil where none or several have it.
  package func user(known login: String, at host: String) async throws -> String? {
    let found = try await pool.read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT DISTINCT profile.user FROM profile, json_each(profile.identities) AS identity
          WHERE identity.value ->> 'host' = ? AND identity.value ->> 'login' = ? LIMIT 2
          """, arguments: [host, login])
    }
    return found.count == 1 ? found.first : nil
  }
}
