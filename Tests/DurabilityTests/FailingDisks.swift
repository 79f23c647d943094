import Foundation
import GRDB
import Ledger
import Testing
import Workflow

/// The disk may refuse any call: nobody is told of what it does not hold, reads go on, and a new start is a clean one.
@Suite(.serialized) struct FailingDisks {
  private static let ioError: Int32 = 10
  private static let full: Int32 = 13

  @Test(
    "an error of the disk at any call loses nothing acknowledged, ends writing where it must, and leaves a log to open")
  func errorAtEveryCall() async throws {
    let start = ContinuousClock.now
    let short = try await ShortWorkload()
    let calls = try await short.calls(of: Recording.Kind.all)
    #expect(calls > 50)
    let found = try await atEvery(calls) { call in
      try await short.failing(Recording.Kind.all, at: call, code: Self.ioError).complaints
    }
    #expect(found.isEmpty, "\(found.count) of \(calls): \(found.prefix(5))")
    Torture.report("EIO at every call", Int(calls), "\(found.count) lost or wrong", since: start)
  }

  @Test("a full disk from any call on refuses writes with that reason, and writing goes on when there is room again")
  func fullAtEveryCall() async throws {
    let start = ContinuousClock.now
    let short = try await ShortWorkload()
    let calls = try await short.calls(of: Recording.Kind.writes)
    #expect(calls > 50)
    let found = try await atEvery(calls) { call in try await short.full(from: call) }
    #expect(found.isEmpty, "\(found.count) of \(calls): \(found.prefix(5))")
    Torture.report("ENOSPC from every write on", Int(calls), "\(found.count) lost or wrong", since: start)
  }

  @Test("a failed sync stops the ledger for good, says why, and power that goes after the next start takes nothing")
  func failedSync() async throws {
    let start = ContinuousClock.now
    let short = try await ShortWorkload()
    let calls = try await short.calls(of: Recording.Kind.syncs)
    var (stops, wrong) = (0, 0)
    for call in 0..<calls {
      let run = try await short.failing(Recording.Kind.syncs, at: call, code: Self.ioError)
      #expect(run.complaints.isEmpty, "\(run.complaints)")
      stops += run.isStopped ? 1 : 0
      wrong += run.complaints.count
    }
    Torture.report(
      "failed syncs, then a power cut", Int(calls), "\(stops) stopped writing, \(wrong) wrong", since: start)
    // The syncs of a checkpoint stop nothing: all of it is still in the write-ahead log.
    #expect(stops >= 4)
  }

