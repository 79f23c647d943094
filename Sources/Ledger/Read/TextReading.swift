import Foundation
import GRDB
import Workflow

/// Reads words by their digest.
enum TextReading {
  static func body(_ digest: String, in db: Database) throws -> Data {
    guard let body = try bodies([digest], in: db)[digest] else { throw missing(digest) }
    return body
  }

  /// A revision's bytes: its sections', one after another.
  static func join(_ sections: [SectionRef], in db: Database) throws -> Data {
    let bodies = try bodies(sections.map(\.text), in: db)
    return try sections.reduce(into: Data()) { whole, section in
      guard let body = bodies[section.text] else { throw missing(section.text) }
      whole += body
    }
  }

  /// Many words in one statement, by digest; in the place of words that were erased, who did that and why. Throws where
  /// some are missing, or are not what their digest says.
  static func bodies(_ digests: [String], in db: Database) throws -> [String: Data] {
    var bodies = try kept(digests, in: db)
    for digest in digests where bodies[digest] == nil {
      guard let marker = try ErasedWords.marker(digest, in: db) else { throw missing(digest) }
      bodies[digest] = marker
    }
    return bodies
  }

  /// The same, without those that are not kept.
  static func kept(_ digests: [String], in db: Database) throws -> [String: Data] {
    guard !digests.isEmpty else { return [:] }
    let wanted = Set(digests)
    let rows = try rows(wanted, in: db)
    var chains = TextChains(rows)
    return try wanted.filter { rows[$0] != nil }.reduce(into: [:]) { bodies, digest in
      bodies[digest] = try chains.body(of: digest)
    }
  }

  static func missing(_ digest: String) -> LogFailure {
    LogFailure(seq: 0, reason: "the words with digest \(digest) are missing")
  }

  /// The rows of these words and of all that they rest on.
  private static func rows(_ digests: Set<String>, in db: Database) throws -> [String: TextChains.Row] {
    let statement = try db.cachedStatement(
      sql: """
        WITH RECURSIVE chain(row, base) AS (
          SELECT text.rowid, text.base FROM json_each(?) AS wanted CROSS JOIN text ON text.digest = wanted.value
          UNION
          SELECT text.rowid, text.base FROM chain CROSS JOIN text ON text.digest = chain.base
        )
        SELECT text.digest, text.base, text.deflated, text.body FROM chain CROSS JOIN text ON text.rowid = chain.row
        """)
    // Digests are hexadecimal: nothing in them needs escaping.
    let list = "[" + digests.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    var rows: [String: TextChains.Row] = [:]
    let cursor = try Row.fetchCursor(statement, arguments: [list])
    while let row = try cursor.next() {
      rows[row[0]] = TextChains.Row(base: row[1], isDeflated: row[2], body: row[3])
    }
    return rows
  }
}

/// Makes words whole from their patches.
private struct TextChains {
  struct Row {
    let base: String?
    let isDeflated: Bool
    let body: Data
  }

  private let rows: [String: Row]
  /// What was made whole already: others may rest on it too.
  private var known: [String: Data] = [:]

  init(_ rows: [String: Row]) { self.rows = rows }

  /// The digest is checked where patches were put on: a whole body is what was hashed.
  mutating func body(of digest: String) throws -> Data {
    var way: [(digest: String, patch: Data)] = []
    var at = digest
    while known[at] == nil {
      guard let row = rows[at] else { throw TextReading.missing(at) }
      guard let base = row.base else {
        known[at] = try whole(row, at)
        break
      }
      guard way.count < TextStore.stepsMax else { throw unreadable(digest) }
      way.append((at, row.body))
      at = base
    }
    guard var body = known[at] else { throw TextReading.missing(at) }
    for step in way.reversed() {
      guard let patched = TextPatch.apply(step.patch, to: body) else { throw unreadable(digest) }
      body = patched
    }
    if !way.isEmpty, body.sha256Hexadecimal != digest { throw unreadable(digest) }
    known[digest] = body
    return body
  }

  private func whole(_ row: Row, _ digest: String) throws -> Data {
    guard row.isDeflated else { return row.body }
    guard let body = Deflate.expanded(row.body) else { throw unreadable(digest) }
    return body
  }

  private func unreadable(_ digest: String) -> LogFailure {
    LogFailure(seq: 0, reason: "the words with digest \(digest) are not what was stored")
  }
}
