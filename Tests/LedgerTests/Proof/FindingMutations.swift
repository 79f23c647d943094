import Foundation
import GRDB
import Ledger
import TestSupport
import Testing
import Workflow

/// Changes behind the daemon's back, of which none may go unseen.
@Suite struct FindingMutations {
  private static let mutations = 1000

  private struct Sample {
    let store: ProvenLedger
    let path: String
    let kept: SignedNote
    /// Events whose check rests on another event.
    let erased: Set<Int64>
  }

  private func sample() async throws -> Sample {
    let store = try ProvenLedger()
    try await store.fill(comments: 240)
    try await store.comment("t", on: "doc_1")
    let seq = store.ledger.position
    try await store.perform(.erasure(.body(document: "doc_1", seq: seq, reason: "why")))
    try await store.perform(.erasure(.person(user: "tess", reason: "left")))
    let note = try #require(try await store.ledger.checkpoint()).note
    let kept = try #require(SignedNote(note))
    let path = try store.closed()
    #expect(try store.verify(kept: kept).findings.isEmpty)
    return Sample(store: store, path: path, kept: kept, erased: [seq, seq + 1, seq + 2])
  }

  @Test("each of a thousand random changes of a database file is found, and those of the log with their position")
  func mutations() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed of the mutations: \(seed)")
    var random = Seeded(seed)
    let sample = try await sample()
    var (done, byTable): (Int, [String: Int]) = (0, [:])
    while done < Self.mutations {
      let copy = sample.path + "-\(done)"
      defer { try? FileManager.default.removeItem(atPath: copy) }
      try FileManager.default.copyItem(atPath: sample.path, toPath: copy)
      guard let mutation = try mutate(copy, &random) else { continue }
      let report = try sample.store.verify(copy, kept: sample.kept)
      #expect(!report.isSound, "\(mutation)")
      if let first = mutation.seqs.min(), sample.erased.isDisjoint(with: mutation.seqs) {
        #expect(report.findings.first?.seq == first, "\(mutation): \(report.findings.prefix(3))")
      }
      byTable[mutation.table, default: 0] += 1
      done += 1
    }
    print("mutations found: \(byTable.sorted { $0.key < $1.key })")
    #expect(byTable.count >= 12)
  }

  /// Nil where the change that was drawn could not be made.
  private func mutate(_ path: String, _ random: inout Seeded) throws -> Mutation? {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.writeWithoutTransaction { db in
      try db.execute(
        sql: "PRAGMA ignore_check_constraints = ON; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF")
      for trigger in try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
        try db.execute(sql: "DROP TRIGGER \(trigger)")
      }
      do { return try Mutation.apply(&random, to: db) } catch is DatabaseError { return nil }
    }
  }

  @Test("an unchanged copy is sound, also while the daemon runs")
  func sound() async throws {
    let store = try ProvenLedger()
    try await store.fill(comments: 5)
    let report = try store.verify()
    #expect(report.findings.isEmpty && report.size == store.ledger.position && report.checkpoints > 0)
    #expect(report.root.count == 32 && report.notChecked.isEmpty)
  }

  @Test("a wrong key, and a checkpoint of another log, are found")
  func strangers() async throws {
    let (one, two) = (try ProvenLedger(), try ProvenLedger())
    for store in [one, two] { try await store.fill(comments: 2) }
    let note = try #require(try await two.ledger.checkpoint()).note
    let kept = try #require(SignedNote(note))
    _ = try await one.ledger.checkpoint()
    #expect(try one.verify(kept: kept).findings.first?.row == "the kept checkpoint")
    let wrong = try Verification(key: two.verifier).run(database: one.path)
    #expect(wrong.findings.first?.row?.hasPrefix("checkpoint") == true)
    #expect(wrong.notChecked.count == 2)
  }
}
