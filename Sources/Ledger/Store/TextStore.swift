import Foundation
package import GRDB

/// Keeps words, each once, under the SHA-256 of their bytes: whole, or as a patch to words that are kept already.
package enum TextStore {
  /// Patches between any words and such as are kept whole.
  package static let stepsMax = 16

  /// Runs in the writer's transaction.
  static func insert(_ text: StoredText, in db: Database) throws {
    let found = try db.cachedStatement(sql: "SELECT 1 FROM text WHERE digest = ?")
    if try Bool.fetchOne(found, arguments: [text.digest]) != nil { return }
    if let patch = text.patch, let steps = try steps(of: patch.base, in: db), steps < stepsMax {
      try db.cachedStatement(sql: "INSERT INTO text (digest, body, base, steps) VALUES (?, ?, ?, ?)")
        .execute(arguments: [text.digest, patch.bytes, patch.base, steps + 1])
    } else {
      try insertWhole(text.digest, text.body, deflated: text.deflated ?? Deflate.compressed(text.body), in: db)
    }
  }

  /// Takes words away for good, and out of the search. Words that rest on them are made whole first, so that all others
  /// can still be read. Does nothing where they are not kept.
  ///
  /// Runs in the caller's transaction.
  package static func erase(digest: String, in db: Database) throws {
    let dependants = try String.fetchAll(db, sql: "SELECT digest FROM text WHERE base = ?", arguments: [digest])
    for (dependant, body) in try TextReading.bodies(dependants, in: db) {
      try delete(dependant, in: db)
      try insertWhole(dependant, body, deflated: Deflate.compressed(body), in: db)
    }
    try delete(digest, in: db)
    try WordsIndex.forget(text: digest, in: db)
  }

  private static func steps(of digest: String, in db: Database) throws -> Int? {
    try Int.fetchOne(db.cachedStatement(sql: "SELECT steps FROM text WHERE digest = ?"), arguments: [digest])
  }

  private static func insertWhole(_ digest: String, _ body: Data, deflated: Data?, in db: Database) throws {
    try db.cachedStatement(sql: "INSERT INTO text (digest, body, deflated) VALUES (?, ?, ?)")
      .execute(arguments: [digest, deflated ?? body, deflated != nil])
  }

  private static func delete(_ digest: String, in db: Database) throws {
    try db.cachedStatement(sql: "DELETE FROM text WHERE digest = ?").execute(arguments: [digest])
  }
}
