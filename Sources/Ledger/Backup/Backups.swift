import Foundation
import GRDB
import NIOConcurrencyHelpers
package import Workflow

/// A directory of backups of one log: makes them, lists them, and removes old ones.
package final class Backups: Sendable {
  package static let keepDaysDefault = 30

  /// How the last attempts went.
  package struct Status: Sendable {
    package fileprivate(set) var isRunning = false
    package fileprivate(set) var lastSuccess: BackupRecord?
    package fileprivate(set) var lastDuration: Duration?
    package fileprivate(set) var lastFailure: (at: Timestamp, reason: String)?
    /// Whether the latest attempt failed.
    package fileprivate(set) var isFailing = false
  }

  package let directory: String
  private let database: String
  private let keepDays: Int
  private let now: @Sendable () -> Timestamp
  private let state = NIOLockedValueBox(Status())

  package init(
    of database: String, in directory: String, keepDays: Int = keepDaysDefault,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.database = database
    self.directory = directory
    self.keepDays = keepDays
    self.now = now
    // What an earlier run has made counts.
    state.withLockedValue { $0.lastSuccess = try? newest() }
  }

  /// Of an open ledger.
  package convenience init(of ledger: Ledger, in directory: String, keepDays: Int) {
    self.init(of: ledger.pool.path, in: directory, keepDays: keepDays, now: ledger.sources.now)
  }

  package var status: Status { state.withLockedValue { $0 } }

  /// Makes a backup on a thread of its own; throws `BackupFailure` where one is being made already.
  package func make() async throws -> BackupRecord {
    try await withCheckedThrowingContinuation { caller in
      let thread = Thread { [self] in caller.resume(with: Result { try makeNow() }) }
      thread.name = "backup"
      thread.start()
    }
  }

  /// The same, where waiting is no harm.
  package func makeNow() throws -> BackupRecord {
    try begin()
    let start = ContinuousClock.now
    do {
      let record = try BackupCopy.make(of: database, in: directory, now: now())
      try removeOld()
      state.withLockedValue {
        ($0.lastSuccess, $0.lastDuration, $0.isFailing) = (record, ContinuousClock.now - start, false)
        $0.isRunning = false
      }
      return record
    } catch {
      state.withLockedValue {
        ($0.lastFailure, $0.isFailing, $0.isRunning) = ((now(), "\(error)"), true, false)
      }
      throw error
    }
  }

  private func begin() throws {
    let isFree = state.withLockedValue { state in
      defer { state.isRunning = true }
      return !state.isRunning
    }
    guard isFree else { throw BackupFailure("A backup is being made already: wait for it.") }
  }

  /// From the newest on. Files that are no backups are passed over.
  package func list() throws -> [BackupRecord] {
    guard FileManager.default.fileExists(atPath: directory) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: directory).compactMap(BackupName.init)
      .sorted { ($0.at, $0.seq) > ($1.at, $1.seq) }.map(record)
  }

  package func newest() throws -> BackupRecord? { try list().first }

  /// The digest as it was written when the backup was made; empty where that file is gone.
  private func record(_ name: BackupName) throws -> BackupRecord {
    let path = directory + "/\(name)"
    let bytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    return BackupRecord(name: name, bytes: bytes ?? 0, sha256: Self.digest(beside: path) ?? "")
  }

  package static func digest(beside path: String) -> String? {
    let line = try? String(contentsOfFile: path + ".sha256", encoding: .utf8)
    return line.flatMap { $0.split(separator: " ").first.map(String.init) }
  }

  /// The newest stays, however old it is.
  private func removeOld() throws {
    let oldest = now().milliseconds - Int64(keepDays) * 86_400_000
    for record in try list().dropFirst() where record.name.at.milliseconds < oldest {
      let path = directory + "/\(record.name)"
      for file in [path, path + ".sha256", path + ".keys"] where FileManager.default.fileExists(atPath: file) {
        try FileManager.default.removeItem(atPath: file)
      }
    }
  }
}
