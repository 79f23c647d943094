import Foundation
import GRDB
import Workflow

/// One event of a stream as far as its state is made from it.
struct ReplayedEvent {
  let event: Event
  let position: EventPosition
}

/// Reads a stream for replaying: columns by their place and nothing that a state does not need, because a rebuild does
/// this a million times.
struct ReplayCursor {
  private let rows: RowCursor

  /// A document's events in order, up to a log position.
  init(_ document: String, upTo position: Int64 = .max, in db: Database) throws {
    let statement = try db.cachedStatement(
      sql: """
        SELECT seq, event_id, recorded_at, actor, actor_kind, type, schema_version, body FROM event
        WHERE stream = ? AND seq <= ? ORDER BY stream_version
        """)
    rows = try Row.fetchCursor(statement, arguments: ["document-\(document)", position])
  }

  /// Throws `LogFailure` where an event cannot be read.
  func next() throws -> ReplayedEvent? {
    guard let row = try rows.next() else { return nil }
    let seq: Int64 = row[0]
    let position = EventPosition(
      seq: seq, eventID: row[1], timestamp: Timestamp(milliseconds: row[2]),
      actor: Actor(id: row[3], kind: ActorKind(rawValue: row[4]) ?? .service))
    let event = try EventReading.event(type: row[5], schemaVersion: row[6], body: row[7], at: seq)
    return ReplayedEvent(event: event, position: position)
  }
}
