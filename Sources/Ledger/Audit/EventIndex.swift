import Foundation
package import GRDB
import Workflow

/// The words and the sections of events, indexed behind the log: an append does not wait for it.
///
/// A row holds the position that it has come to; a crash leaves the index and that row as one commit left them.
package enum EventIndex {
  /// Events that it may lag behind before the writer is to stop for a batch of it, also when it is busy.
  package static let lagMax: Int64 = 2000
  /// Events of one batch: some milliseconds of the writer's time.
  package static let batchMax = 500

  /// What is to be indexed next.
  struct Next: Sendable {
    /// Behind this position, up to `end`.
    let start: Int64
    let end: Int64
    let entries: [Entry]
  }

  /// Takes in the next events, at most so many, in the caller's transaction. Returns how many; 0 at the end of the log.
  @discardableResult
  package static func indexNext(in db: Database, limit: Int = batchMax) throws -> Int {
    try restart(in: db)
    return try put(try next(in: db, limit: limit), in: db)
  }

  static func next(in db: Database, limit: Int) throws -> Next {
    let start = try position(in: db)
    let end = max(start, min(try LogPlaces(db).last(), start + Int64(limit)))
    return Next(start: start, end: end, entries: try entries(after: start, upTo: end, in: db))
  }

  /// Returns by how many events it has gone on: 0 where somebody else has put them in meanwhile.
  static func put(_ next: Next, in db: Database) throws -> Int {
    guard next.end > next.start, try position(in: db) == next.start else { return 0 }
    for entry in next.entries { try insert(entry, in: db) }
    try db.cachedStatement(sql: "UPDATE event_index SET position = ? WHERE id = 1").execute(arguments: [next.end])
    return Int(next.end - next.start)
  }

  /// Begins anew where the log is shorter than what was indexed: it was restored to an earlier point.
  @discardableResult
  static func restart(in db: Database) throws -> Int {
    guard try position(in: db) > LogPlaces(db).last() else { return 0 }
    try db.execute(sql: "INSERT INTO event_words (event_words) VALUES ('delete-all')")
    try db.execute(sql: "DELETE FROM event_section")
    try db.execute(sql: "UPDATE event_index SET position = 0 WHERE id = 1")
    return 0
  }

  /// Takes an event's words out, in the caller's transaction, while its body is still there.
  package static func forget(seq: Int64, in db: Database) throws {
    guard try seq <= position(in: db),
      let entry = try entries(after: seq - 1, upTo: seq, in: db).first, !entry.words.isEmpty
    else { return }
    try db.execute(
      sql: "INSERT INTO event_words (event_words, rowid, words) VALUES ('delete', ?, ?)", arguments: [seq, entry.words])
  }

  /// Puts in what is left of an event whose words were forgotten, in the caller's transaction.
  package static func remember(seq: Int64, in db: Database) throws {
    guard try seq <= position(in: db), let entry = try entries(after: seq - 1, upTo: seq, in: db).first else { return }
    try insert(entry, in: db)
  }

  /// The position up to which everything is indexed.
  package static func position(in db: Database) throws -> Int64 {
    try Int64.fetchOne(db.cachedStatement(sql: "SELECT position FROM event_index WHERE id = 1")) ?? 0
  }

  private static func insert(_ entry: Entry, in db: Database) throws {
    if !entry.words.isEmpty {
      try db.cachedStatement(sql: "INSERT INTO event_words (rowid, words) VALUES (?, ?)")
        .execute(arguments: [entry.seq, entry.words])
    }
    for section in entry.sections {
      try db.cachedStatement(sql: "INSERT OR IGNORE INTO event_section (section, seq) VALUES (?, ?)")
        .execute(arguments: [section, entry.seq])
    }
  }

  /// What is to be indexed of one event.
  struct Entry: Sendable {
    let seq: Int64
    let words: String
    let sections: Set<String>
  }

  /// Of the events between two positions, those that have anything. A body that was erased has nothing.
  ///
  /// With `text`, only those whose payload holds these bytes somewhere: the others need not be read.
  static func entries(
    after position: Int64, upTo end: Int64, holding text: String = "", in db: Database
  ) throws -> [Entry] {
    let types = EventReading.list(EventWords.types)
    let statement = try db.cachedStatement(
      sql: """
        SELECT seq, type, schema_version, body FROM event
        WHERE seq > ? AND seq <= ? AND +type IN (\(types)) AND (?3 = '' OR instr(body, CAST(?3 AS BLOB))) ORDER BY seq
        """)
    let rows = try Row.fetchCursor(statement, arguments: [position, end, text])
    var entries: [Entry] = []
    while let row = try rows.next() {
      let event = try EventReading.event(type: row[1], schemaVersion: row[2], body: row[3], at: row[0])
      let entry = Entry(seq: row[0], words: EventWords.words(of: event), sections: EventWords.sections(of: event))
      if !entry.words.isEmpty || !entry.sections.isEmpty { entries.append(entry) }
    }
    return entries
  }
}
