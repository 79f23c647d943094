/// The greedy search for the fewest differences between two lists (Myers, "An O(ND) Difference Algorithm", 1986), given
/// up when it grows dear.
struct ShortestWay {
  let old: ArraySlice<Int>
  let new: ArraySlice<Int>
  private(set) var stepsLeft: Int

  /// Differences looked for; the memory for the way back grows with their square: 8 MB for these.
  static let distanceMax = 1000

  init(old: ArraySlice<Int>, new: ArraySlice<Int>, stepsLeft: Int) {
    self.old = old
    self.new = new
    self.stepsLeft = stepsLeft
  }

  /// The places of the elements that stay, or nil where it would take too many steps.
  mutating func pairs() -> [(old: Int, new: Int)]? {
    // A search that is bound to fail takes no more than a share, so that later ones have their turn.
    var steps = stepsLeft / 4
    let given = steps
    let trace = trace(&steps)
    stepsLeft -= given - steps
    return trace.map(walkBack)
  }

  /// The furthest place on each diagonal, after each number of differences.
  private func trace(_ stepsLeft: inout Int) -> [[Int]]? {
    let most = min(Self.distanceMax, old.count + new.count)
    guard abs(old.count - new.count) <= most else { return nil }
    var furthest = [Int](repeating: 0, count: 2 * most + 3)
    let middle = most + 1
    var trace: [[Int]] = []
    for distance in 0...most {
      trace.append(Array(furthest[(middle - distance - 1)...(middle + distance + 1)]))
      for diagonal in stride(from: -distance, through: distance, by: 2) {
        let goesDown =
          diagonal == -distance
          || (diagonal != distance && furthest[middle + diagonal - 1] < furthest[middle + diagonal + 1])
        let start = goesDown ? furthest[middle + diagonal + 1] : furthest[middle + diagonal - 1] + 1
        let x = follow(start, diagonal)
        stepsLeft -= x - start + 1
        guard stepsLeft >= 0 else { return nil }
        furthest[middle + diagonal] = x
        if x >= old.count, x - diagonal >= new.count { return trace }
      }
    }
    return nil
  }

  /// Along equal elements.
  private func follow(_ start: Int, _ diagonal: Int) -> Int {
    var x = start
    while x < old.count, x - diagonal < new.count, x - diagonal >= 0,
      old[old.startIndex + x] == new[new.startIndex + x - diagonal]
    {
      x += 1
    }
    return x
  }

  private func walkBack(_ trace: [[Int]]) -> [(old: Int, new: Int)] {
    var pairs: [(old: Int, new: Int)] = []
    var (x, y) = (old.count, new.count)
    for distance in stride(from: trace.count - 1, through: 0, by: -1) {
      let furthest = trace[distance]
      let middle = distance + 1
      let diagonal = x - y
      let goesDown =
        diagonal == -distance
        || (diagonal != distance && furthest[middle + diagonal - 1] < furthest[middle + diagonal + 1])
      let before = goesDown ? diagonal + 1 : diagonal - 1
      let beforeX = distance == 0 ? 0 : furthest[middle + before]
      let beforeY = distance == 0 ? 0 : beforeX - before
      while x > beforeX, y > beforeY, x > 0, y > 0 {
        (x, y) = (x - 1, y - 1)
        pairs.append((old.startIndex + x, new.startIndex + y))
      }
      guard distance > 0 else { break }
      if goesDown { y -= 1 } else { x -= 1 }
    }
    return pairs
  }
}

/// The elements that stand exactly once in each of two lists, as far as their order is the same in both.
enum PatienceAnchors {
  /// The longest such list of places, ascending on both sides.
  static func find(_ old: ArraySlice<Int>, _ new: ArraySlice<Int>) -> [(old: Int, new: Int)] {
    let (inOld, inNew) = (places(old), places(new))
    let common = old.indices.compactMap { index -> (old: Int, new: Int)? in
      guard inOld[old[index]] == index, let place = inNew[old[index]], place >= 0 else { return nil }
      return (index, place)
    }
    return ascending(common)
  }

  /// Where each number stands; -1 where it stands more than once.
  private static func places(_ list: ArraySlice<Int>) -> [Int: Int] {
    var places: [Int: Int] = [:]
    for index in list.indices {
      if places.updateValue(index, forKey: list[index]) != nil { places[list[index]] = -1 }
    }
    return places
  }

  /// The longest ascending run of the new places, by patience sorting.
  private static func ascending(_ common: [(old: Int, new: Int)]) -> [(old: Int, new: Int)] {
    var tops: [Int] = []
    var before = [Int](repeating: -1, count: common.count)
    for index in common.indices {
      var (lower, upper) = (0, tops.count)
      while lower < upper {
        let middle = (lower + upper) / 2
        if common[tops[middle]].new < common[index].new { lower = middle + 1 } else { upper = middle }
      }
      if lower > 0 { before[index] = tops[lower - 1] }
      if lower == tops.count { tops.append(index) } else { tops[lower] = index }
    }
    var run: [(old: Int, new: Int)] = []
    var at = tops.last ?? -1
    while at >= 0 {
      run.append(common[at])
      at = before[at]
    }
    return run.reversed()
  }
}
