import Foundation
import GRDB
import Testing
import Workflow

@testable import Ledger

/// What was erased is found no more, and stands in no index.
@Suite struct ForgettingWords {
  private func positions(_ query: String, in ledger: Ledger) async throws -> [Int64] {
    let selection = EventSelection(try SearchParser.parse(query))
    return try await ledger.pool.read { db in try EventSearch(selection, in: db).positions(limit: .max) }
  }

  @Test("words that were erased are gone from the index and from its pages; the event's sections are still found")
  func erasing() async throws {
    let store = try ProvenLedger()
    try await store.fill(comments: 2)
    try await store.comment("secret", on: "doc_1", body: "Zanzibar quincunx is the customer")
    let seq = store.ledger.position
    try await store.comment("after", on: "doc_1", body: "Nobody but Zanzibar pays")
    let after = store.ledger.position
    try await store.ledger.catchUp(within: 600)
    #expect(try await positions("zanzibar", in: store.ledger) == [seq, after])
    try await store.perform(.erasure(.body(document: "doc_1", seq: seq, reason: "a customer's name")))
    #expect(try await positions("zanzibar", in: store.ledger) == [after])
    #expect(try await positions("quincunx", in: store.ledger).isEmpty)
    #expect(try await positions("erased", in: store.ledger).contains(seq))
    let files = ["", "-wal"].reduce(into: Data()) { all, end in
      all += (try? Data(contentsOf: URL(fileURLWithPath: store.path + end))) ?? Data()
    }
    #expect(files.range(of: Data("quincunx".utf8)) == nil)
  }
}
