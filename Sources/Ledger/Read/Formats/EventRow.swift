import GRDB
import GRDBSQLite

/// One row of the log as SQLite holds it. Its bytes are good until the statement takes its next step.
struct EventRow {
  /// In the order of `columns`.
  enum Column: Int32 {
    case seq, eventID, stream, streamVersion, type, schemaVersion, recordedAt, document, project, actor, actorKind
    case onBehalfOf, role, body, metadata, leafHash, salt
  }

  /// What is selected. `salt` is null in a log that has none.
  static func columns(hasSalt: Bool) -> String {
    """
    seq, event_id, stream, stream_version, type, schema_version, recorded_at, document, project, actor, actor_kind,
    on_behalf_of, role, body, metadata, leaf_hash, \(hasSalt ? "salt" : "NULL")
    """
  }

  let statement: SQLiteStatement

  var seq: Int64 { integer(.seq) }

  func integer(_ column: Column) -> Int64 { sqlite3_column_int64(statement, column.rawValue) }

  func string(_ column: Column) -> String? {
    bytes(column).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Nil for null; the bytes of a text are UTF-8.
  func bytes(_ column: Column) -> UnsafeRawBufferPointer? {
    guard sqlite3_column_type(statement, column.rawValue) != SQLITE_NULL else { return nil }
    let start = sqlite3_column_blob(statement, column.rawValue)
    return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column.rawValue)))
  }

  /// The payload's JSON; nil where it was erased.
  var body: UnsafeRawBufferPointer? {
    guard let body = bytes(.body), !body.isEmpty else { return nil }
    return body
  }
}

/// Reads rows of the log, and the display names of who acted.
struct EventRows {
  private let db: Database
  private let columns: String
  private var names: [String: String] = [:]

  init(_ db: Database) throws {
    self.db = db
    let hasSalt = try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM pragma_table_info('event') WHERE name = 'salt')"))
    columns = EventRow.columns(hasSalt: hasSalt ?? false)
  }

  /// The rows at positions, one after another, until `body` has enough of them.
  mutating func each(at positions: [Int64], _ body: (EventRow, String) throws -> Bool) throws {
    let statement = try db.cachedStatement(sql: "SELECT \(columns) FROM event WHERE seq = ?")
    for position in positions {
      let cursor = try Row.fetchCursor(statement, arguments: [position])
      guard try cursor.next() != nil else { continue }
      let row = EventRow(statement: statement.sqliteStatement)
      guard try body(row, try name(of: row)) else { return }
    }
  }

  /// All rows from one position to another, until `body` has enough of them.
  mutating func each(from: Int64, to: Int64, _ body: (EventRow, String) throws -> Bool) throws {
    let statement = try db.cachedStatement(sql: "SELECT \(columns) FROM event WHERE seq BETWEEN ? AND ? ORDER BY seq")
    let cursor = try Row.fetchCursor(statement, arguments: [from, to])
    while try cursor.next() != nil {
      let row = EventRow(statement: statement.sqliteStatement)
      guard try body(row, try name(of: row)) else { return }
    }
  }

  /// The actor's display name, else their id.
  private mutating func name(of row: EventRow) throws -> String {
    let actor = row.string(.actor) ?? ""
    if let known = names[actor] { return known }
    let name = try String.fetchOne(
      db.cachedStatement(sql: "SELECT name FROM profile WHERE user = ?"), arguments: [actor])
    names[actor] = name ?? actor
    return name ?? actor
  }
}
