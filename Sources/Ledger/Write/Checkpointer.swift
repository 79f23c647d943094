import Foundation
import GRDB
import GRDBSQLite
import Synchronization

/// Moves what was committed from the write-ahead log into the database, on the writer's connection alone: SQLite before
/// 3.51.3 may lose commits where two connections do so at once (https://sqlite.org/wal.html, "The WAL-Reset Bug").
final class Checkpointer: Sendable {
  /// Frames (pages of 4 KiB) in the write-ahead log before the writer stops for a checkpoint between two batches.
  static let framesMax = 4000
  /// A write-ahead log above this many bytes is cut to nothing once the log rests.
  static let restingBytesMax = 4 * 1024 * 1024

  private let pool: DatabasePool
  /// In the write-ahead log at the last commit; SQLite's hook writes it, on the writer's thread.
  private let frames = FrameCount()
  private let isEmptyingWanted = Atomic(false)

  init(_ pool: DatabasePool) {
    self.pool = pool
    // The count lives as long as this object, and this object as long as the writer that uses the connection.
    let context = Unmanaged.passUnretained(frames).toOpaque()
    pool.writeWithoutTransaction { db in
      _ = sqlite3_wal_hook(
        db.sqliteConnection,
        { context, _, _, frames in
          guard let context else { return SQLITE_OK }
          Unmanaged<FrameCount>.fromOpaque(context).takeUnretainedValue().value.store(
            Int(frames), ordering: .relaxed)
          return SQLITE_OK
        }, context)
    }
  }

  deinit {
    pool.writeWithoutTransaction { db in
      // Nil once the pool was closed.
      if let connection = db.sqliteConnection { _ = sqlite3_wal_hook(connection, nil, nil) }
    }
  }

  /// Between two batches. A checkpoint that fails is tried again after the next batch: nothing is lost by it.
  func runIfDue() {
    if isEmptyingWanted.load(ordering: .relaxed) { return empty() }
    guard frames.value.load(ordering: .relaxed) >= Self.framesMax else { return }
    checkpoint("PASSIVE")
  }

  /// When nobody writes.
  func rest() {
    if isEmptyingWanted.load(ordering: .relaxed) { return empty() }
    let bytes = (try? FileManager.default.attributesOfItem(atPath: pool.path + "-wal")[.size] as? Int) ?? 0
    guard bytes > Self.restingBytesMax else { return }
    checkpoint("TRUNCATE")
  }

  /// After an erasure: the write-ahead log is cut to nothing as soon as nobody reads from it.
  func emptySoon() { isEmptyingWanted.store(true, ordering: .relaxed) }

  private func empty() {
    let isBusy = try? pool.writeWithoutTransaction { db in
      try Bool.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    // A reader may be at work in it: the next batch, or the next rest, tries again.
    if isBusy == false { isEmptyingWanted.store(false, ordering: .relaxed) }
  }

  private func checkpoint(_ mode: String) {
    try? pool.writeWithoutTransaction { db in
      _ = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(\(mode))")
    }
    frames.value.store(0, ordering: .relaxed)
  }
}

private final class FrameCount: Sendable {
  let value = Atomic(0)
}
