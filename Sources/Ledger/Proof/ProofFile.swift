package import Documents
import Foundation
import GRDB
package import Workflow

/// Everything that is needed to prove one event, in one file: it can be checked years later, without the daemon.
package struct ProofFile: Sendable, Codable {
  package static let format = "countersign-proof/1"

  package struct Inclusion: Sendable, Codable {
    package var leafIndex: Int64
    package var treeSize: Int64
    package var leafHash: String
    package var rootHash: String
    package var inclusionPath: [String]

    enum CodingKeys: String, CodingKey {
      case leafIndex = "leaf_index"
      case treeSize = "tree_size"
      case leafHash = "leaf_hash"
      case rootHash = "root_hash"
      case inclusionPath = "inclusion_path"
    }
  }

  package var format: String
  /// The event's body and metadata, each the very text that is hashed.
  package var body: String
  package var metadata: String
  /// Base64 of 32 bytes, half for the body and half for the metadata; nil for the events of an old log.
  package var salt: String?
  /// The hash that the envelope holds where the body was erased, in hexadecimal.
  package var erasedBodySHA256: String?
  package var erasedMetadataSHA256: String?
  /// The canonical JSON that the leaf hash is made of.
  package var envelope: String
  package var inclusion: Inclusion
  /// The signed note, cosignatures included.
  package var checkpoint: String
  package var verifierKey: String

  enum CodingKeys: String, CodingKey {
    case format, body, metadata, salt
    case erasedBodySHA256 = "erased_body_sha256"
    case erasedMetadataSHA256 = "erased_metadata_sha256"
    case envelope, inclusion, checkpoint
    case verifierKey = "verifier_key"
  }
}

extension Ledger {
  /// Nil where nothing is signed here.
  package func proofFile(of seq: Int64) async throws -> ProofFile? {
    let proof = try await inclusionProof(of: seq, size: nil)
    guard let key = verifierKey else { return nil }
    return try await pool.read { db in
      let row = try Row.fetchOne(db, sql: "SELECT * FROM event WHERE seq = ?", arguments: [seq]).map(LoggedRow.init)
      guard let row, let checkpoint = try CheckpointReading.at(proof.size, in: db) else { return nil }
      let erasures = try Erasures(in: db)
      let (body, metadata) = (erasures.bodies[seq]?.erased, erasures.metadata[seq])
      let envelope = row.envelope(erasedBody: body, erasedMetadata: metadata)
      return ProofFile(
        format: ProofFile.format, body: String(decoding: row.body, as: UTF8.self),
        metadata: String(decoding: row.metadata, as: UTF8.self), salt: row.salt?.joined.base64EncodedString(),
        erasedBodySHA256: body?.hexadecimal, erasedMetadataSHA256: metadata?.hexadecimal,
        envelope: String(decoding: envelope.encoded(), as: UTF8.self),
        inclusion: ProofFile.Inclusion(
          leafIndex: seq - 1, treeSize: proof.size, leafHash: proof.leafHash.hexadecimal,
          rootHash: proof.root.hexadecimal, inclusionPath: proof.path.map(\.hexadecimal)),
        checkpoint: checkpoint.note, verifierKey: key.description)
    }
  }
}

/// Why a proof file proves nothing: a sentence.
package struct ProofFailure: Error, CustomStringConvertible {
  package let description: String
}

extension ProofFile {
  /// What a proof that holds says.
  package struct Proven: Sendable {
    package let envelope: Value
    package let checkpoint: CheckpointText
    package let key: NoteKey
    package let signedAt: Timestamp?
    /// What of the event was erased before the proof was made.
    package let erased: [String]
  }

  /// Checks all of it. `trusted` is the key that the reader knows to be the log's; nil trusts the file's own, which proves
  /// only that the file fits together.
  package func check(trusted: NoteKey?) throws(ProofFailure) -> Proven {
    guard format == Self.format else { throw ProofFailure(description: "'\(format)' is no format that is known here.") }
    guard let own = NoteKey(verifierKey) else { throw ProofFailure(description: "verifier_key is no verifier key.") }
    let key = trusted ?? own
    guard key == own else { throw ProofFailure(description: "The proof is of another log: its key is \(own).") }
    let members = try envelopeMembers()
    try checkHashes(members)
    let leaf = MerkleHash.leaf(Data(envelope.utf8))
    guard leaf.hexadecimal == inclusion.leafHash else {
      throw ProofFailure(description: "leaf_hash is not that of the envelope.")
    }
    let said = try checkpointText(signedBy: key)
    let path = inclusion.inclusionPath.compactMap(Hexadecimal.bytes)
    guard members["seq"] == .int(Int(inclusion.leafIndex) + 1), path.count == inclusion.inclusionPath.count,
      inclusion.treeSize == said.size, inclusion.rootHash == said.root.hexadecimal,
      MerkleVerification.isIncluded(
        leaf: leaf, index: inclusion.leafIndex, size: said.size, path: path, root: said.root)
    else { throw ProofFailure(description: "The event does not stand in the tree that the checkpoint speaks of.") }
    let time = SignedNote(checkpoint).flatMap { CheckpointSigner.time(of: $0, by: key) }
    let erased = [erasedBodySHA256.map { _ in "body" }, erasedMetadataSHA256.map { _ in "metadata" }]
    return Proven(
      envelope: .object(members), checkpoint: said, key: key, signedAt: time, erased: erased.compactMap { $0 })
  }

  private func envelopeMembers() throws(ProofFailure) -> [String: Value] {
    guard case .object(let members)? = try? JSONDecoder().decode(Value.self, from: Data(envelope.utf8)) else {
      throw ProofFailure(description: "envelope is no JSON object.")
    }
    return members
  }

  private func checkHashes(_ envelope: [String: Value]) throws(ProofFailure) {
    let salt = self.salt.flatMap { Data(base64Encoded: $0) }.flatMap(EventSalt.init)
    let (body, metadata) = (Data(body.utf8), Data(metadata.utf8))
    let bodyHash = erasedBodySHA256 ?? (salt.map { EventSalt.hash($0.body, body) } ?? body.sha256).hexadecimal
    guard envelope["body_sha256"]?.string == bodyHash else {
      throw ProofFailure(description: "The body is not the one that the envelope holds the hash of.")
    }
    guard let held = envelope["metadata_sha256"]?.string else { return }
    let hash = erasedMetadataSHA256 ?? salt.map { EventSalt.hash($0.metadata, metadata).hexadecimal }
    guard held == hash else {
      throw ProofFailure(description: "The metadata is not that which the envelope holds the hash of.")
    }
  }

  private func checkpointText(signedBy key: NoteKey) throws(ProofFailure) -> CheckpointText {
    guard let note = SignedNote(checkpoint), let said = CheckpointText(note.text) else {
      throw ProofFailure(description: "checkpoint is no signed checkpoint.")
    }
    guard said.origin == key.name, note.isSigned(by: key) else {
      throw ProofFailure(description: "The checkpoint is not signed with the key \(key).")
    }
    return said
  }
}
