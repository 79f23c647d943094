import Documents
import Foundation
import GRDB
import Ledger
import Testing
import Workflow

/// What the index of words holds, without the numbers of its rows.
enum SearchedRows {
  static func all(in db: Database) throws -> [String] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT document, section, text, words FROM searched_section
        JOIN section_words ON section_words.rowid = searched_section.row ORDER BY document, section
        """
    ).map { "words|" + $0.databaseValues.map(\.description).joined(separator: "|") }
  }
}

@Suite struct SearchingWords {
  private func found(_ words: String, in ledger: Ledger) async throws -> [String] {
    var filter = DocumentFilter()
    filter.words = try WordsQuery(words)
    return try await ledger.documents(filter, after: nil, limit: 10).map(\.id).sorted()
  }

  private func save(_ markdown: String, to id: String, in store: TemporaryLedger) async throws {
    let state = try #require(try await store.ledger.document(id))
    let previous = try await store.ledger.fingerprints(of: state)
    let draft = DraftBuilding(
      markdown: markdown, previous: previous, message: nil, source: DraftSource(kind: "api"))
    try await store.perform(
      .document(id: id, .saveDraft(draft.content, baseRevision: state.revision)), texts: draft.texts)
  }

  @Test("all words are found that stand somewhere in the title or the latest revision, and those of no other")
  func words() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try await store.open("doc")
    try await store.open("other")
    try await save("# Title\n\nWords.\n\n## Part\n\nSeparate apples.\n\n## New\n\nPears.\n", to: "doc", in: store)
    let expected: [(String, [String])] = [
      ("words", ["doc", "other"]), ("title words", ["doc", "other"]), ("APPLES", ["doc"]), ("title pears", ["doc"]),
      ("apples pears", ["doc"]), ("more", ["other"]), ("apples more", []), ("plums", []), ("— apples", ["doc"]),
      ("—", []), ("\"apples\"", ["doc"]), ("separate-apples", ["doc"]), ("apples-separate", []), ("app*", []),
      ("apples OR plums", []), ("words:apples", []), ("NEAR(apples", []), ("^pears", ["doc"]),
      ("apples\u{0}pears", ["doc"]),
    ]
    for (words, ids) in expected { #expect(try await found(words, in: store.ledger) == ids, "\(words)") }
    try await save("# Title\n\nWords.\n", to: "doc", in: store)
    #expect(try await found("pears", in: store.ledger) == [])
    #expect(try await found("words", in: store.ledger) == ["doc", "other"])
  }

  @Test("blanks are no search, and too many words are refused by name")
  func refused() throws {
    #expect(try WordsQuery(" \n ") == nil)
    #expect(throws: Refusal.self) {
      try WordsQuery((0...WordsQuery.wordsMax).map { "w\($0)" }.joined(separator: " "))
    }
    #expect(try WordsQuery(String(repeating: "again — ", count: 100)) != nil)
  }

  @Test("a save touches the rows of the sections that it changed alone, and a rebuild comes to the same")
  func rows() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try await store.open("doc")
    let parts = (0..<30).map { "## Part \($0)\n\nWords \($0).\n\n" }
    try await save("# Title\n\n" + parts.joined(), to: "doc", in: store)
    let before = try await numbers(store.ledger)
    var changed = parts
    changed[7] = "## Part 7\n\nOther words.\n\n"
    changed.remove(at: 20)
    changed.swapAt(2, 3)
    try await save("# Title\n\n" + changed.joined(), to: "doc", in: store)
    let after = try await numbers(store.ledger)
    #expect(after.count == before.count - 1)
    #expect(Set(after.filter { before[$0.key] != $0.value }.keys) == ["part-7"])
    let live = try await store.ledger.pool.read { try SearchedRows.all(in: $0) }
    try await store.ledger.rebuild()
    #expect(try await store.ledger.pool.read { try SearchedRows.all(in: $0) } == live)
  }

  private func numbers(_ ledger: Ledger) async throws -> [String: Int64] {
    try await ledger.pool.read { db in
      let rows = try Row.fetchAll(db, sql: "SELECT section, row FROM searched_section")
      return Dictionary(rows.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
    }
  }

  @Test("a document that was searched as a whole is found until its next draft, and by its sections from then on")
  func upgraded() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try await store.open("doc")
    try await store.ledger.pool.write { db in
      try db.execute(
        sql: """
          DELETE FROM section_words WHERE rowid IN (SELECT row FROM searched_section WHERE section <> '');
          DELETE FROM searched_section WHERE section <> '';
          INSERT INTO searched_section (document, section, text) VALUES ('doc', '*', '');
          INSERT INTO section_words (rowid, words) VALUES (last_insert_rowid(), '# Title Words. ## Part More.');
          """)
    }
    #expect(try await found("title more", in: store.ledger) == ["doc"])
    try await save("# Title\n\nWords.\n\n## Part\n\nLess.\n", to: "doc", in: store)
    #expect(try await found("words less", in: store.ledger) == ["doc"])
    #expect(try await found("more", in: store.ledger) == [])
  }
}
