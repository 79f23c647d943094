import Foundation
import GRDB
import Ledger
import Workflow

/// What the whole workload came to, read once, so that each image can be held against it quickly.
struct Expected: Sendable {
  /// Event id and leaf hash, by position from 1.
  let events: [String]
  /// The row that a replay gives for a document after an event of it.
  private let rows: [(seq: Int64, document: String, row: String)]

  init(_ ledger: Ledger) async throws {
    let all = try await ledger.events(limit: Int.max)
    events = all.map(Self.identity)
    var states: [String: DocumentState] = [:]
    var rows: [(seq: Int64, document: String, row: String)] = []
    for recorded in all {
      guard let id = recorded.document else { continue }
      if case .documentOpened(let opened) = recorded.event {
        states[id] = DocumentState(id: id, opened: opened, at: recorded.position)
      } else {
        states[id]?.evolve(recorded.event, at: recorded.position)
      }
      if let state = states[id] { rows.append((recorded.seq, id, Self.row(state))) }
    }
    self.rows = rows
  }

  /// The rows of the documents when the log ended there.
  func documents(at last: Int64) -> [String: String] {
    var now: [String: String] = [:]
    for row in rows where row.seq <= last { now[row.document] = row.row }
    return now
  }

  private static func identity(_ recorded: RecordedEvent) -> String {
    recorded.position.eventID + " " + recorded.leafHash.hexadecimal
  }

  private static func row(_ state: DocumentState) -> String {
    [
      state.title, state.status.rawValue, state.stage, String(state.revision), String(state.version),
      String(state.seq), String(state.updatedAt.milliseconds), String(state.revision),
    ].joined(separator: "|")
  }

  /// The same of a database: identities, and documents as its read tables have them.
  static func read(_ db: Database) throws -> (events: [String], documents: [String: String]) {
    let events = try String.fetchAll(
      db, sql: "SELECT event_id || ' ' || lower(hex(leaf_hash)) FROM event ORDER BY seq")
    let documents = try Row.fetchAll(
      db,
      sql: """
        SELECT id, title || '|' || status || '|' || stage || '|' || revision || '|' || version || '|' || seq || '|'
          || updated_at || '|' || (SELECT COUNT(*) FROM revision WHERE document = document.id) AS row FROM document
        """
    ).map { row -> (String, String) in (row["id"], row["row"]) }
    return (events, Dictionary(documents, uniquingKeysWith: { $1 }))
  }
}
