import Documents
import Foundation
import Ledger
import Testing
import Workflow

/// What git hosts told of a document goes with what is erased of it.
@Suite struct ErasingChangeRequests {
  private let connection = "con_1"

  private func holds(_ words: String, _ store: ProvenLedger) -> Bool {
    ["", "-wal"].contains { end in
      let bytes = (try? Data(contentsOf: URL(fileURLWithPath: store.path + end))) ?? Data()
      return bytes.range(of: Data(words.utf8)) != nil
    }
  }

  /// A document, and a change request that proposes words for it.
  private func made() async throws -> ProvenLedger {
    let store = try ProvenLedger()
    try await store.fill(comments: 1)
    try await store.perform(
      .registry(
        .createConnection(
          ConnectionCreated(
            connection: connection, name: "c", host: "github", repository: "team/docs", apiURL: "https://example.org",
            branch: "main", paths: ["docs/*.md"], project: nil, template: nil, workflow: nil))))
    try await tell(.open, head: "aaa", words: "# T\n\nThe Archaeopteryx-Clause applies.\n", in: store)
    return store
  }

  private func tell(
    _ state: ChangeRequestUpdated.State, number: Int = 7, of document: String? = "doc_1", path: String = "docs/a.md",
    head: String, words: String, in store: ProvenLedger
  ) async throws {
    let text = StoredText(digest: Digests.sha256Hex(words), body: Data(words.utf8))
    let file = ChangeRequestUpdated.File(path: path, document: document, text: text.digest)
    try await store.perform(
      .registry(
        .updateChangeRequest(
          ChangeRequestUpdated(
            connection: connection, number: number, state: state, title: "Zanzibar-Quincunx moves in", url: nil,
            author: HostActor(login: "grace-h", name: "Grace"), head: head, sourceBranch: "topic",
            targetBranch: "main", files: [file]))), as: "daemon", texts: [text])
  }

  private func review(_ note: String, in store: ProvenLedger) async throws {
    try await store.perform(
      .registry(
        .reviewChangeRequest(
          ChangeRequestReviewed(
            connection: connection, number: 7, review: "r1", reviewer: HostActor(login: "linus-x"),
            outcome: .approved, commit: "aaa", isInferred: false, note: note))), as: "daemon")
  }

  private func erase(_ seq: Int64, in store: ProvenLedger) async throws {
    try await store.perform(.erasure(.body(document: "doc_1", seq: seq, reason: "a contract")))
  }

  @Test("a title, a note, logins and proposed words are gone from the files, and the log still proves itself")
  func told() async throws {
    let store = try await made()
    let first = store.ledger.position
    try await review("The Coelacanth-Annex is wrong", in: store)
    let reviewed = store.ledger.position
    let refusal = await #expect(throws: Refusal.self) { try await erase(first, in: store) }
    #expect(refusal?.code == "still_current")
    try await tell(.closed, head: "bbb", words: "# T\n\nNothing applies.\n", in: store)
    try await erase(first, in: store)
    for words in ["Zanzibar-Quincunx", "Archaeopteryx-Clause", "grace-h"] { #expect(!holds(words, store), "\(words)") }
    #expect(holds("Coelacanth-Annex", store))
    try await erase(reviewed, in: store)
    #expect(!holds("Coelacanth-Annex", store) && !holds("linus-x", store))
    let request = try #require(try await store.ledger.changeRequest(7, of: connection))
    #expect(request.title == "[erased]" && request.author.login == "[erased]" && request.state == .closed)
    #expect(try await store.ledger.reviews(ofChangeRequest: 7, of: connection).map(\.note) == ["[erased]"])
    let twice = await #expect(throws: Refusal.self) { try await erase(first, in: store) }
    #expect(twice?.code == "already_erased")
    let report = try store.verify()
    #expect(report.findings.isEmpty, "\(report.findings)")
    try await store.ledger.rebuild()
    let rebuilt = try store.verify()
    #expect(rebuilt.findings.isEmpty, "\(rebuilt.findings)")
  }

  @Test("words of a draft go from the files that change requests proposed, unless one is open that says them")
  func draft() async throws {
    let store = try await made()
    try await store.save("# Title doc_1\n\nThe Archaeopteryx-Clause applies.\n", to: "doc_1")
    let saved = store.ledger.position
    try await store.save("# Title doc_1\n\nNothing applies.\n", to: "doc_1")
    try await tell(.open, head: "aaa", words: "# Title doc_1\n\nThe Archaeopteryx-Clause applies.\n", in: store)
    let refusal = await #expect(throws: Refusal.self) { try await erase(saved, in: store) }
    #expect(refusal?.code == "still_current" && refusal?.detail.contains("7") == true)
    try await tell(.open, head: "bbb", words: "# Title doc_1\n\nNothing applies.\n", in: store)
    try await erase(saved, in: store)
    let report = try store.verify()
    #expect(report.findings.isEmpty, "\(report.findings)")
    let files = try await store.ledger.files(ofChangeRequest: 7, of: connection)
    let proposed = try #require(files.dropFirst().first?.text)
    let words = String(decoding: try await store.ledger.text(proposed), as: UTF8.self)
    #expect(words.contains("erased by ada") && !words.contains("Archaeopteryx"))
  }

  @Test("a file that is no document's keeps the words that it shares with the document's", arguments: [nil, "doc_2"])
  func shared(owner: String?) async throws {
    let store = try await made()
    let first = store.ledger.position
    let words = "# T\n\nThe Archaeopteryx-Clause applies.\n"
    try await tell(.open, number: 8, of: owner, path: "docs/b.md", head: "ccc", words: words, in: store)
    try await tell(.closed, head: "bbb", words: "# T\n\nNothing applies.\n", in: store)
    try await erase(first, in: store)
    let proposed = try #require(try await store.ledger.files(ofChangeRequest: 8, of: connection).first?.text)
    #expect(String(decoding: try await store.ledger.text(proposed), as: UTF8.self) == words)
    let report = try store.verify()
    #expect(report.findings.isEmpty, "\(report.findings)")
  }

  @Test("of another document's change request nothing is erased")
  func others() async throws {
    let store = try await made()
    let told = store.ledger.position
    let refusal = await #expect(throws: Refusal.self) {
      try await store.perform(.erasure(.body(document: "doc_2", seq: told, reason: "why")))
    }
    #expect(refusal?.code == "invalid_field")
    #expect(holds("Zanzibar-Quincunx", store))
  }
}
