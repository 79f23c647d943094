import Documents
import Foundation
import GRDB
import Ledger
import TestSupport
import Testing
import Workflow

/// Many commands in one transaction: each is decided after those before it, and a refused one fails alone.
@Suite struct Batching {
  private func comment(_ number: Int, on document: String, as actor: String = "ada") -> WriteRequest {
    WriteRequest(
      target: .document(
        id: document, .addComment(CommentAdded(comment: "c\(number)", body: "Hm", anchor: nil, revision: 1))),
      actor: Actor(id: actor, kind: .person), metadata: EventMetadata(source: "test"))
  }

  /// Holds the writer until everything else is waiting, so that all of it comes into one batch.
  private func inOneBatch(
    _ store: TemporaryLedger, _ requests: [WriteRequest]
  ) async throws -> [Result<Int64, any Error>] {
    let ledger = store.ledger
    let (gate, holding) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let held = Task {
      try await ledger.write { _ in
        holding.signal()
        gate.wait()
      }
    }
    await Task.detached { holding.wait() }.value
    let writing = Task {
      await withTaskGroup(of: (Int, Result<Int64, any Error>).self) { group in
        for (index, request) in requests.enumerated() {
          group.addTask {
            do { return (index, .success(try await ledger.perform(request).outcome?.seq ?? 0)) } catch {
              return (index, .failure(error))
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
    }
    #expect(try await eventually { ledger.waiting >= requests.count })
    gate.signal()
    try await held.value
    return await writing.value.sorted { $0.0 < $1.0 }.map(\.1)
  }

  @Test("what has gathered goes into one transaction, gapless, each decided after those before it")
  func oneTransaction() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    for id in ["one", "two"] { try await store.open(id) }
    let before = store.ledger.writingCounts
    let results = try await inOneBatch(store, (0..<100).map { comment($0, on: $0 % 2 == 0 ? "one" : "two") })
    let after = store.ledger.writingCounts
    // The one that held the writer is a transaction of its own.
    #expect(after.transactions - before.transactions == 2 && after.jobs - before.jobs == 101)
    #expect(try Set(results.map { try $0.get() }).count == 100)
    for id in ["one", "two"] {
      let held = try await store.ledger.document(id)
      let replayed = try await store.ledger.document(id, at: store.ledger.position)
      #expect(held == replayed && held?.comments.count == 50)
    }
    let (count, last) = try await store.ledger.pool.read { db in
      (
        try Int64.fetchOne(db, sql: "SELECT COUNT(*) FROM event"),
        try Int64.fetchOne(db, sql: "SELECT MAX(seq) FROM event")
      )
    }
    #expect(count == last && last == store.ledger.position)
  }

  @Test("a refused command fails alone, and the others of its batch stand")
  func refusedAlone() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try await store.open("doc")
    let results = try await inOneBatch(
      store,
      [comment(1, on: "doc"), comment(2, on: "doc", as: "nobody"), comment(3, on: "none"), comment(4, on: "doc")])
    #expect(results.map { (try? $0.get()) != nil } == [true, false, false, true])
    #expect(try await store.ledger.document("doc")?.comments.map(\.id).sorted() == ["c1", "c4"])
  }

  @Test("a write beside the log that throws leaves nothing, and the others of its batch stand")
  func failedAlone() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    await #expect(throws: LedgerFailure.self) {
      try await store.ledger.write { db in
        try db.execute(sql: "INSERT INTO profile (user, name) VALUES ('x', 'X')")
        try db.execute(sql: "INSERT INTO nothing VALUES (1)")
      }
    }
    let left = try await store.ledger.pool.read { db in try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM profile") }
    #expect(left == 0 && store.ledger.stopped == nil)
    try await store.register("tess")
  }

  @Test("one key sent many times at once is decided once, and all are given the same answer")
  func oneKey() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try await store.open("doc")
    var request = comment(1, on: "doc")
    request.idempotency = IdempotencyKey(key: "k", fingerprint: "f")
    request.answer = { outcome in Answer(status: 200, body: Data("\(outcome.seq)".utf8)) }
    let before = store.ledger.position
    _ = try await inOneBatch(store, Array(repeating: request, count: 20))
    #expect(store.ledger.position == before + 1)
  }

  @Test("after the end nothing is taken in any more, and what was waiting is written")
  func closed() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try store.ledger.close()
    await #expect(throws: LedgerFailure.self) { try await store.register("tess") }
  }
}
