import Foundation
import GRDB
import Workflow

/// Puts decided events at the end of the log: the next positions, the next versions of their stream, hashed.
struct Appender {
  let db: Database
  let sources: SystemSources
  let request: WriteRequest
  /// The position that the log ends at.
  let lastSeq: Int64

  /// What the events of one command share.
  struct Destination {
    let stream: String
    let streamVersion: Int
    let document: String?
    let project: String?
  }

  /// `now` is the time that they were decided at.
  func append(_ events: [Event], to destination: Destination, at now: Timestamp) throws -> [RecordedEvent] {
    // What is hashed is what is stored: encoded once.
    let metadata = try request.metadata.encoded()
    return try events.enumerated().map { index, event in
      let recorded = try record(
        event, seq: lastSeq + Int64(index) + 1, streamVersion: destination.streamVersion + index + 1,
        at: now, destination: destination, metadata: metadata)
      try insert(recorded, metadata: metadata)
      return recorded
    }
  }

  private func record(
    _ event: Event, seq: Int64, streamVersion: Int, at time: Timestamp, destination: Destination, metadata: Data
  ) throws -> RecordedEvent {
    let body = try event.encoded()
    let eventID = sources.newID("evt")
    let salt = EventSalt(randomBytes: sources.randomBytes)
    let envelope = Envelope(
      actor: request.actor.id, actorKind: request.actor.kind.rawValue, bodySHA256: EventSalt.hash(salt.body, body),
      document: destination.document, eventID: eventID, metadataSHA256: EventSalt.hash(salt.metadata, metadata),
      onBehalfOf: event.onBehalfOf, project: destination.project, recordedAt: time.milliseconds, role: event.role,
      schemaVersion: event.type.schemaVersion, seq: seq, stream: destination.stream, streamVersion: streamVersion,
      type: event.type.rawValue)
    return RecordedEvent(
      position: EventPosition(seq: seq, eventID: eventID, timestamp: time, actor: request.actor),
      stream: destination.stream, streamVersion: streamVersion, document: destination.document,
      project: destination.project, onBehalfOf: event.onBehalfOf, role: event.role, event: event,
      schemaVersion: event.type.schemaVersion, body: body,
      metadata: request.metadata, leafHash: envelope.leafHash(), salt: salt.joined)
  }

  private func insert(_ recorded: RecordedEvent, metadata: Data) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO event (seq, event_id, stream, stream_version, type, schema_version, recorded_at, document, project,
          actor, actor_kind, on_behalf_of, role, body, metadata, leaf_hash, salt)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      recorded.seq, recorded.position.eventID, recorded.stream, recorded.streamVersion,
      recorded.event.type.rawValue, recorded.schemaVersion, recorded.position.timestamp.milliseconds,
      recorded.document, recorded.project, recorded.position.actor.id, recorded.position.actor.kind.rawValue,
      recorded.onBehalfOf, recorded.role, recorded.body, String(decoding: metadata, as: UTF8.self),
      recorded.leafHash, recorded.salt,
    ])
  }
}

extension Event {
  /// The role in which it was done, where there is one.
  fileprivate var role: String? {
    switch self {
    case .verdictGiven(let given): given.role
    case .verdictStaled(let staled): staled.role
    case .verdictRestored(let restored): restored.role
    case .reviewCommented(let commented): commented.role
    case .turnHandedOver(let handedOver): handedOver.role
    case .reminderSent(let reminder): reminder.role
    case .delegationGranted(let granted): granted.role
    default: nil
    }
  }

  /// Whose say the actor used.
  fileprivate var onBehalfOf: String? {
    if case .verdictGiven(let given) = self { given.onBehalfOf } else { nil }
  }
}
