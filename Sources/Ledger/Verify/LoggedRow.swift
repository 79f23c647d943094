import Foundation
import GRDB

/// A row of the log as it is stored, whatever stands in it.
struct LoggedRow {
  let seq: Int64
  let type: String
  let schemaVersion: Int
  let stream: String
  let streamVersion: Int
  let recordedAt: Int64
  let actor: String
  let body: Data
  let metadata: Data
  let salt: EventSalt?
  let leafHash: Data
  private let row: Row

  init(_ row: Row) {
    self.row = row
    seq = row["seq"]
    type = row["type"]
    schemaVersion = row["schema_version"]
    stream = row["stream"]
    streamVersion = row["stream_version"]
    recordedAt = row["recorded_at"]
    actor = row["actor"]
    body = row["body"]
    metadata = Data((row["metadata"] as String).utf8)
    salt = (row["salt"] as Data?).flatMap(EventSalt.init)
    leafHash = row["leaf_hash"]
  }

  /// The hash that the envelope holds of the body as it stands.
  var bodySHA256: Data { salt.map { EventSalt.hash($0.body, body) } ?? body.sha256 }
  /// Nil in the rows of an old log.
  var metadataSHA256: Data? { salt.map { EventSalt.hash($0.metadata, metadata) } }

  /// `erasedBody` and `erasedMetadata` are the hashes of what stood there before it was erased.
  func envelope(erasedBody: Data? = nil, erasedMetadata: Data? = nil) -> Envelope {
    Envelope(
      actor: actor, actorKind: row["actor_kind"], bodySHA256: erasedBody ?? bodySHA256, document: row["document"],
      eventID: row["event_id"], metadataSHA256: erasedMetadata ?? metadataSHA256, onBehalfOf: row["on_behalf_of"],
      project: row["project"], recordedAt: recordedAt, role: row["role"], schemaVersion: schemaVersion, seq: seq,
      stream: stream, streamVersion: streamVersion, type: type)
  }
}
