import Foundation
import GRDB
package import Workflow

/// A search among documents that somebody keeps by a name.
package struct SavedSearch: Hashable, Sendable {
  package let name: String
  /// What was filled in, by the filter's name.
  package let filters: [String: String]
  package let savedAt: Timestamp

  package init(name: String, filters: [String: String], savedAt: Timestamp) {
    self.name = name
    self.filters = filters
    self.savedAt = savedAt
  }

  /// Of the name, as an address can hold it: 16 hexadecimal digits.
  package var id: String { String(Data(name.utf8).sha256Hexadecimal.prefix(16)) }
}

/// Saved searches stand beside the log: they are one person's own, and nothing is decided by them.
extension Ledger {
  /// Of one user; with one more, the one that was saved first goes.
  package static let savedSearchesMax = 100

  /// By name.
  package func savedSearches(of user: String) async throws -> [SavedSearch] {
    try await pool.read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM saved_search WHERE user = ? ORDER BY name, id", arguments: [user])
        .map { row in
          SavedSearch(
            name: row["name"],
            filters: try JSONDecoder().decode([String: String].self, from: Data((row["filters"] as String).utf8)),
            savedAt: Timestamp(milliseconds: row["saved_at"]))
        }
    }
  }

  /// One of the same name is replaced.
  package func save(_ search: SavedSearch, of user: String) async throws {
    let filters = String(decoding: try JSONEncoder().encode(search.filters), as: UTF8.self)
    try await write { db in
      try db.execute(
        sql: "INSERT OR REPLACE INTO saved_search (user, id, name, filters, saved_at) VALUES (?, ?, ?, ?, ?)",
        arguments: [user, search.id, search.name, filters, search.savedAt.milliseconds])
      try db.execute(
        sql: """
          DELETE FROM saved_search WHERE user = ?1 AND id IN (
            SELECT id FROM saved_search WHERE user = ?1 ORDER BY saved_at DESC, id
            LIMIT -1 OFFSET \(Self.savedSearchesMax))
          """, arguments: [user])
    }
  }

  /// Returns the search that is gone; nil where the user has none of that id.
  package func forgetSavedSearch(_ id: String, of user: String) async throws -> String? {
    try await write { db in
      try String.fetchOne(
        db, sql: "DELETE FROM saved_search WHERE user = ? AND id = ? RETURNING name", arguments: [user, id])
    }
  }
}
