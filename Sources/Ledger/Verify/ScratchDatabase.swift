import Foundation
import GRDB

/// A private, temporary database with empty read tables, to which the one to be looked at is attached, read-only, as
/// `log`: names that are not here, `event` among them, are read there.
struct ScratchDatabase {
  private let queue: DatabaseQueue

  init(beside path: String) throws {
    var configuration = Configuration()
    configuration.label = "verification"
    queue = try DatabaseQueue(configuration: configuration)
    try queue.writeWithoutTransaction { db in
      // On disk where it grows, and gone with the connection.
      try db.execute(sql: "PRAGMA temp_store = FILE")
      for migration in DatabaseOpening.allMigrations() { try db.execute(sql: migration.sql) }
      try Self.keepReadTables(in: db)
      let address = URL(fileURLWithPath: path).absoluteString + "?mode=ro"
      try db.execute(sql: "ATTACH DATABASE ? AS log", arguments: [address])
    }
  }

  /// Runs on one snapshot of the attached database.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try queue.writeWithoutTransaction { db in
      var value: Value?
      try db.inTransaction(.deferred) {
        value = try body(db)
        return .rollback
      }
      guard let value else { throw LogFailure(seq: 0, reason: "it could not be read") }
      return value
    }
  }

  private static func keepReadTables(in db: Database) throws {
    let tables = try String.fetchAll(
      db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    for table in tables where !Rebuild.tables.contains(where: { table == $0 || table.hasPrefix($0 + "_") }) {
      try db.execute(sql: "DROP TABLE IF EXISTS main.\(table)")
    }
  }
}
