import Foundation
import GRDB
package import Workflow

/// Makes a database from a backup, whole or up to a position or a time.
package struct Restoring {
  package enum Until: Sendable {
    case end
    case seq(Int64)
    /// The last event recorded at or before it.
    case time(Timestamp)
  }

  package struct Report: Sendable {
    /// Where the restored log ends.
    package let seq: Int64
    /// How many events the backup has.
    package let backupSeq: Int64
    /// What the operator should know.
    package let notes: [String]
  }

  let backup: String
  let sources: SystemSources
  let box: SecretBox

  /// `box` need not be the one that sealed the backup's secrets: they are not opened here.
  package init(backup: String, sources: SystemSources, box: SecretBox) {
    self.backup = backup
    self.sources = sources
    self.box = box
  }

  /// Writes the database at `path`, where none may be yet. Until it is finished it has another name, so that a crash
  /// leaves nothing that could be taken for a log.
  package func run(
    to path: String, until: Until, progress: (String) -> Void = { _ in }
  ) async throws -> Report {
    guard !FileManager.default.fileExists(atPath: path) else {
      throw BackupFailure("'\(path)' is there already: restore into a new directory.")
    }
    progress("checking the backup")
    let head = try check()
    let partial = path + ".restoring"
    try Self.removeDatabase(partial)
    try FileManager.default.copyItem(atPath: backup, toPath: partial)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: partial)
    let (seq, notes) = try cut(partial, head: head, until: until)
    progress("making the read tables again")
    try await rebuild(partial, upTo: seq)
    try DurableFile.rename(partial, to: path)
    return Report(seq: seq, backupSeq: head.seq, notes: notes)
  }

  private func check() throws -> LogHead {
    if let expected = Backups.digest(beside: backup) {
      let found = try DurableFile.sha256(backup).digest
      guard found == expected else {
        throw BackupFailure("'\(backup)' is not what was written: its SHA-256 is \(found), and was \(expected).")
      }
    }
    return try BackupCopy.verify(backup)
  }

  private func cut(_ path: String, head: LogHead, until: Until) throws -> (seq: Int64, notes: [String]) {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    let seq = try queue.read { db in try Self.position(until, head: head, in: db) }
    guard seq < head.seq else { return (seq, []) }
    return (seq, try queue.write { db in try TailCut(position: seq).run(in: db) })
  }

  private static func position(_ until: Until, head: LogHead, in db: Database) throws -> Int64 {
    switch until {
    case .end: return head.seq
    case .seq(let seq):
      guard (1...max(1, head.seq)).contains(seq) else {
        throw BackupFailure("The backup has the events 1 to \(head.seq), and no \(seq): take another one.")
      }
      return seq
    case .time(let time):
      let seq = try LogPlaces(db).last(at: time.milliseconds)
      guard seq > 0 else { throw BackupFailure("The backup's first event is later than \(time).") }
      return seq
    }
  }

  private func rebuild(_ path: String, upTo seq: Int64) async throws {
    let ledger = try Ledger(path: path, sources: sources, box: box)
    try await ledger.rebuild()
    try await ledger.write { db in
      try TailCut.removeOrphans(in: db)
      try TailCut.distrustHosts(in: db)
    }
    guard ledger.position == seq else {
      throw BackupFailure("The restored log ends at \(ledger.position), where \(seq) was wanted.")
    }
    try Self.moveIntoOneFile(ledger.pool)
    try ledger.close()
    for suffix in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
      try FileManager.default.removeItem(atPath: path + suffix)
    }
  }

  /// Everything is in the database itself, and on disk; the write-ahead log is empty.
  private static func moveIntoOneFile(_ pool: DatabasePool) throws {
    let isBusy = try pool.writeWithoutTransaction { db in
      try Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)") ?? 1
    }
    guard isBusy == 0 else { throw BackupFailure("'\(pool.path)' is in use by something else.") }
  }

  private static func removeDatabase(_ path: String) throws {
    for file in [path, path + "-wal", path + "-shm"] where FileManager.default.fileExists(atPath: file) {
      try FileManager.default.removeItem(atPath: file)
    }
  }
}
