import Foundation
import GRDB

/// The read tables against those that a replay of the log gives.
struct ProjectionVerification {
  let db: Database
  var report: VerificationReport

  /// `db` is a scratch database, with the one to be looked at attached.
  mutating func run() throws {
    do {
      try Rebuild.run(in: db) { _ in }
    } catch {
      return report.find(.init(row: "the read tables", "the log cannot be replayed: \(error)"))
    }
    for table in Rebuild.tables where !Self.searched.contains(table) { try compare(table) }
    try compareSearch()
  }

  /// Their rows are numbered as they came: they are compared together, without the numbers.
  private static let searched: Set = ["searched_section", "section_words"]

  /// Documents that were once searched as a whole are so until their next draft, and are left out.
  private mutating func compareSearch() throws {
    for schema in ["main", "log"] {
      try db.execute(
        sql: """
          CREATE TEMP TABLE search_\(schema) AS
          SELECT document, section, text, words FROM \(schema).searched_section AS section
          LEFT JOIN \(schema).section_words AS words ON words.rowid = section.row
          WHERE document NOT IN (SELECT document FROM log.searched_section WHERE section = '*')
          """)
    }
    let counts = try ["searched_section", "section_words"].map {
      try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM log.\($0)") ?? 0
    }
    if counts[0] != counts[1] { report.find(.init(row: "section_words", "it has \(counts[1]) rows for \(counts[0])")) }
    try compare("searched_section", columns: ["document", "section", "text", "words"], "search_log", "search_main")
  }

  private mutating func compare(_ table: String) throws {
    let columns = try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?, 'main')", arguments: [table])
    try compare(table, columns: columns, "log.\(table)", "main.\(table)")
  }

  private mutating func compare(_ table: String, columns: [String], _ stored: String, _ made: String) throws {
    let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
    // Rows that are twice there are not seen by EXCEPT.
    let counts = try [made, stored].map { try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \($0)") ?? 0 }
    let left = VerificationReport.findingsMax - report.findings.count
    func difference(_ one: String, _ other: String) throws -> [Row] {
      try Row.fetchAll(
        db, sql: "SELECT \(list) FROM \(one) EXCEPT SELECT \(list) FROM \(other) LIMIT \(left)")
    }
    let wrong = try difference(stored, made)
    for row in wrong { report.find(.init(row: Self.name(row, of: table), "it is not what a replay of the log gives")) }
    let names = Set(wrong.map { Self.name($0, of: table) })
    for row in try difference(made, stored) where !names.contains(Self.name(row, of: table)) {
      report.find(.init(row: Self.name(row, of: table), "it is missing, and a replay of the log gives it"))
    }
    if counts[0] != counts[1], wrong.isEmpty {
      report.find(.init(row: table, "it has \(counts[1]) rows, and a replay of the log gives \(counts[0])"))
    }
  }

  /// The first column names the thing; in tables of pairs, the second says more.
  private static func name(_ row: Row, of table: String) -> String {
    let parts = row.databaseValues.prefix(2).map { String(describing: $0).replacingOccurrences(of: "\"", with: "") }
    return "\(table) \(parts.joined(separator: " "))"
  }
}
