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
    for table in Rebuild.tables { try compare(table) }
  }

  private mutating func compare(_ table: String) throws {
    let columns = try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?, 'main')", arguments: [table])
    let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
    // Rows that are twice there are not seen by EXCEPT.
    let counts = try ["main", "log"].map { try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \($0).\(table)") ?? 0 }
    let left = VerificationReport.findingsMax - report.findings.count
    func difference(_ one: String, _ other: String) throws -> [Row] {
      try Row.fetchAll(
        db, sql: "SELECT \(list) FROM \(one).\(table) EXCEPT SELECT \(list) FROM \(other).\(table) LIMIT \(left)")
    }
    let wrong = try difference("log", "main")
    for row in wrong { report.find(.init(row: Self.name(row, of: table), "it is not what a replay of the log gives")) }
    let names = Set(wrong.map { Self.name($0, of: table) })
    for row in try difference("main", "log") where !names.contains(Self.name(row, of: table)) {
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