  private func atEvery(
    _ calls: Int64, _ run: @escaping @Sendable (Int64) async throws -> [String]
  ) async throws -> [String] {
    try await withThrowingTaskGroup(of: [String].self) { group in
      for worker in 0..<Int64(2) {
        group.addTask {
          var found: [String] = []
          for call in stride(from: worker, to: calls, by: 2) {
            found += try await run(call).map { "call \(call): \($0)" }
          }
          return found
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }
}

/// A few writes and a checkpoint, on a copy of one prepared directory each time.
private final class ShortWorkload: Sendable {
  private let template: URL
  /// Each changes the log by one event; the last two are a key given twice.
  private static let requests = [
    Requests.register("tess"), Requests.open("two"), Requests.save("one", base: 1, words: "Other words."),
    Requests.comment("c1", on: "one", key: "k1"), Requests.comment("c2", on: "two", key: "k2"),
  ]

  init() async throws {
    template = Scratch.new()
    try FileManager.default.createDirectory(at: template, withIntermediateDirectories: true)
    let ledger = try TestLedger.open(template.path + "/ledger.sqlite")
    for request in [Requests.register("ada"), Requests.open("one")] { _ = try await ledger.perform(request) }
    try ledger.close()
  }

  deinit { try? FileManager.default.removeItem(at: template) }

  private struct Done {
    var acknowledged: [Int64] = []
    var failures: [LedgerFailure] = []
  }

  /// How many calls of these kinds there are where nothing fails.
  func calls(of kinds: Int32) async throws -> Int64 {
    let recording = try Recording(template: template)
    let ledger = try TestLedger.open(recording.database)
    recording.fail(kinds, after: .max, code: 0)
    _ = try await write(to: ledger)
    let counted = recording.counted
    recording.failNothing()
    try ledger.close()
    return counted
  }

  private func write(to ledger: Ledger) async throws -> Done {
    var done = Done()
    for (number, request) in Self.requests.enumerated() {
      do {
        let outcome = try await ledger.perform(request).outcome
        if let last = outcome?.events.last { done.acknowledged.append(last.seq) }
      } catch let failure as LedgerFailure {
        done.failures.append(failure)
      } catch is Refusal {}
      if number == 2 {
        try await ledger.pool.writeWithoutTransaction { db in
          _ = try? Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
      }
    }
    return done
  }

  /// One call fails; then a restart, and a power cut after that.
  func failing(_ kinds: Int32, at call: Int64, code: Int32) async throws -> (complaints: [String], isStopped: Bool) {
    let recording = try Recording(template: template)
    let ledger = try TestLedger.open(recording.database)
    recording.fail(kinds, after: call, code: code)
    let done = try await write(to: ledger)
    recording.failNothing()
    var found: [String] = []
    let isUnknown = done.failures.contains { if case .unknown = $0 { true } else { false } }
    if isUnknown != (ledger.stopped != nil) { found.append("stopped: \(ledger.stopped as Any), \(done.failures)") }
    if let first = done.failures.firstIndex(where: { if case .unknown = $0 { true } else { false } }) {
      let later = done.failures[(first + 1)...]
      let areStopped = later.allSatisfy { if case .stopped = $0 { true } else { false } }
      if !areStopped { found.append("it went on after a failure: \(done.failures)") }
    }
    found += await Self.reads(ledger, acknowledged: done.acknowledged)
    let isStopped = ledger.stopped != nil
    try? ledger.close()
    found += try await restart(recording, acknowledged: done.acknowledged)
    return (found, isStopped)
  }

  /// Every write from one on finds no room, until there is room again.
  func full(from call: Int64) async throws -> [String] {
    let recording = try Recording(template: template)
    let ledger = try TestLedger.open(recording.database)
    recording.fail(Recording.Kind.writes, after: call, code: 13, forEver: true)
    let done = try await write(to: ledger)
    var found: [String] = []
    let areFull = done.failures.allSatisfy { if case .diskFull = $0 { true } else { false } }
    if !areFull { found.append("a full disk was called something else: \(done.failures)") }
    if let stopped = ledger.stopped { found.append("it stopped: \(stopped)") }
    found += await Self.reads(ledger, acknowledged: done.acknowledged)
    recording.failNothing()
    let after = try await write(to: ledger)
    if !after.failures.isEmpty { found.append("there is room, and still: \(after.failures)") }
    try ledger.close()
    return found + (try await restart(recording, acknowledged: done.acknowledged + after.acknowledged))
  }

  private static func reads(_ ledger: Ledger, acknowledged: [Int64]) async -> [String] {
    do {
      let positions = try await ledger.events(limit: 1000).map(\.seq)
      return Set(acknowledged).isSubset(of: positions) ? [] : ["it does not read what it acknowledged"]
    } catch {
      return ["it cannot read: \(error)"]
    }
  }

  /// Opens it again, asks all again, and cuts the power.
  private func restart(_ recording: Recording, acknowledged: [Int64]) async throws -> [String] {
    let ledger = try TestLedger.open(recording.database)
    var found = try await Self.look(ledger, acknowledged: acknowledged)
    let again = try await write(to: ledger)
    if !again.failures.isEmpty { found.append("after a restart: \(again.failures)") }
    let comments = try await ledger.document("one")?.comments.map(\.id) ?? []
    if comments != ["c1"] { found.append("the key k1 gave the comments \(comments)") }
    let (calls, events) = (recording.calls, ledger.position)
    let cut = PowerCut(of: recording)
    let image = try cut.image(afterCalls: calls, seed: UInt64(calls))
    defer { try? FileManager.default.removeItem(at: image) }
    let survivor = try TestLedger.open(image.path + "/ledger.sqlite")
    found += try await Self.look(survivor, acknowledged: acknowledged + [events]).map { "after a power cut: \($0)" }
    try survivor.close()
    try ledger.close()
    return found
  }

  private static func look(_ ledger: Ledger, acknowledged: [Int64]) async throws -> [String] {
    let (integrity, head, last) = try await ledger.pool.read { db in
      (
        try String.fetchAll(db, sql: "PRAGMA integrity_check"), try LogHead(db).seq,
        try Int64.fetchOne(db, sql: "SELECT MAX(seq) FROM event") ?? 0
      )
    }
    var found = integrity == ["ok"] ? [] : ["\(integrity.prefix(2))"]
    if head != ledger.position || head != last { found.append("position \(ledger.position), log \(head)") }
    if let most = acknowledged.max(), most > head { found.append("\(most) was acknowledged, the log ends at \(head)") }
    return found
  }
}
