import Foundation
import GRDB

/// How the writer answered when it was asked.
package enum WriterHealth: String, Sendable {
  /// It lives, and every commit is fsynced.
  case durable = "ok"
  case notDurable = "not_durable"
  /// It takes longer than it was given: a disk that hangs, or one that is far too slow.
  case silent
  /// It has ended, after a failure of the disk.
  case stopped
}

extension Ledger {
  /// Asks the writer, on its own connection, whether its commits are durable.
  package func writerHealth(patience: Duration) async -> WriterHealth {
    guard stopped == nil else { return .stopped }
    let (answers, answer) = AsyncStream.makeStream(of: WriterHealth.self, bufferingPolicy: .bufferingOldest(1))
    // Neither is waited for: a write cannot be taken back, and a disk that hangs would hold the answer too.
    Task { [self] in
      let synchronous = try? await write { db in try Int.fetchOne(db, sql: "PRAGMA synchronous") }
      answer.yield(synchronous == DatabaseOpening.synchronousFull ? .durable : stopped == nil ? .notDurable : .stopped)
    }
    let waiting = Task {
      try await Task.sleep(for: patience)
      answer.yield(.silent)
    }
    defer { waiting.cancel() }
    return await answers.first { _ in true } ?? .silent
  }

  /// The number of migrations that the database has been through.
  package func appliedMigrations() async throws -> Int {
    try await pool.read { db in try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM grdb_migrations") ?? 0 }
  }

  /// Bytes free where the log lies; nil where that cannot be told.
  package func freeBytes() -> Int? {
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: pool.path)
    return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
  }
}
