package import Crypto
import Foundation
import GRDB
import Synchronization
import Workflow

/// How the log is signed: with which key, under which name, and who else is heard.
package struct ProofSettings: Sendable {
  /// Nil leaves the log unsigned.
  package var key: Curve25519.Signing.PrivateKey?
  /// The first line of a checkpoint; nil names the log by its id.
  package var origin: String?
  package var witnesses: [NoteKey]

  package init(key: Curve25519.Signing.PrivateKey? = nil, origin: String? = nil, witnesses: [NoteKey] = []) {
    self.key = key
    self.origin = origin
    self.witnesses = witnesses
  }
}

enum LogIdentity {
  /// The id that the log was given when it was made.
  static func id(in pool: DatabasePool, sources: SystemSources) throws -> String {
    try pool.write { db in
      if let id = try String.fetchOne(db, sql: "SELECT id FROM log_identity") { return id }
      let id = sources.newID("log")
      try db.execute(sql: "INSERT INTO log_identity (id) VALUES (?)", arguments: [id])
      return id
    }
  }
}

/// Signs what the log has come to, on the writer.
package final class CheckpointSigner: Sendable {
  /// At most one checkpoint in this time while the log grows, unless one is asked for.
  static let everyMilliseconds: Int64 = 1000

  package let verifier: NoteKey
  private let key: Curve25519.Signing.PrivateKey
  private let now: @Sendable () -> Timestamp
  private let isAskedFor = Atomic(false)

  /// Nil where there is no key, or the origin is no name.
  init?(_ settings: ProofSettings, logID: String, now: @escaping @Sendable () -> Timestamp) {
    guard let key = settings.key,
      let verifier = NoteKey(
        name: settings.origin ?? "countersign/\(logID)", publicKey: key.publicKey.rawRepresentation)
    else { return nil }
    self.key = key
    self.verifier = verifier
    self.now = now
  }

  /// The next transaction signs the tree, if it has changed.
  func ask() { isAskedFor.store(true, ordering: .relaxed) }

  /// Whether the tree has changed and its time has come.
  func isDue(_ tree: LogTree) -> Bool {
    guard !tree.isSigned else { return false }
    let passed = now().milliseconds - tree.signedAt
    // A clock that was set back must not put it off.
    return isAskedFor.load(ordering: .relaxed) || passed >= Self.everyMilliseconds || passed < 0
  }

  /// Signs the tree and stores the note in the caller's transaction, where that is due.
  func signCheckpointIfDue(in db: Database, tree: inout LogTree) throws {
    defer { isAskedFor.store(false, ordering: .relaxed) }
    guard isDue(tree) else { return }
    let checkpoint = CheckpointText(origin: verifier.name, size: tree.frontier.size, root: tree.frontier.root)
    let time = now()
    let note = try signed(checkpoint.text, at: time)
    try db.cachedStatement(sql: "INSERT INTO checkpoint (size, previous, root, note, signed_at) VALUES (?, ?, ?, ?, ?)")
      .execute(arguments: [
        checkpoint.size, tree.signedSize, checkpoint.root, note.description, Self.whole(time).milliseconds,
      ])
    (tree.signedSize, tree.signedAt) = (checkpoint.size, time.milliseconds)
  }

  /// Twice with the same key: as the log, and as the witness of the time, in whole seconds, at which it was so.
  private func signed(_ text: String, at time: Timestamp) throws -> SignedNote {
    let own = SignedNote.Signature(
      name: verifier.name, keyID: verifier.id, bytes: try key.signature(for: Data(text.utf8)))
    var signatures = [own]
    if let timed = verifier.timed {
      let seconds = UInt64(Self.whole(time).milliseconds / 1000)
      let signature = try key.signature(for: Data(NoteKey.timedText(text, seconds: seconds).utf8))
      let stamp = withUnsafeBytes(of: seconds.bigEndian) { Data($0) }
      signatures.append(SignedNote.Signature(name: timed.name, keyID: timed.id, bytes: stamp + signature))
    }
    return SignedNote(text: text, signatures: signatures)
  }

  private static func whole(_ time: Timestamp) -> Timestamp {
    Timestamp(milliseconds: max(0, time.milliseconds / 1000) * 1000)
  }

  /// When the log's own key says that a checkpoint was signed; nil where it does not say so.
  static func time(of note: SignedNote, by key: NoteKey) -> Timestamp? {
    guard let timed = key.timed, note.isSigned(by: timed),
      let line = note.signatures.first(where: { $0.keyID == timed.id && $0.name == timed.name })
    else { return nil }
    return Timestamp(milliseconds: Int64(NoteKey.seconds(of: line.bytes)) * 1000)
  }
}
