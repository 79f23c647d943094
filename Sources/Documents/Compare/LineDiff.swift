/// One step of the way from one list to another.
package enum DiffOperation: String, Hashable, Sendable, Codable {
  case same, added, removed
}

/// The shortest way from one list to another (Myers, 1986), as long as that is cheap; else a plain one.
enum LineDiff {
  /// Differences that are looked for; beyond them the middle is taken as replaced as a whole.
  private static let distanceMax = 2000

  static func operations<Element: Hashable>(
    from old: [Element], to new: [Element]
  ) -> [(operation: DiffOperation, element: Element)] {
    var start = 0
    while start < old.count, start < new.count, old[start] == new[start] { start += 1 }
    var end = 0
    while end < old.count - start, end < new.count - start, old[old.count - 1 - end] == new[new.count - 1 - end] {
      end += 1
    }
    let middle = myers(Array(old[start..<(old.count - end)]), Array(new[start..<(new.count - end)]))
    return old[..<start].map { (.same, $0) } + middle + old[(old.count - end)...].map { (.same, $0) }
  }

  private static func myers<Element: Hashable>(
    _ old: [Element], _ new: [Element]
  ) -> [(operation: DiffOperation, element: Element)] {
    guard !old.isEmpty, !new.isEmpty, let trace = trace(old, new) else {
      return old.map { (.removed, $0) } + new.map { (.added, $0) }
    }
    return walkBack(trace, old, new)
  }

  /// The furthest place on each diagonal, after each number of differences; nil where it takes too many.
  private static func trace<Element: Hashable>(_ old: [Element], _ new: [Element]) -> [[Int]]? {
    let most = min(distanceMax, old.count + new.count)
    var furthest = [Int](repeating: 0, count: 2 * most + 3)
    let middle = most + 1
    var trace: [[Int]] = []
    for distance in 0...most {
      trace.append(Array(furthest[(middle - distance - 1)...(middle + distance + 1)]))
      for diagonal in stride(from: -distance, through: distance, by: 2) {
        let goesDown =
          diagonal == -distance
          || (diagonal != distance && furthest[middle + diagonal - 1] < furthest[middle + diagonal + 1])
        var x = goesDown ? furthest[middle + diagonal + 1] : furthest[middle + diagonal - 1] + 1
        while x < old.count, x - diagonal < new.count, x - diagonal >= 0, old[x] == new[x - diagonal] { x += 1 }
        furthest[middle + diagonal] = x
        if x >= old.count, x - diagonal >= new.count { return trace }
      }
    }
    return nil
  }

  private static func walkBack<Element: Hashable>(
    _ trace: [[Int]], _ old: [Element], _ new: [Element]
  ) -> [(operation: DiffOperation, element: Element)] {
    var reversed: [(operation: DiffOperation, element: Element)] = []
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
        reversed.append((.same, old[x]))
      }
      guard distance > 0 else { break }
      if goesDown {
        y -= 1
        reversed.append((.added, new[y]))
      } else {
        x -= 1
        reversed.append((.removed, old[x]))
      }
    }
    return reversed.reversed()
  }
}
