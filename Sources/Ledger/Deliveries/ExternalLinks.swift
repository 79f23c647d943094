import Foundation
import GRDB
import Workflow

/// Where a document stands in a tool, as the database has it.
package struct StoredLink: Hashable, Sendable {
  package let endpoint: String
  package let key: String
  package let url: String?
  package let note: String?
}

extension Ledger {
  package func externalLink(endpoint: String, subject: String) async throws -> StoredLink? {
    try await externalLinks(where: "endpoint = ? AND subject = ?", [endpoint, subject]).first
  }

  /// Of all endpoints, in the order of their ids. Costs nothing where no tool has been linked to.
  package func externalLinks(of subject: String) async throws -> [StoredLink] {
    guard state.hasLinks else { return [] }
    return try await externalLinks(where: "subject = ?", [subject])
  }

  /// On disk when it returns.
  package func keepExternalLink(
    endpoint: String, subject: String, key: String, url: String?, note: String?
  ) async throws {
    let now = now.milliseconds
    state.hasLinks = true
    try await write { db in
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO external_link (endpoint, subject, key, url, note, updated_at) VALUES (?, ?, ?, ?, ?, ?)
          """, arguments: [endpoint, subject, key, url, note, now])
    }
  }

  private func externalLinks(where condition: String, _ arguments: StatementArguments) async throws -> [StoredLink] {
    try await pool.read { db in
      try Row.fetchAll(
        db, sql: "SELECT endpoint, key, url, note FROM external_link WHERE \(condition) ORDER BY endpoint",
        arguments: arguments
      ).map { StoredLink(endpoint: $0[0], key: $0[1], url: $0[2], note: $0[3]) }
    }
  }
}
