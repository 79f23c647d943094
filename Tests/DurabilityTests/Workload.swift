import Foundation
import GRDB
import Ledger
import NIOConcurrencyHelpers
import Workflow
import TestSupport

/// What a caller was told, and how many calls the database had made by then.
struct Acknowledged: Sendable {
  enum Thing: Sendable {
    /// The log reaches this position.
    case event(Int64)
    case answer(key: String)
    case receipt(String)
  }

  let calls: Int64
  let thing: Thing
}

/// Many callers at once at one ledger: documents, drafts, comments, people, receipts, refusals; and beside them
/// checkpoints, a rebuild and a copy.
struct Workload: Sendable {
  static let callers = 12
  let recording: Recording
  let seed: UInt64
  var steps = 12

  /// Returns what was acknowledged. The ledger is left open, as a power cut finds it.
  func run(on ledger: Ledger) async throws -> [Acknowledged] {
    let told = NIOLockedValueBox<[Acknowledged]>([])
    let note = { @Sendable (thing: Acknowledged.Thing) in
      let calls = recording.calls
      told.withLockedValue { $0.append(Acknowledged(calls: calls, thing: thing)) }
    }
    for request in [Requests.register("ada"), Requests.open("shared")] {
      let outcome = try await ledger.perform(request).outcome
      if let seq = outcome?.seq { note(.event(seq)) }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<Self.callers {
        group.addTask { try await Caller(number: number, ledger: ledger, note: note).run(steps, seed: seed) }
      }
      group.addTask { try await keepHouse(ledger) }
      try await group.waitForAll()
    }
    return told.withLockedValue { $0 }
  }

  private func keepHouse(_ ledger: Ledger) async throws {
    var random = Seeded(seed ^ 0xABCD)
    for _ in 0..<6 {
      try await Task.sleep(for: .milliseconds(Int.random(in: 1...12, using: &random)))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: try await ledger.rebuild()
      case 1:
        let copy = recording.directory.path + "/copy.sqlite"
        try await ledger.pool.vacuum(into: copy)
        try FileManager.default.removeItem(atPath: copy)
      case let number:
        let mode = number % 2 == 0 ? "PASSIVE" : "TRUNCATE"
        // On the writer's own connection, as the writer does it.
        try await ledger.pool.writeWithoutTransaction { db in
          _ = try? Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(\(mode))")
        }
      }
    }
  }
}

/// One of those who write: a refusal is part of the day, any other failure ends the test.
private struct Caller {
  let number: Int
  let ledger: Ledger
  let note: @Sendable (Acknowledged.Thing) -> Void

  func run(_ steps: Int, seed: UInt64) async throws {
    var random = Seeded(seed &+ UInt64(number) &* 7919)
    let own = "doc-\(number)"
    try await write(Requests.open(own))
    for step in 0..<steps {
      let name = "\(number)-\(step)"
      let document = Bool.random(using: &random) ? own : "shared"
      switch Int.random(in: 0..<10, using: &random) {
      case 0: try await write(Requests.register("user-\(name)"))
      case 1: try await write(Requests.project("project-\(name)"))
      case 2:
        let receipt = try await ledger.receive(
          connection: "con", delivery: name, event: "push", subject: nil, body: Data(repeating: 65, count: 700))
        note(.receipt(receipt.id))
      case 3, 4, 5:
        let base = try await ledger.document(document)?.revision ?? 1
        try await write(
          Requests.save(document, base: base, words: "Words \(name). " + String(repeating: "x", count: step * 97)))
      case 6: try await write(Requests.document(document, .requestReview))
      default: try await write(Requests.comment("c-\(name)", on: document, key: "k-\(name)"), key: "k-\(name)")
      }
    }
  }

  private func write(_ request: WriteRequest, key: String? = nil) async throws {
    do {
      let outcome = try await ledger.perform(request).outcome
      if let last = outcome?.events.last { note(.event(last.seq)) }
      if let key { note(.answer(key: key)) }
    } catch is Refusal {}
  }
}
