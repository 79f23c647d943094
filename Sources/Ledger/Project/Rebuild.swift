import GRDB
import Workflow

/// Makes the read tables again from the log, through the same functions that made them.
enum Rebuild {
  /// All that it makes.
  static let tables = [
    "document", "document_reviewer", "revision", "document_words", "project", "template", "user", "user_role", "token",
    "endpoint", "connection", "mapped_file", "workflow", "pipeline", "delegation",
  ]

  /// Runs inside the caller's transaction. `progress` is given the position reached, every so many events.
  static func run(in db: Database, progress: (Int64) -> Void) throws {
    for table in tables { try db.execute(sql: "DELETE FROM \(table)") }
    var states: [String: DocumentState] = [:]
    let cursor = try EventReading.cursor(db, where: "seq > 0 ORDER BY seq", arguments: [])
    while let recorded = try cursor.next() {
      if let document = recorded.document {
        let state = try DocumentReplay.continue(states[document], id: document, with: [recorded])
        states[document] = state
        try DocumentProjection(db: db).apply([recorded], state: state)
      } else {
        try RegistryProjection(db: db).apply([recorded])
      }
      if recorded.seq % 1000 == 0 { progress(recorded.seq) }
    }
  }
}
