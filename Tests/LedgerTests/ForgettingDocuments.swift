import Ledger
import Testing
import Workflow

/// More documents than memory holds: they leave and come back, and nobody decides against an old one.
@Suite struct ForgettingDocuments {
  private static let (documents, rounds) = (6, 60)

  @Test("a reader never brings back what the writer has changed meanwhile")
  func readersAndWriters() async throws {
    // Room for one: every other one has to be replayed.
    let store = try TemporaryLedger(documentBytesMax: 1)
    try await store.register("ada")
    for number in 0..<Self.documents { try await store.open("doc\(number)") }
    let ledger = store.ledger
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<Self.documents {
        group.addTask {
          for round in 0..<Self.rounds { _ = try await ledger.perform(Self.comment("c\(round)", on: "doc\(number)")) }
        }
        for _ in 0..<2 {
          group.addTask { for _ in 0..<Self.rounds { _ = try await ledger.document("doc\(number)") } }
        }
      }
      try await group.waitForAll()
    }
    for number in 0..<Self.documents {
      let held = try await ledger.document("doc\(number)")
      let replayed = try await ledger.document("doc\(number)", at: ledger.position)
      #expect(held == replayed && held?.comments.count == Self.rounds)
    }
  }

  @Test("what was replayed before a change is not put back after it, though the document has left memory since")
  func putBackTooLate() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    for id in ["one", "two"] { try await store.open(id) }
    let early = try #require(await store.ledger.document("one"))
    _ = try await store.ledger.perform(Self.comment("c", on: "one"))
    let late = try #require(await store.ledger.document("one"))
    let other = try #require(await store.ledger.document("two"))
    var cache = DocumentCache(bytesMax: 1)
    cache.put(late)
    cache.put(other)
    #expect(cache["one"] == nil)
    cache.putBack(early)
    #expect(cache["one"] == nil)
    cache.putBack(late)
    #expect(cache["one"] == late)
  }

  private static func comment(_ id: String, on document: String) -> WriteRequest {
    WriteRequest(
      target: .document(id: document, .addComment(CommentAdded(comment: id, body: "Hm", anchor: nil, revision: 1))),
      actor: Actor(id: "ada", kind: .person), metadata: EventMetadata(source: "test"))
  }
}
