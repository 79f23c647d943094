import Documents
import Foundation
import GRDB
import Ledger
import Testing
import Workflow

@Suite struct KeepingImports {
  private func target(_ text: String, path: String, slug: String) -> (WriteRequest.Target, [StoredText]) {
    let policy = Policy(
      name: "p", version: 1, stages: [Stage(name: "review", gate: [Rule(id: "r", requires: .approvals)])])
    let opened = DocumentOpened(
      title: slug, slug: slug, project: nil, template: "t", templateVersion: 1, policy: policy, signOffRoles: [],
      owner: "ada", reviewers: [], links: [:])
    let draft = DraftBuilding(
      markdown: text, previous: [], message: nil, source: DraftSource(kind: "import", path: path))
    let imported = DocumentImported(
      path: path, digest: Digests.sha256Hex(text), templateScore: 0.5,
      history: ImportedHistory(of: ParsedDocument(text)))
    let id = DocumentImported.documentID(path: path, project: nil)
    return (.document(id: id, .importDocument(opened, firstDraft: draft.content, imported: imported)), draft.texts)
  }

  private func rows(_ ledger: Ledger) async throws -> [String] {
    try await ledger.pool.read { db in
      try ["document", "revision"].flatMap { table in
        try Row.fetchAll(db, sql: "SELECT * FROM \(table) ORDER BY 1, 2").map { "\(table) \($0)" }
      } + SearchedRows.all(in: db)
    }
  }

  @Test func `a replay and a rebuild give what was imported, and its bytes are kept`() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    let texts = ["Approved", "Deprecated", "In Review", "Living"].map {
      "\u{FEFF}# T\r\n\r\n**Status**: \($0)\r\n**Approval Date**: 2026-03-05\r\n\r\nWords  \r\n\n\n## A\nx"
    }
    for (index, text) in texts.enumerated() {
      let (target, stored) = target(text, path: "\(index).md", slug: "s\(index)")
      try await store.perform(target, texts: stored)
      let (_, again) = try await store.perform(target, texts: stored)
      #expect(again?.events.isEmpty == true && again?.document != nil)
    }
    var statuses: [DocumentState.Status] = []
    for (index, text) in texts.enumerated() {
      let id = DocumentImported.documentID(path: "\(index).md", project: nil)
      let held = try #require(try await store.ledger.document(id))
      #expect(try await store.ledger.document(id, at: store.ledger.position) == held)
      #expect(Array(try await store.ledger.markdown(of: held.sections).utf8) == Array(text.utf8))
      statuses.append(held.status)
    }
    #expect(statuses == [.approved, .deprecated, .inReview, .draft])
    let live = try await rows(store.ledger)
    try await store.ledger.rebuild()
    #expect(try await rows(store.ledger) == live && live.count == 20)
  }
}
