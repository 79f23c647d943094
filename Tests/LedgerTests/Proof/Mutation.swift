import Foundation
import GRDB

/// One random change of a database file behind the daemon's back.
struct Mutation: CustomStringConvertible {
  enum Kind: CaseIterable {
    case changed, deleted, inserted, swapped
  }

  let table: String
  let kind: Kind
  let column: String
  /// The log positions that it touches, where it touches the log.
  let seqs: [Int64]

  var description: String { "\(kind) \(table).\(column) \(seqs)" }

  /// The columns by which a row is told from others.
  static let tables: [(name: String, keys: [String])] = [
    ("event", ["seq"]), ("event", ["seq"]), ("event", ["seq"]), ("event", ["seq"]), ("text", ["digest"]),
    ("merkle_tile", ["level", "idx"]), ("checkpoint", ["size"]), ("document", ["id"]),
    ("revision", ["document", "number"]),
    ("document_reviewer", ["document", "user"]), ("user", ["id"]), ("user_role", ["user", "role", "project"]),
    ("token", ["id"]), ("endpoint", ["id"]), ("project", ["slug"]), ("template", ["name", "version"]),
    ("searched_section", ["document", "section"]), ("section_words", ["rowid"]),
  ]

  /// Nil where what was drawn cannot be done or changes nothing.
  static func apply(_ random: inout some RandomNumberGenerator, to db: Database) throws -> Mutation? {
    guard let (table, keys) = tables.randomElement(using: &random),
      let kind = Kind.allCases.randomElement(using: &random)
    else { return nil }
    let columns = try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
    let list = keys.joined(separator: ", ")
    let rows = try Row.fetchAll(db, sql: "SELECT \(list) FROM \(table)")
    guard let row = rows.randomElement(using: &random), let column = columns.randomElement(using: &random) else {
      return nil
    }
    let mutation = Mutator(db: db, table: table, columns: columns, keys: keys)
    var touched = [row]
    switch kind {
    case .changed: guard try mutation.change(column, of: row, &random) else { return nil }
    case .deleted: try mutation.delete(row)
    case .inserted: guard try mutation.insert(like: row, &random) else { return nil }
    case .swapped:
      guard let other = rows.randomElement(using: &random), try mutation.swap(column, of: row, and: other) else {
        return nil
      }
      touched.append(other)
    }
    let last = try Int64.fetchOne(db, sql: "SELECT MAX(seq) FROM event") ?? 0
    let seqs: [Int64] = kind == .inserted ? [last] : touched.map { $0["seq"] ?? 0 }
    return Mutation(table: table, kind: kind, column: column, seqs: table == "event" ? seqs : [])
  }
}

private struct Mutator {
  let db: Database
  let table: String
  let columns: [String]
  let keys: [String]

  private var condition: String { keys.map { "\($0) IS ?" }.joined(separator: " AND ") }

  private func values(_ row: Row) -> [DatabaseValue] { Array(row.databaseValues) }

  private func value(_ column: String, of row: Row) throws -> DatabaseValue {
    try DatabaseValue.fetchOne(
      db, sql: "SELECT \(column) FROM \(table) WHERE \(condition)", arguments: StatementArguments(values(row))) ?? .null
  }

  private func set(_ column: String, to value: DatabaseValue, of row: Row) throws {
    try db.execute(
      sql: "UPDATE \(table) SET \(column) = ? WHERE \(condition)", arguments: StatementArguments([value] + values(row)))
  }

  /// One byte of a text or a blob, or a little of a number; something where there was nothing.
  func change(_ column: String, of row: Row, _ random: inout some RandomNumberGenerator) throws -> Bool {
    let old = try value(column, of: row)
    let new: DatabaseValue
    switch old.storage {
    case .null: new = column == "salt" ? Data(count: 32).databaseValue : try other(column, &random)
    case .int64(let number): new = (number + (Bool.random(using: &random) ? 1 : -1)).databaseValue
    case .double: return false
    case .string(let text):
      var characters = Array(text.utf8)
      guard !characters.isEmpty else { return false }
      let index = Int.random(in: 0..<characters.count, using: &random)
      characters[index] = characters[index] == 0x61 ? 0x62 : 0x61
      new = String(decoding: characters, as: UTF8.self).databaseValue
    case .blob(var bytes):
      guard !bytes.isEmpty else { return false }
      bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
      new = bytes.databaseValue
    }
    guard new != old else { return false }
    try set(column, to: new, of: row)
    return true
  }

  private func other(_ column: String, _ random: inout some RandomNumberGenerator) throws -> DatabaseValue {
    let type = try String.fetchOne(
      db, sql: "SELECT type FROM pragma_table_info(?) WHERE name = ?", arguments: [table, column])
    return type == "INTEGER" ? Int.random(in: 1...9, using: &random).databaseValue : "x".databaseValue
  }

  func delete(_ row: Row) throws {
    try db.execute(sql: "DELETE FROM \(table) WHERE \(condition)", arguments: StatementArguments(values(row)))
  }

  /// A copy of a row under a key of its own.
  func insert(like row: Row, _ random: inout some RandomNumberGenerator) throws -> Bool {
    var all = try columns.map { try value($0, of: row) }
    for (index, column) in columns.enumerated() where keys.contains(column) || column == "event_id" || column == "slug"
    {
      switch all[index].storage {
      case .int64(let number):
        let most = try Int64.fetchOne(db, sql: "SELECT MAX(\(column)) FROM \(table)") ?? number
        all[index] = (most + 1).databaseValue
      case .string(let text):
        // A digest stays as long as digests are.
        all[index] = (String(text.dropLast()) + (text.last == "0" ? "1" : "0")).databaseValue
      default: break
      }
    }
    if table == "event", let stream = columns.firstIndex(of: "stream") {
      all[stream] = "x-\(UInt32.random(in: 0...9_999, using: &random))".databaseValue
    }
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    try db.execute(
      sql: "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))",
      arguments: StatementArguments(all))
    return true
  }

  func swap(_ column: String, of row: Row, and other: Row) throws -> Bool {
    let (one, two) = (try value(column, of: row), try value(column, of: other))
    guard one != two, !keys.contains(column), row != other else { return false }
    // Unique columns are never equal on the way.
    if column == "event_id" || column == "slug" { try set(column, to: "between".databaseValue, of: row) }
    if column == "stream_version" { return false }
    try set(column, to: one, of: other)
    try set(column, to: two, of: row)
    return true
  }
}
