package import Foundation
import GRDB

/// What the disk and SQLite alone can do: the floor that a measurement is compared with, in the same run.
package struct PlainSQLite {
  /// Bytes of one event's payload and metadata, as a comment's are.
  private static let bodyBytes = 240
  private static let metadataBytes = 120

  private let directory: URL

  package init(directory: URL) {
    self.directory = directory
  }

  /// Flushes a second: four kilobytes written and fsynced again and again, as a commit of one event would.
  package func flushesPerSecond(seconds: Double) throws -> Double {
    let path = directory.appendingPathComponent("flush").path
    let file = Foundation.open(path, O_CREAT | O_RDWR, 0o600)
    guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
    defer {
      Foundation.close(file)
      unlink(path)
    }
    let page = [UInt8](repeating: 1, count: 4096)
    let start = ContinuousClock.now
    var count = 0
    while true {
      guard pwrite(file, page, page.count, off_t(count % 1000 * page.count)) == page.count, fdatasync(file) == 0 else {
        throw CocoaError(.fileWriteUnknown)
      }
      count += 1
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      if elapsed >= seconds { return Double(count) / elapsed }
    }
  }

  /// Rows a second into the table of events with its indexes, so many in a transaction, every commit fsynced: no
  /// rules, no hashing, no JSON, no other table.
  package func rowsPerSecond(batch: Int, seconds: Double) throws -> Double {
    let path = directory.appendingPathComponent("plain-\(batch).sqlite").path
    let pool = try DatabaseOpening.open(at: path)
    defer {
      try? pool.close()
      for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    }
    return try pool.writeWithoutTransaction { db in
      for trigger in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
        try db.execute(sql: "DROP TRIGGER \(trigger)")
      }
      try db.execute(sql: "PRAGMA wal_autocheckpoint = \(Checkpointer.framesMax)")
      let start = ContinuousClock.now
      var rows = 0
      while true {
        try db.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
        for _ in 0..<batch {
          rows += 1
          try insert(rows, in: db)
        }
        try db.cachedStatement(sql: "COMMIT").execute()
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        if elapsed >= seconds { return Double(rows) / elapsed }
      }
    }
  }

  private func insert(_ row: Int, in db: Database) throws {
    let document = "doc_\(row % 64)"
    try db.cachedStatement(
      sql: """
        INSERT INTO event (seq, event_id, stream, stream_version, type, schema_version, recorded_at, document, project,
          actor, actor_kind, on_behalf_of, role, body, metadata, leaf_hash)
        VALUES (?, ?, ?, ?, 'comment.added', 1, ?, ?, NULL, 'ada', 'person', NULL, NULL, ?, ?, ?)
        """
    ).execute(arguments: [
      row, String(format: "evt_%026d", row), "document-\(document)", row / 64 + 1, row, document,
      Data(repeating: 1, count: Self.bodyBytes), String(repeating: "m", count: Self.metadataBytes),
      Data(repeating: 2, count: 32),
    ])
  }
}
