import Foundation
import GRDB
import Testing
import Workflow

@testable import Ledger

/// What a query finds, held against a look at every event; and how it finds it.
@Suite struct FindingEvents {
  private static let count = 1200

  /// Each filter alone, turned round, and combinations that make sense.
  static let queries = [
    "", "actor:bot", "actor:p3", "actor:nobody", "-actor:bot", "-actor:p3", "-actor:bot -actor:p1 -actor:p2",
    "type:gate.overridden", "type:verdict.*", "-type:comment.*", "-type:verdict.* -type:comment.added",
    "type:verdict.* -type:verdict.staled", "type:comment.* type:draft.*", "kind:agent", "kind:service", "-kind:agent",
    "-kind:agent -kind:person", "document:doc_1", "document:slug-of-doc_7", "-document:doc_1", "project:big",
    "project:small-2",
    "-project:big", "-project:small-2", "role:lead", "role:\"security lead\"", "-role:lead", "section:section-3",
    "section:section-11", "-section:section-11", "section:section-1 section:section-2", "is:delegated", "-is:delegated",
    "is:override", "-is:override", "is:delegated -is:delegated", "seq:100", "seq:>=1190", "seq:10..20", "-seq:1..1190",
    "-seq:5..10 -seq:20..*", "created:>=2026-01-03", "created:2026-01-02", "-created:2026-01-02..*",
    "created:<2025-01-01",
    "alpha", "-alpha", "\"alpha beta\"", "alpha -beta", "größe", "don't", "NOT", "zebra", "-zebra",
    "actor:bot type:verdict.*", "actor:p3 -type:comment.*", "actor:p3 project:small-2", "project:big -actor:bot",
    "project:big type:gate.overridden created:>=2026-01-01", "kind:agent type:verdict.given",
    "kind:person type:verdict.*",
    "document:doc_1 actor:p4 type:draft.saved", "role:lead actor:bot", "section:section-3 project:big -actor:bot",
    "is:delegated role:lead", "alpha actor:p3", "alpha type:gate.overridden", "alpha section:section-2 -project:big",
    "-actor:bot -project:small-2 -type:draft.saved -role:lead -document:doc_3 -alpha", "actor:bot actor:p3",
    "type:comment.added kind:service project:small-0", "actor:bot seq:>590", "-kind:agent seq:1..700",
  ]

  @Test(
    "every query finds what a look at every event finds, however far the index has come", arguments: [0, 700, 1200],
    [10, EventSearch.rareMax])
  func agrees(indexed: Int, rareMax: Int) throws {
    let seed = UInt64.random(in: 0...999)
    let log = try ScratchLog(count: Self.count, seed: seed)
    try log.queue.write { db in
      var left = indexed
      while left > 0 { left -= try EventIndex.indexNext(in: db, limit: min(left, 300)) }
      #expect(try EventIndex.position(in: db) == Int64(indexed))
    }
    for query in Self.queries {
      let terms = try SearchParser.parse(query)
      let expected = log.events.filter { event in terms.terms.allSatisfy { event.meets($0) } }.map(\.seq)
      let (all, paged) = try log.queue.read { db in
        (
          try EventSearch(EventSelection(terms), in: db, rareMax: rareMax).positions(limit: .max),
          try pages(terms, rareMax: rareMax, in: db)
        )
      }
      #expect(Self.difference(all, expected) == nil, "\(query), seed \(seed)")
      #expect(Self.difference(paged, Array(expected.prefix(120))) == nil, "\(query) by pages, seed \(seed)")
    }
  }

