import Documents
import GRDB
import Ledger
import Testing
import Workflow

/// Rebuilding beside writers, and what is kept in memory.
@Suite struct RebuildingOnline {
  @Test("a rebuild while others write comes out equal to a replay of all that was written")
  func whileWriting() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    let ids = (0..<40).map { "doc\($0)" }
    for id in ids { try await store.open(id) }
    let ledger = store.ledger
    let writing = Task {
      for number in 0..<200 {
        _ = try await ledger.perform(
          WriteRequest(
            target: .document(
              id: ids[number % ids.count],
              .addComment(CommentAdded(comment: "n\(number)", body: "Hm", anchor: nil, revision: 1))),
            actor: Actor(id: "ada", kind: .person), metadata: EventMetadata(source: "test")))
      }
    }
    try await ledger.write { db in try db.execute(sql: "UPDATE document SET title = 'Wrong', version = 1") }
    try await ledger.rebuild()
    try await writing.value
    try await ledger.rebuild()
    for id in ids {
      let state = try await ledger.document(id)
      let row = try await ledger.pool.read { db in
        try String.fetchOne(
          db, sql: "SELECT title || '|' || version || '|' || seq FROM document WHERE id = ?", arguments: [id])
      }
      #expect(row == "Title|\(state?.version ?? 0)|\(state?.seq ?? 0)")
    }
  }

  @Test("rows of a document that the log does not know are taken away")
  func unknownRows() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try await store.open("doc")
    try await store.ledger.write { db in
      try db.execute(sql: "UPDATE document SET id = 'ghost', slug = 'ghost' WHERE id = 'doc'")
    }
    try await store.ledger.rebuild()
    let ids = try await store.ledger.pool.read { db in try String.fetchAll(db, sql: "SELECT id FROM document") }
    #expect(ids == ["doc"])
  }
}
