import Documents
import Foundation
import GRDB
import Ledger
import Testing
import Workflow

/// A thousand edits of one line each, of a document of 100 KB: how much the database grows, and how soon an old revision
/// is read.
@Suite struct GrowingSlowly {
  struct Shape: Sendable, CustomTestStringConvertible {
    let sections: Int
    let anywhere: Bool
    var testDescription: String { "\(sections) sections, \(anywhere ? "edits anywhere" : "edits at one place")" }
  }

  private static let edits = 1000
  private static let bytesMax = 10_000_000
  /// Of the fastest of some readings, in what a save takes on this machine. Whoever reads all 500 revisions takes far longer.
  private static let readingMax = 30.0
  private static let read = 500

  static let shapes = [
    Shape(sections: 50, anywhere: true), Shape(sections: 50, anywhere: false), Shape(sections: 1, anywhere: true),
    Shape(sections: 1, anywhere: false),
  ]

  @Test("a thousand edits take less than 10 MB, and revision 500 is read at once", arguments: shapes)
  func growth(shape: Shape) async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    var document = LongDocument(sections: shape.sections, seed: 7)
    try await document.open(in: store)
    let before = try await size(store.ledger)
    var then = ""
    let start = ContinuousClock.now
    for _ in 0..<Self.edits {
      document.edit(anywhere: shape.anywhere)
      try await document.save(in: store)
      if document.revision == Self.read { then = document.markdown }
    }
    let saving = ContinuousClock.now - start
    let growth = try await size(store.ledger) - before
    #expect(growth < Self.bytesMax)
    let reading = try await times { try await words(of: Self.read, in: store.ledger) }
    #expect(reading[0] < Self.readingMax * (saving / .milliseconds(Self.edits)))
    #expect(try await words(of: Self.read, in: store.ledger) == Data(then.utf8))
    #expect(try await words(of: document.revision, in: store.ledger) == Data(document.markdown.utf8))
    print(
      "\(shape.testDescription): \(growth / 1000) KB for \(Self.edits) edits in \(saving), revision \(Self.read) in "
        + "\(reading[reading.count / 2]) ms")
  }

  private func words(of revision: Int, in ledger: Ledger) async throws -> Data {
    let sections = try #require(try await ledger.sections(of: "doc", revision: revision))
    return try await ledger.words(of: sections)
  }

  /// Bytes of the database when all of the write-ahead log is in it.
  private func size(_ ledger: Ledger) async throws -> Int {
    try await ledger.pool.writeWithoutTransaction { db in
      try db.checkpoint(.truncate)
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      return pages * (try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
    }
  }

  /// In milliseconds, ascending.
  private func times(_ body: () async throws -> Data) async throws -> [Double] {
    var taken: [Duration] = []
    for _ in 0..<21 {
      let start = ContinuousClock.now
      _ = try await body()
      taken.append(ContinuousClock.now - start)
    }
    return taken.sorted().map { Double($0.components.seconds) * 1000 + Double($0.components.attoseconds) / 1e15 }
  }
}
