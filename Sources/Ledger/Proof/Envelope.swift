import Crypto
package import Foundation

/// What the tree over the log is built of: SHA-256 of a zero byte and the event's envelope (RFC 9162, section 2.1.1).
///
/// The envelope is canonical JSON (RFC 8785) of strings and integers only, and holds every column of the event's row:
/// the body and the metadata by a salted hash, so that either can be erased and the tree still stands.
package struct Envelope: Hashable, Sendable {
  /// What is written today. Version 1 hashed the body without a salt, and left the metadata out.
  package static let version = 2

  package var actor: String
  package var actorKind: String
  package var bodySHA256: Data
  package var document: String?
  package var eventID: String
  /// Nil in version 1.
  package var metadataSHA256: Data?
  package var onBehalfOf: String?
  package var project: String?
  /// Milliseconds since 1970.
  package var recordedAt: Int64
  package var role: String?
  package var schemaVersion: Int
  package var seq: Int64
  package var stream: String
  package var streamVersion: Int
  package var type: String

  /// The members in the order of their names' UTF-16 code units; those without a value are left out.
  package func encoded() -> [UInt8] {
    var object = CanonicalObject()
    object.add("actor", actor)
    object.add("actor_kind", actorKind)
    object.add("body_sha256", hexadecimal: bodySHA256)
    object.add("document", document)
    if metadataSHA256 != nil { object.add("envelope", Self.version) }
    object.add("event_id", eventID)
    if let metadataSHA256 { object.add("metadata_sha256", hexadecimal: metadataSHA256) }
    object.add("on_behalf_of", onBehalfOf)
    object.add("project", project)
    object.add("recorded_at", Int(recordedAt))
    object.add("role", role)
    object.add("schema_version", schemaVersion)
    object.add("seq", Int(seq))
    object.add("stream", stream)
    object.add("stream_version", streamVersion)
    object.add("type", type)
    return object.closed()
  }

  package func leafHash() -> Data { MerkleHash.leaf(encoded()) }
}

/// The random bytes that keep what a hash stands for from being guessed: a half for the body and a half for the
/// metadata, so that each can be erased alone. The half of what was erased is set to zeros.
package struct EventSalt: Hashable, Sendable {
  package static let halfBytes = 16
  package static let bytes = 2 * halfBytes

  package var body: Data
  package var metadata: Data

  /// Nil where these are not 32 bytes.
  package init?(_ bytes: Data) {
    guard bytes.count == Self.bytes else { return nil }
    body = Data(bytes.prefix(Self.halfBytes))
    metadata = Data(bytes.suffix(Self.halfBytes))
  }

  package init(randomBytes: (Int) -> [UInt8]) {
    body = Data(randomBytes(Self.halfBytes))
    metadata = Data(randomBytes(Self.halfBytes))
  }

  package var joined: Data { body + metadata }

  package static let erased = Data(count: halfBytes)

  /// SHA-256 of the salt and the text.
  package static func hash(_ salt: Data, _ text: Data) -> Data {
    var hasher = SHA256()
    hasher.update(data: salt)
    hasher.update(data: text)
    return Data(hasher.finalize())
  }
}
