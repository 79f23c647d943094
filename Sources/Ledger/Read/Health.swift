import Foundation
import GRDB

extension Ledger {
  /// The number of migrations that the database has been through.
  package func appliedMigrations() async throws -> Int {
    try await pool.read { db in try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM grdb_migrations") ?? 0 }
  }

  /// Bytes free where the log lies; nil where that cannot be told.
  package func freeBytes() -> Int? {
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: pool.path)
    return (attributes?[.systemFreeSize] as? NSNumber)?.intValue
  }

  /// Documents by status and deliveries by state.
  package func counts() async throws -> (documents: [String: Int], deliveries: [String: Int]) {
    try await pool.read { db in
      func counts(_ table: String, by column: String) throws -> [String: Int] {
        let rows = try Row.fetchAll(db, sql: "SELECT \(column) AS name, COUNT(*) AS count FROM \(table) GROUP BY 1")
        return Dictionary(rows.map { ($0["name"], $0["count"]) }, uniquingKeysWith: +)
      }
      return (try counts("document", by: "status"), try counts("delivery", by: "state"))
    }
  }
}
