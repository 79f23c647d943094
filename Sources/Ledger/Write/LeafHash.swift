import Crypto
import Foundation
import Workflow

/// What the tree over the log is built of: SHA-256 of a zero byte and the event's envelope (RFC 9162, section 2.1.1).
///
/// The envelope is JSON with sorted keys, strings and integers only (RFC 8785), and holds the body by its hash, so that
/// a body can be erased and the tree still stands.
struct Envelope: Encodable {
  let actor: String
  let actorKind: String
  let bodySHA256: String
  let document: String?
  let eventID: String
  let onBehalfOf: String?
  let project: String?
  let recordedAt: Int64
  let role: String?
  let schemaVersion: Int
  let seq: Int64
  let stream: String
  let streamVersion: Int
  let type: String

  enum CodingKeys: String, CodingKey {
    case actor
    case actorKind = "actor_kind"
    case bodySHA256 = "body_sha256"
    case document
    case eventID = "event_id"
    case onBehalfOf = "on_behalf_of"
    case project
    case recordedAt = "recorded_at"
    case role
    case schemaVersion = "schema_version"
    case seq, stream
    case streamVersion = "stream_version"
    case type
  }

  func leafHash() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Data(SHA256.hash(data: Data([0]) + (try encoder.encode(self))))
  }
}

extension Data {
  package var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  package var sha256Hexadecimal: String { Data(SHA256.hash(data: self)).hexadecimal }
}
