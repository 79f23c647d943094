import Foundation
import GRDB
import NIOConcurrencyHelpers
import Synchronization
import Workflow

/// How far a rebuild has come.
package struct RebuildProgress: Hashable, Sendable {
  package var documents = 0
  package var documentsInAll = 0
  package var events = 0

  package init(documents: Int = 0, documentsInAll: Int = 0, events: Int = 0) {
    (self.documents, self.documentsInAll, self.events) = (documents, documentsInAll, events)
  }
}

extension Ledger {
  /// Documents that are replaced in one transaction.
  private static let documentsAtOnce = 32

  /// Makes every read table again from the log while others read and write: each document's rows are made beside the old
  /// ones and put in their place in one transaction. When this returns they are on disk; a crash before leaves each
  /// document with its old rows or its new ones.
  ///
  /// Throws `LogFailure` where the log cannot be read, and `LedgerFailure`.
  package func rebuild(progress: @escaping @Sendable (RebuildProgress) -> Void = { _ in }) async throws {
    let events = try await write { db in try Rebuild.registry(in: db) }
    let ids = try await pool.read { db in try Rebuild.documents(in: db) }
    let run = RebuildRun(ids, size: Self.documentsAtOnce, events: events)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
        group.addTask { [self] in
          while let chunk = run.next() { progress(run.took(chunk, events: try await replace(chunk))) }
        }
      }
      try await group.waitForAll()
    }
    try await forgetUnknownDocuments()
  }

  /// Returns the number of events that they have.
  private func replace(_ ids: [String]) async throws -> Int {
    let replayed = try await pool.read { db in try ids.map { try Rebuild.Replayed($0, in: db) } }
    try await write { db in try replayed.forEach { try Rebuild.replace($0, in: db) } }
    return replayed.reduce(0) { $0 + $1.state.version }
  }

  /// Rows of documents that the log does not know.
  private func forgetUnknownDocuments() async throws {
    try await write { db in
      let known = Set(try Rebuild.documents(in: db))
      for id in try String.fetchAll(db, sql: "SELECT id FROM document") where !known.contains(id) {
        try DocumentProjection(db: db).remove(id)
      }
    }
  }
}

/// Hands the documents out piece by piece to whoever asks, and counts what is done.
private final class RebuildRun: Sendable {
  private let ids: [String]
  private let size: Int
  private let start = Atomic(0)
  private let done: NIOLockedValueBox<RebuildProgress>

  init(_ ids: [String], size: Int, events: Int) {
    (self.ids, self.size) = (ids, size)
    done = NIOLockedValueBox(RebuildProgress(documentsInAll: ids.count, events: events))
  }

  func next() -> [String]? {
    let begin = start.wrappingAdd(size, ordering: .relaxed).oldValue
    return begin < ids.count ? Array(ids[begin..<min(begin + size, ids.count)]) : nil
  }

  func took(_ chunk: [String], events: Int) -> RebuildProgress {
    done.withLockedValue { done in
      done.documents += chunk.count
      done.events += events
      return done
    }
  }
}
