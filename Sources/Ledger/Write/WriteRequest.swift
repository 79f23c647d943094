package import Foundation
package import Workflow

/// One thing to be decided, appended, projected and answered in one transaction.
package struct WriteRequest: Sendable {
  package enum Target: Sendable {
    case document(id: String, DocumentCommand)
    case registry(RegistryCommand)
    case erasure(ErasureCommand)
  }

  package var target: Target
  package var actor: Actor
  package var metadata: EventMetadata
  /// From `If-Match`: the stream version that the caller saw.
  package var expectedVersion: Int?
  package var idempotency: IdempotencyKey?
  /// Words to keep, by the digest of their bytes.
  package var texts: [StoredText]
  package var privateWrites: [PrivateWrite]
  /// Makes the answer, inside the transaction, so that a repeated key can be given the very same one.
  package var answer: @Sendable (Outcome) throws -> Answer

  package init(
    target: Target, actor: Actor, metadata: EventMetadata, expectedVersion: Int? = nil,
    idempotency: IdempotencyKey? = nil, texts: [StoredText] = [], privateWrites: [PrivateWrite] = [],
    answer: @escaping @Sendable (Outcome) throws -> Answer = { _ in .nothing }
  ) {
    self.target = target
    self.actor = actor
    self.metadata = metadata
    self.expectedVersion = expectedVersion
    self.idempotency = idempotency
    self.texts = texts
    self.privateWrites = privateWrites
    self.answer = answer
  }

  /// The words that it brings.
  var bytes: Int { texts.reduce(0) { $0 + $1.body.count } }
}

package struct IdempotencyKey: Hashable, Sendable {
  package let key: String
  /// SHA-256 of method, path and body.
  package let fingerprint: String

  package init(key: String, fingerprint: String) {
    self.key = key
    self.fingerprint = fingerprint
  }
}

/// What is written beside the log in the same transaction.
package enum PrivateWrite: Sendable {
  case profile(user: String, Profile)
  case tokenSecret(token: String, hash: Data)
  /// `plain` is sealed before it is stored.
  case secret(owner: String, plain: Data)
  case forgetSecret(owner: String)
  /// A host's delivery that this write has dealt with.
  case receiptDone(id: String, outcome: String)
  /// A range of a connection's commits that is taken in.
  case rangeFinished(connection: String)
}

package struct Profile: Hashable, Sendable, Codable {
  package var name: String
  package var email: String?
  package var identities: [Identity]

  package init(name: String, email: String? = nil, identities: [Identity] = []) {
    self.name = name
    self.email = email
    self.identities = identities
  }
}

/// What a write came to. All of it is durable when the caller sees it.
package struct Outcome: Sendable {
  /// Empty where nothing had to change.
  package let events: [RecordedEvent]
  package let document: DocumentState?
  /// The stream's version after the write.
  package let version: Int
  /// The log position of the stream's last event.
  package let seq: Int64
}

package struct Answer: Sendable {
  package var status: Int
  package var location: String?
  package var etag: String?
  package var body: Data
  /// Whether this is the first answer to a key, given again.
  package var isReplayed = false

  package init(status: Int, location: String? = nil, etag: String? = nil, body: Data) {
    self.status = status
    self.location = location
    self.etag = etag
    self.body = body
  }

  package static let nothing = Answer(status: 204, body: Data())
}
