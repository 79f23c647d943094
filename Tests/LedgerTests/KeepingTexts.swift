import Documents
import Foundation
import GRDB
import Ledger
import TestSupport
import Testing
import Workflow

/// Words are kept under the digest of their bytes, whole or as a patch to other words.
@Suite struct KeepingTexts {
  private static func text(_ words: String, after old: String? = nil) -> StoredText {
    let body = Data(words.utf8)
    guard let old else { return StoredText(digest: Digests.sha256Hex(words), body: body) }
    return StoredText(
      digest: Digests.sha256Hex(words), body: body, base: (digest: Digests.sha256Hex(old), body: Data(old.utf8)))
  }

  private struct Row: Equatable {
    let bytes: Int
    let base: String?
    let steps: Int
    let isDeflated: Bool
  }

  private func row(_ words: String, in ledger: Ledger) async throws -> Row? {
    try await ledger.pool.read { db in
      try GRDB.Row.fetchOne(
        db, sql: "SELECT length(body), base, steps, deflated FROM text WHERE digest = ?",
        arguments: [Digests.sha256Hex(words)]
      ).map { Row(bytes: $0[0], base: $0[1], steps: $0[2], isDeflated: $0[3]) }
    }
  }

  private func keep(_ texts: [StoredText], in store: TemporaryLedger) async throws {
    try await store.perform(
      .registry(.registerUser(UserRegistered(user: "u\(store.ledger.position)", kind: .person), grants: [])),
      as: "daemon", texts: texts)
  }

