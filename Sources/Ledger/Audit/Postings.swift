import GRDB

/// Log positions in ascending order, read from an index as far as they are needed.
protocol Postings: AnyObject {
  /// The first position from `start` on; nil where there is none. `start` never goes back.
  func next(from start: Int64) throws -> Int64?
  /// How many there are from `start` to `end`, counted up to `most`.
  func count(from start: Int64, to end: Int64, upTo most: Int) throws -> Int
}

/// The positions of one entry of one index: one seek, then entries in a row.
final class Run: Postings {
  /// Positions read at once: few at first, for many runs are asked for one only.
  private static let readFirst = 8
  private static let readMost = 1024

  private let db: Database
  private let select: String
  private let key: [(any DatabaseValueConvertible)?]
  private var buffer: [Int64] = []
  private var place = 0
  private var readNext = Run.readFirst
  private var isExhausted = false

  /// `select` ends with its condition; the position is `column` of it.
  init(_ db: Database, _ source: RunSource, key: [(any DatabaseValueConvertible)?]) {
    self.db = db
    self.select = source.sql
    self.key = key
  }

  func next(from start: Int64) throws -> Int64? {
    while place < buffer.count, buffer[place] < start { place += 1 }
    if place < buffer.count { return buffer[place] }
    guard !isExhausted else { return nil }
    // Whoever reads on and on is given more at once; whoever leaps further than the last read reached is not.
    let leapt = buffer.last.map { start - $0 > $0 - (buffer.first ?? 0) + 1 } ?? true
    readNext = leapt ? Self.readFirst : min(readNext * 4, Self.readMost)
    let statement = try db.cachedStatement(sql: select)
    statement.setUncheckedArguments(StatementArguments(key) + [start, readNext])
    buffer = try Int64.fetchAll(statement)
    place = 0
    isExhausted = buffer.count < readNext
    return buffer.first
  }

  func count(from start: Int64, to end: Int64, upTo most: Int) throws -> Int {
    let statement = try db.cachedStatement(sql: "SELECT COUNT(*) FROM (\(select)) WHERE seq <= ?")
    return try Int.fetchOne(statement, arguments: StatementArguments(key) + [start, most, end]) ?? 0
  }
}

/// Where runs come from: each a statement whose index is named, so that no guess of SQLite's comes between.
enum RunSource {
  case type, actor, project, noProject, role, delegated, section, words

  var sql: String {
    switch self {
    case .type: Self.event("event_by_type", "type = ? AND actor_kind = ?")
    case .actor: Self.event("event_by_actor", "actor = ? AND type = ?")
    case .project: Self.event("event_by_project", "project = ? AND type = ?")
    case .noProject: Self.event("event_by_project", "project IS NULL AND type = ?")
    case .role: Self.event("event_by_role", "role = ? AND type = ?")
    case .delegated: Self.event("event_delegated", "on_behalf_of IS NOT NULL")
    case .section: "SELECT seq FROM event_section WHERE section = ? AND seq >= ? ORDER BY seq LIMIT ?"
    case .words:
      "SELECT rowid AS seq FROM event_words WHERE event_words MATCH ? AND rowid >= ? ORDER BY rowid LIMIT ?"
    }
  }

  private static func event(_ index: String, _ condition: String) -> String {
    "SELECT seq FROM event INDEXED BY \(index) WHERE \(condition) AND seq >= ? ORDER BY seq LIMIT ?"
  }
}

/// The events of a document, which are its stream: in the order of their versions and so in that of the log.
final class StreamRun: Postings {
  private static let readMost = 1024

  private let db: Database
  private let stream: String
  private var version: Int64 = 0
  private var buffer: [Int64] = []
  private var place = 0
  private var isExhausted = false

  init(_ db: Database, stream: String) {
    self.db = db
    self.stream = stream
  }

  func next(from start: Int64) throws -> Int64? {
    while true {
      while place < buffer.count, buffer[place] < start { place += 1 }
      if place < buffer.count { return buffer[place] }
      guard !isExhausted else { return nil }
      let rows = try Row.fetchAll(
        db.cachedStatement(
          sql: """
            SELECT seq, stream_version FROM event WHERE stream = ? AND stream_version > ? AND seq >= ?
            ORDER BY stream_version LIMIT ?
            """), arguments: [stream, version, start, Self.readMost])
      buffer = rows.map { $0[0] }
      place = 0
      if let last = rows.last { version = last[1] }
      isExhausted = buffer.count < Self.readMost
    }
  }

  func count(from start: Int64, to end: Int64, upTo most: Int) throws -> Int {
    let statement = try db.cachedStatement(
      sql: "SELECT COUNT(*) FROM (SELECT 1 FROM event WHERE stream = ? AND seq BETWEEN ? AND ? LIMIT ?)")
    return try Int.fetchOne(statement, arguments: [stream, start, end, most]) ?? 0
  }
}

/// Several postings as one: their heads in a heap.
final class Union: Postings {
  private let parts: [any Postings]
  /// Smallest position first.
  private var heads: [(position: Int64, part: Int)] = []
  private var isStarted = false

  init(_ parts: [any Postings]) {
    self.parts = parts
  }

  func next(from start: Int64) throws -> Int64? {
    if !isStarted {
      isStarted = true
      for (index, part) in parts.enumerated() {
        if let position = try part.next(from: start) { push((position, index)) }
      }
    }
    while let head = heads.first, head.position < start {
      if let position = try parts[head.part].next(from: start) {
        heads[0].position = position
      } else {
        let last = heads.removeLast()
        if heads.isEmpty { return nil }
        heads[0] = last
      }
      sink()
    }
    return heads.first?.position
  }

  func count(from start: Int64, to end: Int64, upTo most: Int) throws -> Int {
    var count = 0
    for part in parts where count < most { count += try part.count(from: start, to: end, upTo: most - count) }
    return count
  }

  private func push(_ head: (position: Int64, part: Int)) {
    heads.append(head)
    var child = heads.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heads[child].position < heads[parent].position else { return }
      heads.swapAt(child, parent)
      child = parent
    }
  }

  private func sink() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heads.count && heads[child].position < heads[least].position { least = child }
      if least == parent { return }
      heads.swapAt(least, parent)
      parent = least
    }
  }
}
