import Crypto
import Foundation
import GRDB
import Ledger
import Testing
import Workflow

@Suite struct Proving {
  private static func leaves(_ count: Int) -> [Data] { (0..<count).map { MerkleHash.leaf(Data("\($0)".utf8)) } }

  /// MTH as section 2.1.1 of RFC 9162 writes it.
  private static func root(_ leaves: ArraySlice<Data>) -> Data {
    guard leaves.count > 1 else { return leaves.first ?? MerkleHash.empty }
    var split = 1
    while split * 2 < leaves.count { split *= 2 }
    return MerkleHash.node(root(leaves.prefix(split)), root(leaves.dropFirst(split)))
  }

  private static func tree(_ leaves: [Data]) -> MerkleTree {
    MerkleTree(size: Int64(leaves.count)) { height, index in
      let start = Int(index) << height
      return root(leaves[start..<(start + (1 << height))])
    }
  }

  @Test("the growing edge has the root that the definition gives, at every size, and its full tiles")
  func frontier() {
    let leaves = Self.leaves(700)
    var frontier = MerkleFrontier()
    for (index, leaf) in leaves.enumerated() {
      #expect(frontier.root == Self.root(leaves[..<index]))
      frontier.append(leaf)
    }
    let tiles = frontier.takeCompleted()
    #expect(tiles.map(\.index) == [0, 1])
    #expect(tiles.last?.hash == Self.root(leaves[256..<512]))
  }

  @Test("every inclusion and consistency proof of small trees is accepted, and no damaged one")
  func small() throws {
    let leaves = Self.leaves(20)
    let tree = Self.tree(leaves)
    for size in 1...20 {
      let root = Self.root(leaves[..<size])
      for index in 0..<size {
        let path = try tree.inclusion(of: Int64(index), at: Int64(size))
        func holds(_ leaf: Data, _ index: Int, _ size: Int, _ path: [Data]) -> Bool {
          MerkleVerification.isIncluded(
            leaf: leaf, index: Int64(index), size: Int64(size), path: path, root: root)
        }
        #expect(holds(leaves[index], index, size, path))
        #expect(!holds(leaves[(index + 1) % 20], index, size, path))
        #expect(!holds(leaves[index], index, size, path + [leaves[0]]))
        if !path.isEmpty { #expect(!holds(leaves[index], index, size, Array(path.dropLast()))) }
      }
      for earlier in 0...size {
        let path = try tree.consistency(from: Int64(earlier), to: Int64(size))
        func holds(_ old: Data, _ path: [Data]) -> Bool {
          MerkleVerification.isConsistent(
            from: Int64(earlier), root: old, to: Int64(size), root: root, path: path)
        }
        #expect(holds(Self.root(leaves[..<earlier]), path))
        #expect(!holds(leaves[19], path) || earlier == 20)
        #expect(!holds(Self.root(leaves[..<earlier]), path + [leaves[0]]))
      }
    }
  }

  @Test("the log keeps its tiles and its edge over restarts, and signs what it has come to")
  func restarts() async throws {
    let store = try ProvenLedger()
    try await store.fill(comments: 300)
    let before = try #require(try await store.ledger.checkpoint())
    try store.reopen()
    try await store.comment("later", on: "doc_1")
    let after = try #require(try await store.ledger.checkpoint())
    #expect(after.size == before.size + 1)
    let proof = try await store.ledger.consistencyProof(from: before.size, to: after.size)
    #expect(
      MerkleVerification.isConsistent(
        from: before.size, root: before.root, to: after.size, root: after.root, path: proof.path))
    let inclusion = try await store.ledger.inclusionProof(of: 5, size: nil)
    #expect(
      MerkleVerification.isIncluded(
        leaf: inclusion.leafHash, index: 4, size: inclusion.size, path: inclusion.path, root: after.root))
    let tiles = try await store.ledger.pool.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM merkle_tile") }
    #expect(tiles == 1)
    let note = try #require(SignedNote(after.note))
    let verifier = try #require(store.verifier)
    #expect(note.isSigned(by: verifier))
    #expect(CheckpointText(note.text)?.root == after.root)
  }

  @Test("a log without tiles is given them when it is opened")
  func catchingUp() async throws {
    let store = try ProvenLedger()
    try await store.fill(comments: 270)
    let root = try await store.ledger.checkpoint()?.root
    try await store.ledger.write { try $0.execute(sql: "DELETE FROM merkle_tile") }
    try store.reopen()
    #expect(try store.verify().findings.isEmpty)
    #expect(try await store.ledger.checkpoint()?.root == root)
  }

  @Test("a log that is shorter than what was signed of it is not opened")
  func cutOff() async throws {
    let store = try ProvenLedger()
    try await store.fill(comments: 3)
    let path = try store.closed()
    let queue = try DatabaseQueue(path: path)
    try await queue.write { db in
      try db.execute(sql: "DROP TRIGGER event_is_never_deleted")
      try db.execute(sql: "DELETE FROM event WHERE seq = (SELECT MAX(seq) FROM event)")
    }
    try queue.close()
    #expect(throws: LogFailure.self) { try store.reopen() }
  }

  @Test(
    "a log whose end was touched is not opened, and the position is named",
    arguments: [
      "UPDATE event SET actor = 'mallory' WHERE seq = ?", "UPDATE event SET body = CAST('{}' AS BLOB) WHERE seq = ?",
      "UPDATE event SET recorded_at = recorded_at + 1 WHERE seq = ?", "DELETE FROM event WHERE seq = ?",
    ])
  func touchedTail(sql: String) async throws {
    let store = try ProvenLedger()
    try await store.fill(comments: 5)
    let seq = store.ledger.position - 1
    let queue = try DatabaseQueue(path: try store.closed())
    try await queue.write { db in
      for trigger in try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
        try db.execute(sql: "DROP TRIGGER \(trigger)")
      }
      try db.execute(sql: sql, arguments: [seq])
    }
    try queue.close()
    let failure = #expect(throws: LogFailure.self) { try store.reopen() }
    #expect(failure?.seq == seq)
  }

  @Test("asking for a proof of what is not there names the field")
  func refusals() async throws {
    let store = try ProvenLedger()
    try await store.fill(comments: 1)
    for (seq, size) in [(0, nil), (1, 100_000), (9, 3)] as [(Int64, Int64?)] {
      let refusal = await #expect(throws: Refusal.self) {
        try await store.ledger.inclusionProof(of: seq, size: size)
      }
      #expect(refusal?.errors.first?.field == (size == 100_000 ? "size" : "seq"))
    }
    await #expect(throws: Refusal.self) { try await store.ledger.consistencyProof(from: 3, to: 2) }
  }

  @Test("a key is printed and read, and one whose hash is another's is not")
  func keys() throws {
    let text = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    let key = try #require(NoteKey(text))
    #expect(key.description == text)
    let note = """
      This is an example message.

      \u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

      """
    #expect(SignedNote(note)?.isSigned(by: key) == true)
    #expect(SignedNote(note)?.description == note)
    #expect(SignedNote(note.replacingOccurrences(of: "example m", with: "xample m"))?.isSigned(by: key) == false)
    #expect(NoteKey(text.replacingOccurrences(of: "530d", with: "530e")) == nil)
  }
}