  private func check(_ all: [String], in ledger: Ledger) async throws {
    for words in all { #expect(try await ledger.text(Digests.sha256Hex(words)) == Data(words.utf8)) }
  }

  private static let long = (0..<200).map { "Line \($0) of these words.\n" }.joined()

  @Test("words that came after others are kept as what is between, in at most sixteen steps, and read as they were")
  func chain() async throws {
    let store = try TemporaryLedger()
    var all = [Self.long]
    try await keep([Self.text(Self.long)], in: store)
    for number in 0..<40 {
      let next = all[number].replacingOccurrences(of: "Line \(number * 4) ", with: "Zeile \(number) – ")
      try await keep([Self.text(next, after: all[number])], in: store)
      all.append(next)
    }
    var wholes = 0
    for words in all {
      let row = try #require(try await row(words, in: store.ledger))
      #expect(row.steps <= TextStore.stepsMax && (row.base == nil) == (row.steps == 0))
      #expect(row.base == nil || row.bytes < 50)
      wholes += row.base == nil ? 1 : 0
    }
    #expect(wholes == 3)
    try await check(all, in: store.ledger)
  }

  @Test(
    "random edits of random bytes are read as they were, also many at once", arguments: 1...5 as ClosedRange<UInt64>)
  func randomEdits(seed: UInt64) async throws {
    let store = try TemporaryLedger()
    var random = Seeded(seed)
    let letters = ["a", "b", "\n", "é", "—", "👩‍👩‍👧", "\r\n", "e\u{301}", "aaaaaaaa", ""]
    func words(_ most: Int) -> String {
      (0..<Int.random(in: 0...most, using: &random)).map { _ in letters.randomElement(using: &random) ?? "" }.joined()
    }
    var all = [words(2000)]
    try await keep([Self.text(all[0])], in: store)
    for _ in 0..<60 {
      let old = all.randomElement(using: &random) ?? ""
      var next = Array(old.unicodeScalars)
      let (one, other) = (
        Int.random(in: 0...next.count, using: &random), Int.random(in: 0...next.count, using: &random)
      )
      let isSmall = Bool.random(using: &random)
      let range = isSmall ? one..<min(next.count, one + 3) : min(one, other)..<max(one, other)
      next.replaceSubrange(range, with: Array(words(isSmall ? 3 : 400).unicodeScalars))
      let text = String(String.UnicodeScalarView(next))
      try await keep([Self.text(text, after: old)], in: store)
      all.append(text)
    }
    try await check(all, in: store.ledger)
    let refs = all.map { SectionRef(id: "", title: "", level: 1, digest: "", text: Digests.sha256Hex($0)) }
    #expect(try await store.ledger.words(of: refs) == Data(all.joined().utf8), "seed \(seed)")
    let read = try await store.ledger.texts(of: refs)
    #expect(zip(read, all).allSatisfy { $0.utf8.elementsEqual($1.utf8) } && read.count == all.count, "seed \(seed)")
  }

  @Test(
    "words are kept once, whole where a change is large or what they came from is gone, and small when they are long")
  func forms() async throws {
    let store = try TemporaryLedger()
    let other = String(repeating: "Quite different words. ", count: 100)
    let short = "Short words."
    try await keep([Self.text(short), Self.text(Self.long), Self.text(other, after: Self.long)], in: store)
    #expect(try await row(short, in: store.ledger) == Row(bytes: 12, base: nil, steps: 0, isDeflated: false))
    let long = try #require(try await row(Self.long, in: store.ledger))
    #expect(long.isDeflated && long.bytes < Self.long.utf8.count / 3 && long.base == nil)
    #expect(try await row(other, in: store.ledger)?.base == nil)
    // Again, and now as a change: the first form stays.
    try await keep([Self.text(other + "!"), Self.text(other + "!", after: other)], in: store)
    #expect(try await row(other + "!", in: store.ledger)?.base == nil)
    try await keep([Self.text(short + "?", after: short + " Never kept.")], in: store)
    #expect(try await row(short + "?", in: store.ledger)?.base == nil)
    try await check([short, Self.long, other, other + "!", short + "?"], in: store.ledger)
  }

  @Test("words that others rest on can be erased: the others stay, and the erased are in no row and no search")
  func erase() async throws {
    let store = try TemporaryLedger()
    let chain = (0..<6).map { Self.long + "Secret \($0).\n" }
    for (index, words) in chain.enumerated() {
      try await keep([Self.text(words, after: index == 0 ? nil : chain[index - 1])], in: store)
    }
    try await keep([Self.text(chain[2] + "Beside.\n", after: chain[2])], in: store)
    for index in [2, 0, 5] {
      try await store.ledger.pool.write { try TextStore.erase(digest: Digests.sha256Hex(chain[index]), in: $0) }
    }
    try await check([chain[1], chain[3], chain[4], chain[2] + "Beside.\n"], in: store.ledger)
    for index in [2, 0, 5] {
      await #expect(throws: LogFailure.self) { try await store.ledger.text(Digests.sha256Hex(chain[index])) }
    }
    try await store.ledger.pool.write { try TextStore.erase(digest: "none", in: $0) }
    // Kept again, they can be read again.
    try await keep([Self.text(chain[2], after: chain[1])], in: store)
    try await check(Array(chain[1...4]), in: store.ledger)
  }

  @Test("words that are searched are not found any more when they are erased")
  func eraseFromSearch() async throws {
    let store = try TemporaryLedger()
    try await store.register("ada")
    try await store.open("doc")
    let section = try #require(try await store.ledger.document("doc")?.sections.last)
    try await store.ledger.pool.write { try TextStore.erase(digest: section.text, in: $0) }
    let rows = try await store.ledger.pool.read { try SearchedRows.all(in: $0) }
    #expect(
      !rows.contains { $0.contains(section.text) || $0.contains("More") } && rows.contains { $0.contains("Words") })
  }

  @Test("a row that was tampered with is not read as the words that it names")
  func tampered() async throws {
    let store = try TemporaryLedger()
    let next = Self.long + "More.\n"
    try await keep([Self.text(Self.long), Self.text(next, after: Self.long)], in: store)
    for change in [
      "body = x'00'", "body = CAST(body || 'x' AS BLOB)", "base = digest",
      "base = '\(String(repeating: "0", count: 64))'",
    ] {
      try await store.ledger.pool.write { db in
        try db.execute(
          sql: "DROP TRIGGER IF EXISTS text_is_never_changed; CREATE TEMP TABLE kept AS SELECT * FROM text")
        try db.execute(sql: "UPDATE text SET \(change) WHERE digest = ?", arguments: [Digests.sha256Hex(next)])
      }
      await #expect(throws: LogFailure.self, "\(change)") { try await store.ledger.text(Digests.sha256Hex(next)) }
      try await store.ledger.pool.write { db in
        try db.execute(sql: "DELETE FROM text; INSERT INTO text SELECT * FROM kept; DROP TABLE kept")
      }
    }
    try await check([Self.long, next], in: store.ledger)
  }
}
