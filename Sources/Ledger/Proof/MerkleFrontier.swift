import Crypto
package import Foundation

/// The two hashes of the tree (RFC 9162, section 2.1.1).
package enum MerkleHash {
  package static func leaf(_ entry: some Sequence<UInt8>) -> Data {
    var hasher = SHA256()
    hasher.update(data: [0])
    hasher.update(data: Array(entry))
    return Data(hasher.finalize())
  }

  package static func node(_ left: Data, _ right: Data) -> Data {
    var hasher = SHA256()
    hasher.update(data: [1])
    hasher.update(data: left)
    hasher.update(data: right)
    return Data(hasher.finalize())
  }

  /// The root of the tree without leaves.
  package static let empty = Data(SHA256.hash(data: []))
}

/// The right edge of a growing tree: the roots of its full subtrees, the largest first. Appending hashes twice for each
/// leaf, on the average; a copy is small.
package struct MerkleFrontier: Hashable, Sendable {
  /// The root of a full subtree of 256^level leaves, the idx-th of its size.
  package struct Tile: Hashable, Sendable {
    package let level: Int
    package let index: Int64
    package let hash: Data
  }

  /// Leaves under a tile of level 1: two to this power.
  package static let tileHeight = 8

  package private(set) var size: Int64
  /// One for each bit of the size that is set, the highest first.
  private var peaks: [Data]
  /// The tiles that have become full and were not taken yet, in the order in which they did.
  package private(set) var completed: [Tile] = []

  package init() {
    size = 0
    peaks = []
  }

  /// Nil where these are not as many as the size has bits that are set.
  package init?(size: Int64, peaks: [Data]) {
    guard size >= 0, peaks.count == size.nonzeroBitCount else { return nil }
    self.size = size
    self.peaks = peaks
  }

  package mutating func append(_ leaf: Data) {
    var (hash, height) = (leaf, 0)
    while size >> Int64(height) & 1 == 1 {
      hash = MerkleHash.node(peaks.removeLast(), hash)
      height += 1
      guard height.isMultiple(of: Self.tileHeight) else { continue }
      completed.append(Tile(level: height / Self.tileHeight, index: size >> Int64(height), hash: hash))
    }
    peaks.append(hash)
    size += 1
  }

  package mutating func takeCompleted() -> [Tile] {
    defer { completed = [] }
    return completed
  }

  package var root: Data {
    guard var root = peaks.last else { return MerkleHash.empty }
    for peak in peaks.dropLast().reversed() { root = MerkleHash.node(peak, root) }
    return root
  }
}
