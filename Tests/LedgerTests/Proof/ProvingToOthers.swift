import Documents
import Foundation
import GRDB
@testable import Ledger
import TestSupport
import Testing
import Workflow

/// Proofs and envelopes before verifiers that others wrote, and one of our own in another language.
@Suite(.enabled(if: Peer.provesHere, Comment(rawValue: Peer.whyAbsent)))
struct ProvingToOthers {
  private struct Sample {
    let tree: MerkleTree
    let roots: [Data]
    let leaves: [Data]

    init(size: Int) throws {
      let leaves = (0..<size).map { _ in MerkleHash.leaf((0..<8).map { _ in UInt8.random(in: 0...255) }) }
      var (frontier, roots) = (MerkleFrontier(), [MerkleHash.empty])
      for leaf in leaves {
        frontier.append(leaf)
        roots.append(frontier.root)
      }
      (self.leaves, self.roots) = (leaves, roots)
      tree = MerkleTree(size: Int64(size)) { height, index in
        var frontier = MerkleFrontier()
        for leaf in leaves[(Int(index) << height)..<((Int(index) + 1) << height)] { frontier.append(leaf) }
        return frontier.root
      }
    }

    func inclusion() throws -> [String: Value] {
      let size = Int.random(in: 1...leaves.count)
      let index = Int.random(in: 0..<size)
      let path = try tree.inclusion(of: Int64(index), at: Int64(size))
      return [
        "leaf": .string(leaves[index].hexadecimal), "index": .int(index), "size": .int(size),
        "path": .array(path.map { .string($0.hexadecimal) }), "root": .string(roots[size].hexadecimal),
      ]
    }

    func consistency() throws -> [String: Value] {
      let to = Int.random(in: 1...leaves.count)
      // From nothing on every log is consistent, whatever its root.
      let from = Int.random(in: 1...to)
      let path = try tree.consistency(from: Int64(from), to: Int64(to))
      return [
        "from": .int(from), "to": .int(to), "root_1": .string(roots[from].hexadecimal),
        "root_2": .string(roots[to].hexadecimal), "path": .array(path.map { .string($0.hexadecimal) }),
      ]
    }
  }

  /// One hash differs in one digit, or is one too many.
  private func damaged(_ proof: [String: Value]) -> [String: Value] {
    var proof = proof
    let name = ["path", "root", "root_2", "leaf"].filter { proof[$0] != nil }.randomElement() ?? "path"
    func flipped(_ text: String) -> Value {
      var characters = Array(text)
      let index = Int.random(in: 0..<characters.count)
      characters[index] = characters[index] == "0" ? "1" : "0"
      return .string(String(characters))
    }
    switch proof[name] {
    case .string(let text)?: proof[name] = flipped(text)
    case .array(var path)?:
      if let index = path.indices.randomElement(), case .string(let text) = path[index] {
        path[index] = flipped(text)
      } else {
        path.append(.string(String(repeating: "0", count: 64)))
      }
      proof[name] = .array(path)
    default: break
    }
    return proof
  }

  @Test("a thousand random proofs are accepted by both, and none that is damaged")
  func proofs() throws {
    let size = Int.random(in: 1...3000)
    let sample = try Sample(size: size)
    let inclusions = try (0..<500).map { _ in try sample.inclusion() }
    let consistencies = try (0..<500).map { _ in try sample.consistency() }
    let good: [Value] =
      inclusions.map { ["inclusion": .object($0)] } + consistencies.map { ["consistency": .object($0)] }
    let bad: [Value] =
      inclusions.map { ["inclusion": .object(damaged($0))] }
      + consistencies.map { ["consistency": .object(damaged($0))] }
    let answers = try Peer.ask("proofs.py", good + bad)
    for (question, answer) in zip(good, answers) {
      #expect(answer == ["own": true, "package": true], "a log of \(size): \(question)")
    }
    for (question, answer) in zip(bad, answers.dropFirst(good.count)) {
      let (own, package) = (answer["own"], answer["package"])
      #expect(own == .bool(false) && package == .bool(false), "a log of \(size): \(question)")
    }
  }

  @Test("the bytes of envelopes are those that rfc8785 writes, whatever stands in them")
  func envelopes() throws {
    let texts = ["ada", "\"\\/\u{8}\u{c}\n\r\t\u{1}\u{1f}", "é\u{1F600}\u{2028}", "", "a\u{7f}b"]
    let envelopes = (0..<200).map { number in
      Envelope(
        actor: texts[number % 5], actorKind: "person", bodySHA256: Data("\(number)".utf8).sha256,
        document: number.isMultiple(of: 2) ? texts[(number + 1) % 5] : nil, eventID: "evt_\(number)",
        metadataSHA256: number.isMultiple(of: 3) ? nil : Data("m\(number)".utf8).sha256,
        onBehalfOf: number.isMultiple(of: 5) ? texts[(number + 2) % 5] : nil, project: texts[(number + 3) % 5],
        recordedAt: 1_700_000_000_000 + Int64(number), role: nil, schemaVersion: 1, seq: Int64(number) + 1,
        stream: texts[(number + 4) % 5], streamVersion: number + 1, type: "comment.added")
    }
    let questions = envelopes.map { envelope -> Value in
      ["canonical": .string(String(decoding: envelope.encoded(), as: UTF8.self))]
    }
    let answers = try Peer.ask("proofs.py", questions)
    #expect(answers.allSatisfy { $0 == ["own": true, "package": true] })
  }

  @Test("a checkpoint and its time are signed as others read it")
  func checkpoint() async throws {
    let store = try ProvenLedger()
    try await store.fill(comments: 1)
    let note = try #require(try await store.ledger.checkpoint()).note
    let key = try #require(store.verifier)
    let timed = try #require(NoteKey(name: key.name, kind: .cosignature, publicKey: key.publicKey))
    let answers = try Peer.ask(
      "proofs.py",
      [
        ["note": .string(note), "key": .string(key.description)],
        [
          "note": .string(note.replacingOccurrences(of: "example.org/log\n", with: "example.org/lag\n")),
          "key": .string(key.description),
        ],
      ])
    #expect(answers.map { $0["package"] } == [true, false])
    #expect(SignedNote(note)?.isSigned(by: timed) == true)
  }
}
