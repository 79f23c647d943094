package import Foundation
package import GRDB
package import Workflow

/// Where a log ends: how many events, and the hash of the last.
package struct LogHead: Hashable, Sendable {
  package let seq: Int64
  package let leafHash: Data

  /// Throws where positions are missing.
  package init(_ db: Database) throws {
    let row = try Row.fetchOne(db, sql: "SELECT COUNT(*) AS n, COALESCE(MAX(seq), 0) AS last FROM event")
    let (count, last): (Int64, Int64) = (row?["n"] ?? 0, row?["last"] ?? 0)
    guard count == last else {
      throw LogFailure(seq: last, reason: "it has \(count) events up to that position, so some are missing")
    }
    seq = last
    leafHash = try Self.leafHash(at: last, in: db)
  }

  static func leafHash(at seq: Int64, in db: Database) throws -> Data {
    try Data.fetchOne(db, sql: "SELECT leaf_hash FROM event WHERE seq = ?", arguments: [seq]) ?? Data()
  }
}

/// A copy of a database, made while others write it, and checked before it has its name.
package enum BackupCopy {
  static let partial = ".partial"

  /// Copies the database into a directory and returns what it is. It is on disk when this returns.
  ///
  /// Reads through a connection of its own that cannot write, so the live log is never touched and the writer never
  /// waits. `check` may look at the copy as well, and throws where it is not good. A crash leaves a `.partial` file,
  /// which the next backup removes.
  package static func make(
    of database: String, in directory: String, now: Timestamp, check: (Database) throws -> Void = { _ in }
  ) throws -> BackupRecord {
    try prepare(directory)
    let path = directory + "/countersign-\(UUID().uuidString).sqlite" + partial
    defer { try? FileManager.default.removeItem(atPath: path) }
    let before = try copy(database, to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    let head = try verify(path, check: check)
    guard head.seq >= before.seq else {
      throw BackupFailure("The copy ends at \(head.seq), and the log was at \(before.seq) before it was made.")
    }
    try compare(head, with: database)
    let (digest, bytes) = try DurableFile.sha256(path)
    let name = BackupName(seq: head.seq, at: now)
    try DurableFile.write(Data("\(digest)  \(name)\n".utf8), to: directory + "/\(name).sha256")
    try DurableFile.rename(path, to: directory + "/\(name)")
    return BackupRecord(name: name, bytes: bytes, sha256: digest)
  }

  private static func prepare(_ directory: String) throws {
    let files = FileManager.default
    try files.createDirectory(
      atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for file in try files.contentsOfDirectory(atPath: directory)
    where file.hasPrefix("countersign-") && file.hasSuffix(partial) {
      try files.removeItem(atPath: directory + "/" + file)
    }
  }

  /// Returns where the log was before.
  private static func copy(_ database: String, to path: String) throws -> LogHead {
    let source = try reader(of: database)
    defer { try? source.close() }
    return try source.inDatabase { db in
      let head = try LogHead(db)
      // One statement is one snapshot: what is committed meanwhile is not in it, and is not waited for.
      try db.execute(sql: "VACUUM INTO ?", arguments: [path])
      return head
    }
  }

  /// Where a copy's log ends. Throws where the file or its log is damaged.
  package static func verify(_ path: String, check: (Database) throws -> Void = { _ in }) throws -> LogHead {
    let copy = try reader(of: path)
    defer { try? copy.close() }
    return try copy.inDatabase { db in
      let found = try String.fetchAll(db, sql: "PRAGMA integrity_check(10)")
      guard found == ["ok"] else {
        throw BackupFailure("'\(path)' is damaged: \(found.joined(separator: "; "))")
      }
      try check(db)
      return try LogHead(db)
    }
  }

  private static func compare(_ head: LogHead, with database: String) throws {
    let source = try reader(of: database)
    defer { try? source.close() }
    let hash = try source.inDatabase { try LogHead.leafHash(at: head.seq, in: $0) }
    guard hash == head.leafHash else {
      throw BackupFailure("The copy's event \(head.seq) is not the log's.")
    }
  }

  private static func reader(of path: String) throws -> DatabaseQueue {
    guard FileManager.default.fileExists(atPath: path) else { throw BackupFailure("There is no '\(path)'.") }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    configuration.label = "backup"
    return try DatabaseQueue(path: path, configuration: configuration)
  }
}
