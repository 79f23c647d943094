import Documents
import Foundation
import GRDB
import Testing
import Workflow

@testable import Ledger

/// Any revision is read from the log, whatever version its event was stored in.
@Suite struct ReadingRevisions {
  private static let count = 70

  /// A ledger with a document of that many revisions, and what each said.
  private func edited(_ store: TemporaryLedger) async throws -> (LongDocument, [String]) {
    try await store.register("ada")
    var document = LongDocument(sections: 12, seed: 3)
    try await document.open(in: store)
    var said = ["", document.markdown]
    for _ in 1..<Self.count {
      document.edit(anywhere: true)
      try await document.save(in: store)
      said.append(document.markdown)
    }
    return (document, said)
  }

  private func check(_ said: [String], in ledger: Ledger) async throws {
    for number in 1..<said.count {
      let sections = try #require(try await ledger.sections(of: "doc", revision: number))
      #expect(try await ledger.markdown(of: sections) == said[number], "revision \(number)")
    }
    #expect(try await ledger.sections(of: "doc", revision: said.count) == nil)
    #expect(try await ledger.sections(of: "doc", revision: 0) == nil)
    #expect(try await ledger.sections(of: "none", revision: 1) == nil)
  }

  private func drafts(_ ledger: Ledger) async throws -> [RecordedEvent] {
    try await ledger.events(limit: 1000).filter { $0.event.type == .draftSaved }
  }

  @Test("each revision is read as it was saved, from no more events than there are between two that name all sections")
  func all() async throws {
    let store = try TemporaryLedger()
    let (_, said) = try await edited(store)
    try await check(said, in: store.ledger)
    let keys = try await drafts(store.ledger).compactMap { recorded -> Int? in
      guard case .draftSaved(let saved) = recorded.event, saved.sections.all != nil else { return nil }
      return saved.revision
    }
    #expect(keys == [1, 33, 65])
    // A ledger that holds nothing in memory reads the same.
    try store.ledger.close()
    try await check(said, in: try TemporaryLedger.open(store.directory, clock: store.clock))
  }

  @Test("a document whose first drafts were stored in version 1 is read, replayed, rebuilt and saved on")
  func oldDrafts() async throws {
    let store = try TemporaryLedger()
    var (document, said) = try await edited(store)
    let before = try #require(try await store.ledger.document("doc"))
    let old = try await asVersion1(upTo: 40, in: store.ledger)
    try store.ledger.close()
    let ledger = try TemporaryLedger.open(store.directory, clock: store.clock)
    #expect(try await ledger.document("doc") == before)
    try await check(said, in: ledger)
    let read = try await drafts(ledger)
    #expect(read.map(\.schemaVersion) == (1...Self.count).map { $0 <= 40 ? 1 : 2 })
    for (stored, recorded) in zip(old, read) { #expect(stored == recorded.body) }
    let view = try EventView.value(read[0], names: [:])
    #expect(view["schema_version"] == 1 && view["data"]?["sections"] != nil)
    try await ledger.rebuild()
    for _ in 0..<5 {
      document.edit(anywhere: true)
      let draft = document.next()
      let request = WriteRequest(
        target: .document(id: "doc", .saveDraft(draft.content, baseRevision: document.revision - 1)),
        actor: Actor(id: "ada", kind: .person), metadata: EventMetadata(source: "test"), texts: draft.texts)
      _ = try await ledger.perform(request)
      said.append(document.markdown)
    }
    try await check(said, in: ledger)
    #expect(try await drafts(ledger).prefix(40).map(\.body) == old)
  }

  @Test("a version that never was stops the opening, with its position")
  func unknownVersion() async throws {
    let store = try TemporaryLedger()
    _ = try await edited(store)
    try await store.ledger.pool.write { db in
      try db.execute(sql: "DROP TRIGGER event_is_never_changed")
      try db.execute(sql: "UPDATE event SET schema_version = 3 WHERE type = 'draft.saved' AND seq > 20")
    }
    try store.ledger.close()
    let failure = #expect(throws: LogFailure.self) {
      try TemporaryLedger.open(store.directory, clock: store.clock)
    }
    #expect(failure?.seq == 21 && failure?.description.contains("version 3") == true)
  }

  /// Puts the first drafts into the log as version 1 wrote them; gives their bytes.
  private func asVersion1(upTo last: Int, in ledger: Ledger) async throws -> [Data] {
    var old: [(seq: Int64, body: Data)] = []
    for recorded in try await drafts(ledger).prefix(last) {
      guard case .draftSaved(let saved) = recorded.event, case .object(var members) = try value(of: saved) else {
        continue
      }
      let sections = try await ledger.sections(of: "doc", revision: saved.revision)
      members["sections"] = try value(of: sections)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      old.append((recorded.seq, try encoder.encode(Value.object(members))))
    }
    let rows = old
    try await ledger.pool.write { db in
      try db.execute(sql: "DROP TRIGGER event_is_never_changed")
      for row in rows {
        try db.execute(
          sql: "UPDATE event SET body = ?, schema_version = 1, salt = NULL WHERE seq = ?",
          arguments: [row.body, row.seq])
        // As it was hashed then.
        let stored = try Row.fetchOne(db, sql: "SELECT * FROM event WHERE seq = ?", arguments: [row.seq])
        try db.execute(
          sql: "UPDATE event SET leaf_hash = ? WHERE seq = ?",
          arguments: [stored.map { LoggedRow($0).envelope().leafHash() }, row.seq])
      }
    }
    return rows.map(\.body)
  }

  private func value(of payload: some Encodable) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(payload))
  }
}
