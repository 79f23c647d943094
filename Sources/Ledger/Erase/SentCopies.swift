import Foundation
import GRDB
import Workflow

/// What was sent out, or taken in, and repeats what is erased.
struct SentCopies {
  static let marker = Data(#"{"erased":true}"#.utf8)

  let db: Database
  let now: Timestamp

  /// Deliveries lose their body, and what was answered to them; one that is still to be sent is not sent any more.
  func erase(_ condition: String, _ value: some DatabaseValueConvertible) throws {
    try db.execute(
      sql: "UPDATE delivery_attempt SET answer = NULL WHERE delivery IN (SELECT id FROM delivery WHERE \(condition))",
      arguments: [value])
    try db.execute(
      sql: """
        UPDATE delivery SET body = ?, finished_at = COALESCE(finished_at, ?),
          state = CASE WHEN state IN ('pending', 'unknown') THEN 'failed' ELSE state END WHERE \(condition)
        """, arguments: [Self.marker, now.milliseconds, value])
  }

  /// A host's delivery names the commit that a draft came from, and its message.
  static func eraseReceipts(ofDraft row: LoggedRow, in db: Database) throws {
    guard
      case .draftSaved(let saved)? = try? Event(type: row.type, schemaVersion: row.schemaVersion, payload: row.body),
      let connection = saved.source.connection, let commit = saved.source.commit
    else { return }
    try db.execute(
      sql: """
        UPDATE receipt SET body = ? WHERE connection = ? AND state IN ('done', 'dead')
          AND instr(body, CAST(? AS BLOB)) > 0
        """, arguments: [marker, connection, commit])
  }
}

/// The indexes of words.
enum SearchIndexes {
  /// While the event's body is still there. The index follows the log behind the writer, and may just now be reading this
  /// event: it is brought up to it first, so that what is being read is not put in afterwards.
  static func forget(event seq: Int64, in db: Database) throws {
    while try EventIndex.position(in: db) < seq, try EventIndex.indexNext(in: db) > 0 {}
    try EventIndex.forget(seq: seq, in: db)
  }

  /// What was deleted from an index stays in its pages until these are merged.
  static func merge(in db: Database) throws {
    let indexes = try String.fetchAll(
      db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'")
    for index in indexes { try db.execute(sql: "INSERT INTO \(index) (\(index)) VALUES ('optimize')") }
  }
}
