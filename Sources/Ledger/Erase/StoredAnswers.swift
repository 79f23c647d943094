import Foundation
import GRDB

/// The first answers to keyed requests, where something is erased that they may repeat.
struct StoredAnswers {
  let db: Database
  let box: SecretBox

  /// What their seal is bound to.
  static func purpose(actor: String, key: String) -> String { "answer/\(actor)/\(key)" }

  /// In the place of an answer whose words are gone. What repeats the request is told so.
  static let erased = Data(#"{"erased":true}"#.utf8)

  /// Replaces the answers of the writes that appended any of these events, and those of the actors from a time when the
  /// events of an answer were not kept. The key stays used: a repeated request is still not done again.
  func erase(ofEvents seqs: ClosedRange<Int64>, actor: String) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT actor, key FROM idempotent_answer
        WHERE (first_seq <= ?2 AND last_seq >= ?1) OR (actor = ?3 AND first_seq IS NULL)
        """, arguments: [seqs.lowerBound, seqs.upperBound, actor])
    for row in rows {
      let sealed = try box.seal(Self.erased, purpose: Self.purpose(actor: row["actor"], key: row["key"]))
      try db.execute(
        sql: "UPDATE idempotent_answer SET body = ? WHERE actor = ? AND key = ?",
        arguments: [sealed, row["actor"] as String, row["key"] as String])
    }
  }
}
