import Documents
import Foundation
import Ledger
import NIOHTTP1

/// The measurements, one after another, each with what it is compared with in the same run.
final class BenchRun: @unchecked Sendable {
  struct Plan {
    /// Events in the log when it is asked and read again.
    var events: Int
    /// Of each load.
    var seconds: Double
  }

  let plan: Plan
  let target: LoadTarget
  let api: APIClient
  let daemon: BenchDaemon?
  let floor: PlainSQLite
  private(set) var measures: [Measure] = []
  private(set) var documents: [String] = []

  init(plan: Plan, target: LoadTarget, api: APIClient, daemon: BenchDaemon?, floor: PlainSQLite) {
    self.plan = plan
    self.target = target
    self.api = api
    self.daemon = daemon
    self.floor = floor
  }

  func add(_ measure: Measure) { measures.append(measure) }

  func run() async throws {
    add(Measure("flushes of this disk", try floor.flushesPerSecond(seconds: min(1, plan.seconds)), "/s"))
    for connections in [1, 16, 64, 256] { try await appends(connections) }
    try mixed()
    try await histories()
    try await DeliveryBench(run: self).measure()
    try await fill()
    try await LongLog(run: self).measure()
  }

  /// Opens documents, and returns their ids.
  func open(_ count: Int, _ title: String) async throws -> [String] {
    var ids: [String] = []
    for number in 0..<count {
      let opened = try await api.json(
        .POST, "documents", ["template": "design", "title": .string("\(title) \(number)")])
      ids.append(opened["id"]?.string ?? "")
    }
    return ids
  }

  /// A comment of about 600 bytes with its head.
  static func comment(_ number: Int) -> String {
    "{\"body\":\"Remark \(number): the retry limit of the import queue is not said, and the table of errors lacks the "
      + "case that the other side answers late. Please say who decides, and by when.\"}"
  }

  func commentRequest(_ number: Int, on documents: [String]) -> [UInt8] {
    target.request("POST", "documents/\(documents[number % documents.count])/comments", Self.comment(number))
  }

  private func appends(_ connections: Int) async throws {
    // Fresh ones for each load: a document does not get thousands of comments in a few seconds.
    documents = try await open(64, "Bench at \(connections)")
    let (target, documents) = (target, documents)
    let load = Load(target: target, connections: connections, secondsMax: plan.seconds)
    let plain = try load.run { target.request("POST", "echo", Self.comment($0)) }
    let before = try await counts()
    let result = try load.run { [self] in commentRequest($0, on: documents) }
    let after = try await counts()
    var measure = Measure("append, fsynced", result, connections: connections)
    let batch = max(1, (after.jobs - before.jobs) / max(1, after.transactions - before.transactions))
    measure.batch = batch
    measure.plainPerSecond = plain.perSecond
    measure.sqlitePerSecond = try floor.rowsPerSecond(batch: Int(batch.rounded()), seconds: plan.seconds / 2)
    if connections == 64 {
      let (plainShare, sqliteShare) = (measure.plainShare ?? 0, measure.sqliteShare ?? 0)
      let tail = result.percentile(0.99) / max(result.percentile(0.5), 0.001)
      measure = measure.goal(
        "≥ 60 % of plain, ≥ 70 % of SQLite, p99 ≤ 5 × p50", plainShare >= 0.6 && sqliteShare >= 0.7 && tail <= 5)
    }
    add(Measure("plain JSON, nothing stored", plain, connections: connections))
    add(measure)
    try refuseRefusals(result, plain)
  }

  private func refuseRefusals(_ results: LoadResult...) throws {
    let refused = results.reduce(0) { $0 + $1.refused }
    guard refused == 0 else {
      throw CommandFailure("\(refused) requests of the load were refused: the figures say nothing.")
    }
  }

  private func mixed() throws {
    let (target, documents) = (target, documents)
    let load = Load(target: target, connections: 64, secondsMax: plan.seconds)
    let result = try load.run { [self] number in
      number % 5 == 0
        ? commentRequest(number, on: documents)
        : target.request("GET", "documents/\(documents[number % documents.count])")
    }
    add(Measure("four reads of a state, one append", result, connections: 64))
    try refuseRefusals(result)
  }

  /// One document with a short history and one with ten thousand events.
  private func histories() async throws {
    let (short, long) = (try await open(100, "Short"), try await open(1, "Long"))
    var progress = ProgressBar("a document with 10,000 events", of: 10_000)
    _ = try Load(target: target, connections: 64, requestsMax: 10_000)
      .run({ [self] in commentRequest($0, on: long) }, onProgress: { progress.show($0) })
    progress.show(10_000)
    let load = Load(target: target, connections: 16, requestsMax: 1000)
    // In turns, so that a noisy minute falls on both.
    var (few, many) = (LoadResult(), LoadResult())
    for _ in 0..<4 {
      few.add(try load.run { [self] in commentRequest($0, on: short) })
      many.add(try load.run { [self] in commentRequest($0, on: long) })
    }
    add(Measure("append to a history of 10 to 40 events", few, connections: 16))
    add(
      Measure("append to a history of 10,000 events", many, connections: 16)
        .goal("within 10 % of the short history", many.perSecond >= 0.9 * few.perSecond))
    let one = Load(target: target, connections: 1, requestsMax: 500)
    for (name, id) in [("state of a document with 10 events", short[0]), ("state of one with 10,000", long[0])] {
      let target = target
      let result = try one.run { _ in target.request("GET", "documents/\(id)") }
      add(Measure(name, result, connections: 1).goal("p50 < 1 ms with its way over HTTP", result.percentile(0.5) < 1))
    }
  }

  /// Documents that are worked on at the same time, and comments that each gets, while the log grows.
  private static let (documentsAtOnce, commentsEach) = (100, 200)

  /// Comments on a hundred documents at a time, then on the next hundred, until the log is as long as planned.
  private func fill() async throws {
    let missing = plan.events - (try await counts().position)
    guard missing > 0 else { return }
    let window = Self.documentsAtOnce * Self.commentsEach
    let many = try await open(max(1, missing / window) * Self.documentsAtOnce, "Filled")
    var progress = ProgressBar("a log of \(plan.events) events", of: missing)
    let result = try Load(target: target, connections: 64, requestsMax: missing)
      .run(
        { [self] number in
          let first = min(number / window * Self.documentsAtOnce, many.count - Self.documentsAtOnce)
          return commentRequest(number, on: [many[max(0, first) + number % Self.documentsAtOnce % many.count]])
        }, onProgress: { progress.show($0) })
    progress.show(missing)
    add(Measure("filling the log to \(plan.events) events", result, connections: 64))
    try refuseRefusals(result)
  }

  func counts() async throws -> (transactions: Double, jobs: Double, position: Int) {
    let text = try await api.plain("metrics")
    func number(_ name: String) -> Double {
      text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
        .flatMap { Double($0.dropFirst(name.count + 1)) } ?? 0
    }
    return (
      number("countersign_writer_transactions_total"), number("countersign_writer_jobs_total"),
      Int(number("countersign_log_position"))
    )
  }
}
