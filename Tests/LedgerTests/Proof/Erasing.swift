import Foundation
import GRDB
import Ledger
import Testing
import Workflow

@Suite struct Erasing {
  /// What the database's files hold, the write-ahead log among them.
  private func bytes(of store: ProvenLedger) -> Data {
    ["", "-wal"].reduce(into: Data()) { all, end in
      all += (try? Data(contentsOf: URL(fileURLWithPath: store.path + end))) ?? Data()
    }
  }

  private func holds(_ words: String, _ store: ProvenLedger) -> Bool {
    bytes(of: store).range(of: Data(words.utf8)) != nil
  }

  private func expect(_ code: String, _ body: () async throws -> Void) async {
    let refusal = await #expect(throws: Refusal.self) { try await body() }
    #expect(refusal?.code == code)
  }

  @Test("a comment's words are gone from the files, and the log still proves itself")
  func comment() async throws {
    let store = try ProvenLedger()
    try await store.fill(comments: 2)
    try await store.comment("secret", on: "doc_1", body: "Zanzibar-Quincunx is the customer")
    let seq = store.ledger.position
    _ = try await store.ledger.checkpoint()
    #expect(holds("Zanzibar-Quincunx", store))
    try await store.perform(.erasure(.body(document: "doc_1", seq: seq, reason: "a customer's name")))
    #expect(!holds("Zanzibar-Quincunx", store))
    let state = try #require(try await store.ledger.document("doc_1"))
    #expect(state.comments.last?.body == "[erased]" && state.comments.last?.id == "secret")
    #expect(state.erasures[seq]?.by == "ada" && state.erasures[seq]?.reason == "a customer's name")
    #expect(try await store.ledger.document("doc_1", at: store.ledger.position) == state)
    await expect("answer_erased") {
      try await store.perform(
        .document(id: "doc_1", .addComment(CommentAdded(comment: "x", body: "y", anchor: nil, revision: 1))),
        key: "key-secret")
    }
    let report = try store.verify()
    #expect(report.findings.isEmpty)
    try store.reopen()
    #expect(try await store.ledger.document("doc_1") == state)
    try await store.ledger.rebuild()
    #expect(try store.verify().findings.isEmpty)
  }

  @Test("an event that was erased already, that is another's, or that holds no words is refused")
  func refusals() async throws {
    let store = try ProvenLedger()
    try await store.fill(comments: 2)
    let seq = store.ledger.position
    try await store.perform(.erasure(.body(document: "doc_2", seq: seq, reason: "why")))
    await expect("already_erased") {
      try await store.perform(.erasure(.body(document: "doc_2", seq: seq, reason: "why")))
    }
    await expect("invalid_field") {
      try await store.perform(.erasure(.body(document: "doc_1", seq: seq, reason: "why")))
    }
    await expect("invalid_field") {
      try await store.perform(.erasure(.body(document: "doc_2", seq: seq, reason: " ")))
    }
    await expect("nothing_to_erase") {
      try await store.perform(.erasure(.body(document: "doc_2", seq: store.ledger.position, reason: "why")))
    }
  }

  @Test("words of a draft that no later one says are removed; those still said are not")
  func draft() async throws {
    let store = try ProvenLedger()
    try await store.fill(comments: 1)
    try await store.open("doc_3", words: "The Archaeopteryx-Clause applies.")
    let opened = store.ledger.position
    await expect("still_current") {
      try await store.perform(.erasure(.body(document: "doc_3", seq: opened, reason: "why")))
    }
    try await store.save("# Title doc_3\n\nNothing applies.\n\n## Part\n\nMore.\n", to: "doc_3")
    try await store.perform(.erasure(.body(document: "doc_3", seq: opened, reason: "a contract")))
    #expect(!holds("Archaeopteryx-Clause", store))
    let sections = try #require(try await store.ledger.sections(of: "doc_3", revision: 1))
    let markdown = try await store.ledger.markdown(of: sections)
    #expect(markdown.contains("erased by ada") && markdown.contains("a contract") && markdown.contains("More."))
    #expect(try store.verify().findings.isEmpty)
    let state = try #require(try await store.ledger.document("doc_3"))
    #expect(try await store.ledger.markdown(of: state.sections).contains("Nothing applies."))
  }

  @Test("a person's name, address and tokens are forgotten, the id and what was done under it stay")
  func person() async throws {
    let store = try ProvenLedger()
    try await store.fill(comments: 2)
    try await store.perform(
      .document(id: "doc_1", .addComment(CommentAdded(comment: "t", body: "y", anchor: nil, revision: 1))), as: "tess")
    await expect("own_erasure") { try await store.perform(.erasure(.person(user: "ada", reason: "why"))) }
    await expect("user_not_found") { try await store.perform(.erasure(.person(user: "eve", reason: "why"))) }
    try await store.perform(.erasure(.person(user: "tess", reason: "left")))
    await expect("already_erased") { try await store.perform(.erasure(.person(user: "tess", reason: "why"))) }
    #expect(!holds("Name of tess", store) && !holds("tess@example.org", store))
    let rows = try await store.ledger.pool.read { db in
      try String.fetchAll(db, sql: "SELECT metadata FROM event WHERE actor = 'tess'")
    }
    #expect(rows.count == 1 && rows.allSatisfy { !$0.contains("192.0.2.7") && $0.contains("r-tess") })
    #expect(store.ledger.directory.users["tess"]?.active == false)
    let event = try #require(try await store.ledger.event(at: store.ledger.position))
    guard case .userErased(let facts) = event.event else { return #expect(Bool(false), "no user.erased") }
    #expect(facts.user == "tess" && facts.reason == "left" && facts.events == 1)
    #expect(try store.verify().findings.isEmpty)
  }

  @Test("outside of an erasure no event is changed, and in one only as it was announced")
  func triggers() async throws {
    let store = try ProvenLedger()
    try await store.fill(comments: 1)
    for sql in [
      "UPDATE event SET body = '{}' WHERE seq = 1",
      "INSERT INTO redaction SELECT seq, body, metadata, salt FROM event WHERE seq = 1; "
        + "UPDATE event SET actor = 'eve' WHERE seq = 1",
      "INSERT INTO redaction SELECT seq, body, metadata, salt FROM event WHERE seq = 1; "
        + "UPDATE event SET metadata = '{}' WHERE seq = 1",
      "INSERT INTO redaction SELECT seq, body, metadata, salt FROM event WHERE seq = 1; "
        + "UPDATE event SET body = body WHERE seq = 2",
    ] {
      await #expect(throws: (any Error).self) { try await store.ledger.write { try $0.execute(sql: sql) } }
    }
  }
}