  /// Where they part, said in a line: a diff of thousands of numbers takes minutes.
  private static func difference(_ found: [Int64], _ expected: [Int64]) -> String? {
    guard found != expected else { return nil }
    let index = zip(found, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(found.count, expected.count)
    let (one, other) = (found.dropFirst(index).first, expected.dropFirst(index).first)
    return "\(found.count) of \(expected.count), parted at \(index): \(one ?? -1) for \(other ?? -1)"
  }

  private func pages(_ query: SearchQuery, rareMax: Int, in db: Database) throws -> [Int64] {
    var found: [Int64] = []
    while found.count < 120 {
      var selection = EventSelection(query)
      selection.start(after: found.last ?? 0)
      let page = try EventSearch(selection, in: db, rareMax: rareMax).positions(limit: 40)
      found += page
      if page.count < 40 { break }
    }
    return Array(found.prefix(120))
  }

  @Test("the last that every query finds are the end of all, in whatever pieces they are looked for")
  func last() throws {
    let seed = UInt64.random(in: 0...999)
    let log = try ScratchLog(count: Self.count, seed: seed)
    for query in Self.queries {
      let terms = try SearchParser.parse(query)
      let expected = log.events.filter { event in terms.terms.allSatisfy { event.meets($0) } }.map(\.seq)
      for (end, width, most) in [(Int64.max, Int64(256), 1024), (700, 8, 16), (2, 1, 1)] {
        let found = try log.queue.read { db in
          try LastPositions(
            selection: EventSelection(terms), db: db, firstWidth: width, piecePositionsMax: most
          ).positions(before: end, limit: 40)
        }
        let wanted = Array(expected.filter { $0 < end }.suffix(40).reversed())
        #expect(Self.difference(found, wanted) == nil, "\(query) before \(end), seed \(seed)")
      }
    }
  }

  @Test("no query scans the log, also where SQLite would think that it pays", arguments: [false, true])
  func plans(isAnalysed: Bool) throws {
    let log = try ScratchLog(count: 600, seed: 1)
    try log.queue.write { db in
      while try EventIndex.indexNext(in: db) > 0 {}
      if isAnalysed { try db.execute(sql: "ANALYZE") }
    }
    for query in Self.queries {
      let terms = try SearchParser.parse(query)
      for plan in try plans(of: terms, in: log.queue) {
        #expect(!plan.contains("SCAN event") && !plan.contains("TEMP B-TREE"), "\(query)\n\(plan)")
      }
    }
  }

  /// The plans of the statements that a query came to, each with its text.
  private func plans(of query: SearchQuery, in queue: DatabaseQueue) throws -> [String] {
    try queue.read { db in
      var statements: Set<String> = []
      db.trace { event in
        if case .statement(let statement) = event { statements.insert(statement.sql) }
      }
      for rareMax in [10, EventSearch.rareMax] {
        _ = try EventSearch(EventSelection(query), in: db, rareMax: rareMax).positions(limit: 100)
      }
      db.trace(options: [])
      #expect(query.terms.isEmpty || !statements.isEmpty)
      return try statements.filter { $0.contains("event") && !$0.contains("event_words") }.map { sql in
        let values = Array(repeating: 1, count: sql.contains("?1") ? 1 : sql.count { $0 == "?" })
        let rows = try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: StatementArguments(values))
        return rows.map { $0["detail"] as String }.joined(separator: "\n") + "\n" + sql
      }
    }
  }

  @Test("a document that is not there is refused by its name")
  func unknownDocument() throws {
    let log = try ScratchLog(count: 10, seed: 1)
    for query in ["document:nowhere", "-document:nowhere"] {
      let refusal = try #require(throws: Refusal.self) {
        try log.queue.read { db in
          _ = try EventSearch(EventSelection(try SearchParser.parse(query)), in: db)
        }
      }
      #expect(refusal.code == "document_not_found" && refusal.detail.contains("nowhere"))
    }
  }

  @Test("words that are forgotten are found no more, and only those")
  func forgetting() throws {
    let log = try ScratchLog(count: 500, seed: 3)
    let gone = try #require(log.events.first { $0.words.contains("gamma") })
    let found = try log.queue.write { db in
      while try EventIndex.indexNext(in: db) > 0 {}
      let before = try positions("gamma", in: db)
      try EventIndex.forget(seq: gone.seq, in: db)
      return (before: before, after: try positions("gamma", in: db))
    }
    #expect(found.before.contains(gone.seq) && found.after == found.before.filter { $0 != gone.seq })
  }

  @Test("an index that is ahead of a log that was restored begins anew")
  func restoring() throws {
    let log = try ScratchLog(count: 300, seed: 4)
    let found = try log.queue.write { db in
      while try EventIndex.indexNext(in: db) > 0 {}
      try db.execute(sql: "DROP TRIGGER event_is_never_deleted")
      try db.execute(sql: "DELETE FROM event WHERE seq > 200")
      while try EventIndex.indexNext(in: db) > 0 {}
      #expect(try EventIndex.position(in: db) == 200)
      return try positions("alpha", in: db)
    }
    #expect(found == log.events.filter { $0.seq <= 200 && $0.words.contains("alpha") }.map(\.seq))
  }

  private func positions(_ query: String, in db: Database) throws -> [Int64] {
    try EventSearch(EventSelection(try SearchParser.parse(query)), in: db).positions(limit: .max)
  }
}

extension ScratchLog.Made {
  func meets(_ term: SearchQuery.Term) -> Bool { meets(term.condition) != term.isNegated }

  private func meets(_ condition: SearchCondition) -> Bool {
    switch condition {
    case .actor(let id): actor == id
    case .type(let pattern):
      pattern.hasSuffix(".*") ? type.rawValue.hasPrefix(pattern.dropLast()) : type.rawValue == pattern
    case .document(let name): document.map { $0 == name || "slug-of-\($0)" == name } ?? false
    case .project(let slug): project == slug
    case .role(let name): role == name
    case .section(let section): sections.contains(section)
    case .kind(let kind): self.kind == kind
    case .positions(let range): range.contains(seq)
    case .times(let range): range.contains(at)
    case .property(.delegated): onBehalfOf != nil
    case .property(.override): type == .gateOverridden
    case .text(let text): Self.tokens(words).contains(phrase: Self.tokens(text))
    }
  }

  private static func tokens(_ text: String) -> [String] {
    text.lowercased()
      .folding(options: .diacriticInsensitive, locale: nil)
      .split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }
}

extension [String] {
  fileprivate func contains(phrase: [String]) -> Bool {
    guard !phrase.isEmpty, count >= phrase.count else { return false }
    return (0...count - phrase.count).contains { Array(self[$0..<$0 + phrase.count]) == phrase }
  }
}
