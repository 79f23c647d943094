package import Foundation
import GRDB
import Workflow

extension Ledger {
  /// A token and the hash of its secret.
  package func token(_ id: String) async throws -> (record: TokenRecord, hash: Data)? {
    if let known = state.tokens[id] { return known }
    let generation = state.tokens.generation
    let found = try await storedToken(id)
    if let found { state.tokens.put(found, readIn: generation) }
    return found
  }

  /// The same as it is shown: the one that is kept in memory does not follow its uses.
  package func tokenWithUse(_ id: String) async throws -> TokenRecord? {
    try await storedToken(id).map { withUse($0.record) }
  }

  private func withUse(_ record: TokenRecord) -> TokenRecord {
    var record = record
    record.lastUsed = uses.latest(of: .token(record.issued.token), stored: record.lastUsed)
    return record
  }

  private func storedToken(_ id: String) async throws -> (record: TokenRecord, hash: Data)? {
    try await pool.read { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT token.*, token_secret.hash, token_secret.last_used FROM token
          JOIN token_secret ON token_secret.token = token.id WHERE token.id = ?
          """, arguments: [id]
      ).map { (record: try Self.token($0), hash: $0["hash"]) }
    }
  }

  package func tokens(of user: String?, after id: String?, limit: Int) async throws -> [TokenRecord] {
    try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT token.*, token_secret.last_used FROM token
          LEFT JOIN token_secret ON token_secret.token = token.id
          WHERE token.id > ?1 AND (?2 IS NULL OR token.user = ?2) ORDER BY token.id LIMIT ?3
          """, arguments: [id ?? "", user, limit]
      ).map(Self.token)
    }.map(withUse)
  }

  private static func token(_ row: Row) throws -> TokenRecord {
    let expires: Int64? = row["expires_at"]
    let used: Int64? = row["last_used"]
    return TokenRecord(
      issued: TokenIssued(
        token: row["id"], user: row["user"], name: row["name"], scopes: try Ledger.decoded(row["scopes"]),
        expiresAt: expires.map(Timestamp.init(milliseconds:))),
      revoked: row["revoked"], createdAt: Timestamp(milliseconds: row["created_at"]),
      lastUsed: used.map(Timestamp.init(milliseconds:)), replacedBy: row["replaced_by"])
  }
}
