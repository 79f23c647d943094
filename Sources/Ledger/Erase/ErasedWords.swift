import Foundation
import GRDB
import Workflow

/// Words that were removed: what stands in their place, and their removal.
enum ErasedWords {
  /// A paragraph that says who erased them, when and why; nil where they were not erased.
  static func marker(_ digest: String, in db: Database) throws -> Data? {
    let row = try Row.fetchOne(
      db, sql: "SELECT event.* FROM erased_text JOIN event USING (seq) WHERE digest = ?", arguments: [digest])
    guard let row, case let recorded = try EventReading.recorded(row), case .bodyRedacted(let facts) = recorded.event
    else { return nil }
    let (who, when) = (recorded.position.actor.id, recorded.position.timestamp)
    let reason = facts.reason.split(whereSeparator: \.isNewline).joined(separator: " ")
    return Data("> These words were erased by \(who) at \(when): \(reason)\n\n".utf8)
  }

  static func remove(_ digests: [String], erasedBy seq: Int64, in db: Database) throws {
    for digest in digests {
      try TextStore.erase(digest: digest, in: db)
      try db.execute(
        sql: "INSERT OR REPLACE INTO erased_text (digest, seq) VALUES (?, ?)", arguments: [digest, seq])
    }
  }
}
