import GRDB

/// The end of the log that the index has not come to yet: its events are looked at themselves, a slice at a time.
///
/// The words are looked for with the same tokenizer, in an index in memory that is dropped after each slice.
final class UnindexedTail {
  enum Condition: Hashable {
    case section(String)
    /// All of these texts.
    case words([String])
  }

  /// Events of a slice: a few megabytes.
  private static let sliceMax: Int64 = 2000

  private let db: Database
  /// The last position that is indexed.
  let indexed: Int64
  private let last: Int64
  private var slice: Slice?
  private lazy var scratch = try? DatabaseQueue()

  private struct Slice {
    let from: Int64
    let to: Int64
    var found: [Condition: [Int64]] = [:]
  }

  init(_ db: Database, last: Int64) throws {
    self.db = db
    self.last = last
    indexed = min(try EventIndex.position(in: db), last)
  }

  /// The first position from `start` on, behind the index, of which the condition holds.
  func next(from start: Int64, where condition: Condition) throws -> Int64? {
    var start = max(start, indexed + 1)
    while start <= last {
      let slice = try slice(at: start)
      if let position = try positions(in: slice, where: condition).first(where: { $0 >= start }) { return position }
      start = slice.to + 1
    }
    return nil
  }

  private func slice(at position: Int64) throws -> Slice {
    if let slice, slice.from <= position, position <= slice.to { return slice }
    let from = position - (position - indexed - 1) % Self.sliceMax
    let to = min(from + Self.sliceMax - 1, last)
    let next = Slice(from: from, to: to)
    slice = next
    return next
  }

  private func positions(in slice: Slice, where condition: Condition) throws -> [Int64] {
    if let known = slice.found[condition] { return known }
    let found: [Int64]
    switch condition {
    case .section(let section):
      let held = section.isPlainInJSON ? section : ""
      found = try entries(of: slice, holding: held).filter { $0.sections.contains(section) }.map(\.seq)
    case .words(let texts): found = try match(EventWords.match(texts), entries(of: slice))
    }
    self.slice?.found[condition] = found
    return found
  }

  private func entries(of slice: Slice, holding text: String = "") throws -> [EventIndex.Entry] {
    try EventIndex.entries(after: slice.from - 1, upTo: slice.to, holding: text, in: db)
  }

  private func match(_ query: String, _ entries: [EventIndex.Entry]) throws -> [Int64] {
    let scratch = try scratch ?? DatabaseQueue()
    return try scratch.write { db in
      try db.execute(
        sql: "CREATE VIRTUAL TABLE slice USING fts5(words, content = '', tokenize = 'unicode61 remove_diacritics 2')")
      defer { try? db.execute(sql: "DROP TABLE slice") }
      for entry in entries where !entry.words.isEmpty {
        try db.execute(sql: "INSERT INTO slice (rowid, words) VALUES (?, ?)", arguments: [entry.seq, entry.words])
      }
      return try Int64.fetchAll(
        db, sql: "SELECT rowid FROM slice WHERE slice MATCH ? ORDER BY rowid", arguments: [query])
    }
  }
}

extension String {
  /// Whether it stands in JSON as it is here.
  fileprivate var isPlainInJSON: Bool {
    utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "-_.".utf8.contains(byte)
    }
  }
}

/// Postings of the index, and behind it those of the tail.
final class IndexedRun: Postings {
  private let run: Run
  private let tail: UnindexedTail
  private let condition: UnindexedTail.Condition

  init(_ run: Run, tail: UnindexedTail, condition: UnindexedTail.Condition) {
    self.run = run
    self.tail = tail
    self.condition = condition
  }

  func next(from start: Int64) throws -> Int64? {
    if start <= tail.indexed, let position = try run.next(from: start), position <= tail.indexed { return position }
    return try tail.next(from: start, where: condition)
  }

  /// The tail is not counted: it is short, or being made shorter.
  func count(from start: Int64, to end: Int64, upTo most: Int) throws -> Int {
    try run.count(from: start, to: end, upTo: most)
  }
}
