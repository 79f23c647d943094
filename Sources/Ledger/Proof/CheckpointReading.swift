package import Foundation
import GRDB
package import Workflow

/// A signed statement of what the log was.
package struct Checkpoint: Sendable {
  package let size: Int64
  package let root: Data
  /// With the cosignatures that came since.
  package let note: String
  package let signedAt: Timestamp
}

enum CheckpointReading {
  static func latest(in db: Database) throws -> Checkpoint? {
    try Row.fetchOne(db, sql: "SELECT * FROM checkpoint ORDER BY size DESC LIMIT 1").map { try checkpoint($0, in: db) }
  }

  static func at(_ size: Int64, in db: Database) throws -> Checkpoint? {
    try Row.fetchOne(db, sql: "SELECT * FROM checkpoint WHERE size = ?", arguments: [size])
      .map { try checkpoint($0, in: db) }
  }

  private static func checkpoint(_ row: Row, in db: Database) throws -> Checkpoint {
    let size: Int64 = row["size"]
    let lines = try String.fetchAll(
      db, sql: "SELECT line FROM cosignature WHERE size = ? ORDER BY witness", arguments: [size])
    return Checkpoint(
      size: size, root: row["root"], note: row["note"] + lines.map { $0 + "\n" }.joined(),
      signedAt: Timestamp(milliseconds: row["signed_at"]))
  }
}

/// That an event stands in the log.
package struct InclusionProof: Sendable {
  package let seq: Int64
  package let size: Int64
  package let leafHash: Data
  package let path: [Data]
  package let root: Data
}

/// That the log has only grown between two sizes.
package struct ConsistencyProof: Sendable {
  package let from: Int64
  package let to: Int64
  package let fromRoot: Data
  package let toRoot: Data
  package let path: [Data]
}

extension Ledger {
  /// The latest checkpoint; one is signed first where the log has grown since. Nil where nothing is signed here.
  package func checkpoint() async throws -> Checkpoint? {
    if let signer, !state.tree.isSigned {
      signer.ask()
      try await write { _ in }
    }
    return try await pool.read { db in try CheckpointReading.latest(in: db) }
  }

  /// `size` nil is that of the latest checkpoint, or the whole log where nothing is signed.
  package func inclusionProof(of seq: Int64, size: Int64?) async throws -> InclusionProof {
    let latest = try await checkpoint()
    return try await pool.read { db in
      let tree = try TreeReading(db: db).tree()
      let size = size ?? latest?.size ?? tree.size
      try Self.check(size, "size", in: 1...max(1, tree.size))
      try Self.check(seq, "seq", in: 1...size)
      let leaf = try Data.fetchOne(db, sql: "SELECT leaf_hash FROM event WHERE seq = ?", arguments: [seq])
      return InclusionProof(
        seq: seq, size: size, leafHash: leaf ?? Data(), path: try tree.inclusion(of: seq - 1, at: size),
        root: try tree.root(at: size))
    }
  }

  package func consistencyProof(from: Int64, to: Int64) async throws -> ConsistencyProof {
    try await pool.read { db in
      let tree = try TreeReading(db: db).tree()
      try Self.check(to, "to", in: 0...tree.size)
      try Self.check(from, "from", in: 0...to)
      return ConsistencyProof(
        from: from, to: to, fromRoot: try tree.root(at: from), toRoot: try tree.root(at: to),
        path: try tree.consistency(from: from, to: to))
    }
  }

  private static func check(_ number: Int64, _ field: String, in range: ClosedRange<Int64>) throws(Refusal) {
    guard range.contains(number) else {
      throw Refusal.field(field, "must be a number from \(range.lowerBound) to \(range.upperBound).")
    }
  }

  /// The key that checkpoints are verified with; nil where nothing is signed here.
  package var verifierKey: NoteKey? { signer?.verifier }
}