@Suite struct Witnessing {
  private func cosignature(_ text: String, _ name: String, _ key: Curve25519.Signing.PrivateKey) throws -> String {
    let verifier = try #require(
      NoteKey(name: name, kind: .cosignature, publicKey: key.publicKey.rawRepresentation))
    let signature = try key.signature(for: Data(NoteKey.timedText(text, seconds: 1700).utf8))
    let stamp = withUnsafeBytes(of: UInt64(1700).bigEndian) { Data($0) }
    return SignedNote.Signature(name: name, keyID: verifier.id, bytes: stamp + signature).line
  }

  @Test("a configured witness's signature of the latest checkpoint is kept and shown; others are refused")
  func witness() async throws {
    let key = Curve25519.Signing.PrivateKey()
    let known = try #require(NoteKey(name: "w1", kind: .cosignature, publicKey: key.publicKey.rawRepresentation))
    let store = try ProvenLedger(witnesses: [known])
    try await store.fill(comments: 1)
    let first = try #require(try await store.ledger.checkpoint())
    let text = try #require(SignedNote(first.note)).text
    let line = try cosignature(text, "w1", key)
    let shown = try await store.ledger.addCosignatures(first.note + line + "\n")
    #expect(shown.note == first.note + line + "\n")
    #expect(try await store.ledger.checkpoint()?.note == shown.note)

    let stranger = try cosignature(text, "w2", key)
    let forged = try cosignature("other\n1\n\n", "w1", key)
    for (note, code) in [
      (stranger, "unknown_witness"), (forged, "bad_cosignature"), ("nonsense", "invalid_field"),
      (first.note.replacingOccurrences(of: "\n\(first.size)\n", with: "\n1\n"), "stale_checkpoint"),
    ] {
      let refusal = await #expect(throws: Refusal.self) { try await store.ledger.addCosignatures(note) }
      #expect(refusal?.code == code)
    }
    try await store.comment("more", on: "doc_1")
    _ = try await store.ledger.checkpoint()
    let late = await #expect(throws: Refusal.self) { try await store.ledger.addCosignatures(shown.note) }
    #expect(late?.code == "stale_checkpoint")
    #expect(try store.verify().findings.isEmpty)
  }
}
