import Foundation
import GRDB
import Workflow

/// What the log says was erased of it.
struct Erasures {
  struct Body {
    let event: Int64
    let erased: Data
    let left: Data
    let texts: [String]
    /// Whether the event that says so is itself what its leaf hash was made of.
    let isTrusted: Bool
  }

  struct Person {
    let event: Int64
    let facts: UserErased
  }

  /// By the position of what was erased.
  private(set) var bodies: [Int64: Body] = [:]
  private(set) var people: [Person] = []
  /// The hashes that envelopes hold of metadata that was erased; their truth is in the leaves.
  private(set) var metadata: [Int64: Data] = [:]
  /// Digests of words, by the position of their erasure.
  private(set) var texts: [String: Int64] = [:]

  init(in db: Database) throws {
    let hashes = try Row.fetchCursor(db, sql: "SELECT seq, sha256 FROM erased_metadata")
    while let row = try hashes.next() { metadata[row["seq"]] = row["sha256"] }
    let rows = try Row.fetchCursor(
      db, sql: "SELECT * FROM event WHERE type IN ('body.redacted', 'user.erased') ORDER BY seq")
    while let row = try rows.next() {
      // One that cannot be read is found by its own leaf.
      if row["type"] == EventType.userErased.rawValue {
        guard let facts = try? JSONDecoder().decode(UserErased.self, from: row["body"]) else { continue }
        people.append(Person(event: row["seq"], facts: facts))
      } else if let facts = try? JSONDecoder().decode(BodyRedacted.self, from: row["body"]) {
        add(facts, of: LoggedRow(row))
      }
    }
  }

  private mutating func add(_ facts: BodyRedacted, of row: LoggedRow) {
    let leaf = row.envelope(erasedMetadata: metadata[row.seq]).leafHash()
    bodies[facts.seq] = Body(
      event: row.seq, erased: Hexadecimal.bytes(facts.erasedSHA256) ?? Data(),
      left: Hexadecimal.bytes(facts.leftSHA256) ?? Data(), texts: facts.texts, isTrusted: leaf == row.leafHash)
    for digest in facts.texts { texts[digest] = row.seq }
  }
}
