import Foundation
package import GRDB
import Migrations

/// Why a data directory could not be opened. Nothing was changed.
package enum OpeningFailure: Error, CustomStringConvertible {
  case newerDatabase(unknown: [String])
  case olderDatabase(missing: [String])
  case notDurable(synchronous: Int)

  package var description: String {
    switch self {
    case .newerDatabase(let unknown):
      "The database was written by a newer version of Countersign (it has \(unknown.joined(separator: ", "))): "
        + "install that version or a later one."
    case .olderDatabase(let missing):
      "The database is not at this version yet (it lacks \(missing.joined(separator: ", "))): "
        + "start the daemon once, which brings it up."
    case .notDurable(let synchronous):
      "SQLite runs with synchronous=\(synchronous) where FULL (2) is needed: an acknowledged write could be lost."
    }
  }
}

/// Opens the SQLite database of a data directory: WAL, every commit fsynced, migrated.
package enum DatabaseOpening {
  /// How long a reader may wait for the schema lock.
  private static let busySeconds = 5.0
  private static let readersMax = 4
  /// Pages that the writer keeps in memory: the inner pages of all its indexes at some millions of events.
  private static let writerCacheKiB = 12 * 1024

  package static func open(at path: String, faults: WriterFaults = []) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.busyMode = .timeout(busySeconds)
    configuration.maximumReaderCount = readersMax
    configuration.label = "countersign"
    try WriteAheadLog.bringToDisk(ofDatabase: path)
    let pool = try DatabasePool(path: path, configuration: configuration)
    try refuseNewer(pool)
    try migrator().migrate(pool)
    guard !faults.contains(.commitsWithoutSync) else { return pool }
    try makeDurable(pool)
    return pool
  }

  /// GRDB sets `synchronous = NORMAL` once WAL is on, after any preparation hook: so FULL is set here, afterwards, on
  /// the one connection that writes, and read back.
  private static func makeDurable(_ pool: DatabasePool) throws {
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      // The writer moves pages itself, between two batches.
      try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
      try db.execute(sql: "PRAGMA cache_size = -\(writerCacheKiB)")
    }
    try assertDurable(pool)
  }

  /// What `PRAGMA synchronous` answers where every commit is fsynced.
  static let synchronousFull = 2

  /// Throws where the writer would acknowledge before the disk has it.
  package static func assertDurable(_ pool: DatabasePool) throws {
    let synchronous = try pool.writeWithoutTransaction { db in
      try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? 0
    }
    guard synchronous == synchronousFull else { throw OpeningFailure.notDurable(synchronous: synchronous) }
  }

  private static func migrator() -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for migration in allMigrations() {
      migrator.registerMigration(migration.name) { db in try db.execute(sql: migration.sql) }
    }
    return migrator
  }

  /// For those who only read: the database must be as this version knows it.
  static func refuseOther(_ db: Database) throws {
    let known = allMigrations().map(\.name)
    let applied = try String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations ORDER BY identifier")
    let unknown = applied.filter { !known.contains($0) }
    guard unknown.isEmpty else { throw OpeningFailure.newerDatabase(unknown: unknown) }
    let missing = known.filter { !applied.contains($0) }
    guard missing.isEmpty else { throw OpeningFailure.olderDatabase(missing: missing) }
  }

  private static func refuseNewer(_ pool: DatabasePool) throws {
    let known = Set(allMigrations().map(\.name))
    let applied = try pool.read { db in
      try db.tableExists("grdb_migrations")
        ? String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations ORDER BY identifier") : []
    }
    let unknown = applied.filter { !known.contains($0) }
    guard unknown.isEmpty else { throw OpeningFailure.newerDatabase(unknown: unknown) }
  }

  /// The migrations compiled in, in the order in which they run.
  package static func allMigrations() -> [(name: String, sql: String)] {
    (0..<migration_count()).map { index in
      let migration = migration_at(index)
      let bytes = UnsafeBufferPointer(start: migration.bytes, count: migration.length)
      return (String(cString: migration.name), String(decoding: bytes, as: UTF8.self))
    }
  }
}
