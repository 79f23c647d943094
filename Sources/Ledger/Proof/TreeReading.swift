import Foundation
import GRDB
import Workflow

/// The tree as the database holds it: tiles for full subtrees of 256, 65,536, … leaves, and the leaves in the rows.
///
/// A hash between two kinds of tile is made from at most 128 of the lower kind, so a proof reads at most 256 hashes for
/// each eight levels.
struct TreeReading {
  let db: Database

  func tree() throws -> MerkleTree {
    let size = try Int64.fetchOne(db, sql: "SELECT MAX(seq) FROM event") ?? 0
    return MerkleTree(size: size, subtree: subtree)
  }

  private func subtree(height: Int, index: Int64) throws -> Data {
    let (level, above) = height.quotientAndRemainder(dividingBy: MerkleFrontier.tileHeight)
    var hashes = try row(level: level, from: index << Int64(above), count: 1 << above)
    while hashes.count > 1 {
      hashes = stride(from: 0, to: hashes.count, by: 2).map { MerkleHash.node(hashes[$0], hashes[$0 + 1]) }
    }
    return hashes[0]
  }

  private func row(level: Int, from first: Int64, count: Int) throws -> [Data] {
    let hashes =
      try level == 0
      ? Data.fetchAll(
        db.cachedStatement(sql: "SELECT leaf_hash FROM event WHERE seq BETWEEN ? AND ? ORDER BY seq"),
        arguments: [first + 1, first + Int64(count)])
      : Data.fetchAll(
        db.cachedStatement(sql: "SELECT hash FROM merkle_tile WHERE level = ? AND idx BETWEEN ? AND ? ORDER BY idx"),
        arguments: [level, first, first + Int64(count) - 1])
    guard hashes.count == count else {
      let leaves = Int64(1) << Int64(level * MerkleFrontier.tileHeight)
      throw LogFailure(
        seq: (first + Int64(hashes.count)) * leaves + 1,
        reason: level == 0 ? "a row is missing" : "a hash of the tree, of level \(level), is missing")
    }
    return hashes
  }
}

/// The tree as the writer knows it: its right edge, and what of it was signed last.
struct LogTree: Sendable {
  var frontier = MerkleFrontier()
  var signedSize: Int64 = 0
  var signedAt: Int64 = 0

  var isSigned: Bool { frontier.size == signedSize }

  init() {}

  /// Reads it, and fills in the tiles of a log that is older than they are. Throws `LogFailure` where the log is not
  /// what was signed of it.
  init(openedIn db: Database) throws {
    try Self.catchUp(in: db)
    let last = try CheckpointReading.latest(in: db)
    let tree = try TreeReading(db: db).tree()
    try TailCheck.run(in: db, upTo: last?.size ?? tree.size)
    guard let frontier = try tree.frontier(at: tree.size) else { return }
    self.frontier = frontier
    guard let last else { return }
    guard last.size <= tree.size else {
      throw LogFailure(
        seq: tree.size + 1, reason: "the log ends before it, and \(last.size) events were signed for")
    }
    guard try tree.root(at: last.size) == last.root else {
      throw LogFailure(
        seq: last.size,
        reason: "the events up to it are not those that were signed for: 'countersign verify' tells more")
    }
    (signedSize, signedAt) = (last.size, last.signedAt.milliseconds)
  }

  /// Stores the tiles that have become full; in the transaction that stores their leaves.
  mutating func storeTiles(in db: Database) throws {
    for tile in frontier.takeCompleted() {
      try db.cachedStatement(sql: "INSERT INTO merkle_tile (level, idx, hash) VALUES (?, ?, ?)")
        .execute(arguments: [tile.level, tile.index, tile.hash])
    }
  }

  private static func catchUp(in db: Database) throws {
    let leaves = Int64(1) << Int64(MerkleFrontier.tileHeight)
    let size = try Int64.fetchOne(db, sql: "SELECT MAX(seq) FROM event") ?? 0
    let known = try Int64.fetchOne(db, sql: "SELECT MAX(idx) + 1 FROM merkle_tile WHERE level = 1") ?? 0
    guard known < size / leaves else { return }
    // The few tiles of higher levels are made again with those of level 1.
    var tree = LogTree()
    try db.execute(sql: "DELETE FROM merkle_tile")
    let cursor = try Data.fetchCursor(db, sql: "SELECT leaf_hash FROM event ORDER BY seq")
    while let leaf = try cursor.next() {
      tree.frontier.append(leaf)
      try tree.storeTiles(in: db)
    }
  }
}
