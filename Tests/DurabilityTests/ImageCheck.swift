import Foundation
import GRDB
import Ledger
import Workflow

/// Holds a ledger that went through a power cut against what was promised before it.
struct ImageCheck: Sendable {
  let expected: Expected
  let acknowledged: [Acknowledged]

  /// What is wrong with the image; empty where nothing is. `isThorough` also makes the read tables again, and writes.
  func complaints(about image: URL, afterCalls calls: Int64, isThorough: Bool) async -> [String] {
    let told = acknowledged.filter { $0.calls <= calls }.map(\.thing)
    let path = image.path + "/ledger.sqlite"
    if told.isEmpty, !FileManager.default.fileExists(atPath: path) { return [] }
    do {
      let ledger = try TestLedger.open(path)
      var found = try await ledger.pool.read { db in try complaints(about: db, told: told) }
      if isThorough { found += try await Self.goOn(ledger) }
      try ledger.close()
      return found
    } catch {
      return ["it cannot be opened or read: \(error)"]
    }
  }

  private func complaints(about db: Database, told: [Acknowledged.Thing]) throws -> [String] {
    var found: [String] = []
    let integrity = try String.fetchAll(db, sql: "PRAGMA integrity_check")
    if integrity != ["ok"] { found.append("integrity_check: \(integrity.prefix(3))") }
    let (events, documents) = try Expected.read(db)
    let last = try Int64.fetchOne(db, sql: "SELECT MAX(seq) FROM event") ?? 0
    if last != events.count { found.append("the log has gaps: \(events.count) events up to \(last)") }
    if !expected.events.starts(with: events) { found.append("the log is not how the workload's began") }
    if documents != expected.documents(at: last) { found.append("documents are not what a replay gives") }
    return try found + lost(db, last: last, told: told)
  }

  private func lost(_ db: Database, last: Int64, told: [Acknowledged.Thing]) throws -> [String] {
    let keys = try Set(String.fetchAll(db, sql: "SELECT key FROM idempotent_answer"))
    let receipts = try Set(String.fetchAll(db, sql: "SELECT id FROM receipt"))
    return told.compactMap { thing in
      switch thing {
      case .event(let seq): seq <= last ? nil : "event \(seq) was acknowledged; the log ends at \(last)"
      case .answer(let key): keys.contains(key) ? nil : "the answer to \(key) was acknowledged and is lost"
      case .receipt(let id): receipts.contains(id) ? nil : "receipt \(id) was acknowledged and is lost"
      }
    }
  }

  /// The read tables made again are those that were there, and writing goes on at the next position.
  static func goOn(_ ledger: Ledger) async throws -> [String] {
    let before = try await ledger.pool.read { try Expected.read($0).documents }
    try await ledger.rebuild()
    let after = try await ledger.pool.read { try Expected.read($0).documents }
    var found: [String] = before == after ? [] : ["a rebuild gives other documents"]
    let last = ledger.position
    let outcome = try await ledger.perform(Requests.register("after-\(last)")).outcome
    if outcome?.events.first?.seq != last + 1 { found.append("writing does not go on at \(last + 1)") }
    return found
  }
}
