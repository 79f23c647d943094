import Foundation
import GRDB
import Workflow

/// Turns rows of the log into events.
enum EventReading {
  static func cursor(
    _ db: Database, where condition: String, arguments: StatementArguments
  ) throws -> some Cursor<RecordedEvent> {
    try Row.fetchCursor(db, sql: "SELECT * FROM event WHERE \(condition)", arguments: arguments).map(recorded)
  }

  /// For an `IN`: the types, quoted.
  static func list(_ types: [EventType]) -> String { types.map { "'\($0.rawValue)'" }.joined(separator: ", ") }

  /// For an `IN`: so many marks for arguments.
  static func marks(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }

  static func recorded(_ row: Row) throws -> RecordedEvent {
    let seq: Int64 = row["seq"]
    let body: Data = row["body"]
    let metadata: String = row["metadata"]
    do {
      return RecordedEvent(
        position: EventPosition(
          seq: seq, eventID: row["event_id"], timestamp: Timestamp(milliseconds: row["recorded_at"]),
          actor: Actor(id: row["actor"], kind: ActorKind(rawValue: row["actor_kind"]) ?? .service)),
        stream: row["stream"], streamVersion: row["stream_version"], document: row["document"],
        project: row["project"], onBehalfOf: row["on_behalf_of"], role: row["role"],
        event: try event(row), schemaVersion: row["schema_version"], body: body,
        metadata: try JSONDecoder().decode(EventMetadata.self, from: Data(metadata.utf8)), leafHash: row["leaf_hash"],
        salt: row["salt"])
    } catch let error as DecodingError {
      throw LogFailure(seq: seq, reason: "its metadata cannot be read (\(error))")
    }
  }

  /// What happened, without what stands beside it.
  static func event(_ row: Row) throws -> Event {
    try event(type: row["type"], schemaVersion: row["schema_version"], body: row["body"], at: row["seq"])
  }

  static func event(type: String, schemaVersion: Int, body: Data, at seq: Int64) throws -> Event {
    do {
      return try Event(type: type, schemaVersion: schemaVersion, payload: body)
    } catch let error as UnknownEvent {
      throw LogFailure(seq: seq, reason: error.description)
    } catch let error as DecodingError {
      throw LogFailure(seq: seq, reason: "its payload is not what its type says (\(error))")
    }
  }
}
