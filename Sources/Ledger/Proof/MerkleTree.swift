package import Foundation

/// Makes proofs (RFC 9162, section 2.1) from the hashes of full subtrees.
package struct MerkleTree {
  package let size: Int64
  /// The hash over the leaves from `index * 2^height` on, 2^height of them; asked for inside the tree only.
  let subtree: (_ height: Int, _ index: Int64) throws -> Data

  package init(size: Int64, subtree: @escaping (_ height: Int, _ index: Int64) throws -> Data) {
    self.size = size
    self.subtree = subtree
  }

  /// The root that the tree had with its first `size` leaves.
  package func root(at size: Int64) throws -> Data {
    size == 0 ? MerkleHash.empty : try hash(0..<size)
  }

  /// PATH of section 2.1.3.1: the hashes beside the way from a leaf up to the root, the lowest first.
  package func inclusion(of index: Int64, at size: Int64) throws -> [Data] {
    precondition((0..<size).contains(index) && size <= self.size)
    var path: [Data] = []
    var range = 0..<size
    while range.count > 1 {
      let middle = range.lowerBound + Self.split(range)
      let isLeft = index < middle
      path.append(try hash(isLeft ? middle..<range.upperBound : range.lowerBound..<middle))
      range = isLeft ? range.lowerBound..<middle : middle..<range.upperBound
    }
    return path.reversed()
  }

  /// PROOF of section 2.1.4.1: that the first leaves of the later tree are all those of the earlier.
  package func consistency(from earlier: Int64, to later: Int64) throws -> [Data] {
    precondition(0...later ~= earlier && later <= size)
    guard earlier > 0, earlier < later else { return [] }
    var (path, range, isWhole): ([Data], Range<Int64>, Bool) = ([], 0..<later, true)
    while range.upperBound != earlier {
      let middle = range.lowerBound + Self.split(range)
      if earlier <= middle {
        path.append(try hash(middle..<range.upperBound))
        range = range.lowerBound..<middle
      } else {
        path.append(try hash(range.lowerBound..<middle))
        range = middle..<range.upperBound
        isWhole = false
      }
    }
    if !isWhole { path.append(try hash(range)) }
    return path.reversed()
  }

  /// The right edge of the tree with so many leaves, to append to.
  package func frontier(at size: Int64) throws -> MerkleFrontier? {
    var (peaks, start): ([Data], Int64) = ([], 0)
    for height in (0..<63).reversed() where size >> Int64(height) & 1 == 1 {
      peaks.append(try subtree(height, start >> Int64(height)))
      start += 1 << Int64(height)
    }
    return MerkleFrontier(size: size, peaks: peaks)
  }

  private func hash(_ range: Range<Int64>) throws -> Data {
    let count = Int64(range.count)
    if count.nonzeroBitCount == 1 {
      return try subtree(count.trailingZeroBitCount, range.lowerBound / count)
    }
    let middle = range.lowerBound + Self.split(range)
    return MerkleHash.node(try hash(range.lowerBound..<middle), try hash(middle..<range.upperBound))
  }

  /// The largest power of two below the number of leaves.
  private static func split(_ range: Range<Int64>) -> Int64 {
    1 << Int64(63 - (Int64(range.count) - 1).leadingZeroBitCount)
  }
}

/// Checks proofs, from nothing but what it is given.
package enum MerkleVerification {
  /// RFC 9162, section 2.1.3.2.
  package static func isIncluded(leaf: Data, index: Int64, size: Int64, path: [Data], root: Data) -> Bool {
    guard index >= 0, index < size else { return false }
    var (first, last, hash) = (index, size - 1, leaf)
    for step in path {
      guard last > 0 else { return false }
      if first & 1 == 1 || first == last {
        hash = MerkleHash.node(step, hash)
        while first & 1 == 0, first > 0 { (first, last) = (first >> 1, last >> 1) }
      } else {
        hash = MerkleHash.node(hash, step)
      }
      (first, last) = (first >> 1, last >> 1)
    }
    return last == 0 && hash == root
  }

  /// RFC 9162, section 2.1.4.2. Every tree continues the empty one.
  package static func isConsistent(
    from earlier: Int64, root earlierRoot: Data, to later: Int64, root laterRoot: Data, path: [Data]
  ) -> Bool {
    guard earlier >= 0, earlier <= later else { return false }
    if earlier == later { return path.isEmpty && earlierRoot == laterRoot }
    if earlier == 0 { return path.isEmpty && earlierRoot == MerkleHash.empty }
    let steps = earlier.nonzeroBitCount == 1 ? [earlierRoot] + path : path
    guard var old = steps.first else { return false }
    var new = old
    var (first, last) = (earlier - 1, later - 1)
    while first & 1 == 1 { (first, last) = (first >> 1, last >> 1) }
    for step in steps.dropFirst() {
      guard last > 0 else { return false }
      if first & 1 == 1 || first == last {
        (old, new) = (MerkleHash.node(step, old), MerkleHash.node(step, new))
        while first & 1 == 0, first > 0 { (first, last) = (first >> 1, last >> 1) }
      } else {
        new = MerkleHash.node(new, step)
      }
      (first, last) = (first >> 1, last >> 1)
    }
    return last == 0 && old == earlierRoot && new == laterRoot
  }
}
