/// One step of the way from one list to another.
package enum DiffOperation: String, Hashable, Sendable, Codable {
  case same, added, removed
}

/// A short way from one list to another: the shortest (Myers, 1986) where that is cheap; else the elements that stand
/// once on both sides part the lists (Bram Cohen's patience diff), and what then is still dear is taken as replaced.
enum LineDiff {
  /// Steps that one comparison may take in all: some 30 ms.
  static let stepsMax = 4_000_000

  static func operations<Element: Hashable>(
    from old: [Element], to new: [Element]
  ) -> [(operation: DiffOperation, element: Element)] {
    var stepsLeft = stepsMax
    return operations(from: old, to: new, stepsLeft: &stepsLeft)
  }

  /// Several comparisons may share their steps: where none are left, what differs is taken as replaced.
  static func operations<Element: Hashable>(
    from old: [Element], to new: [Element], stepsLeft: inout Int
  ) -> [(operation: DiffOperation, element: Element)] {
    var result: [(operation: DiffOperation, element: Element)] = []
    result.reserveCapacity(max(old.count, new.count))
    var (x, y) = (0, 0)
    for pair in pairs(from: old, to: new, stepsLeft: &stepsLeft) + [(old.count, new.count)] {
      while x < pair.old {
        result.append((.removed, old[x]))
        x += 1
      }
      while y < pair.new {
        result.append((.added, new[y]))
        y += 1
      }
      guard x < old.count, y < new.count else { continue }
      result.append((.same, new[y]))
      (x, y) = (x + 1, y + 1)
    }
    return result
  }

  /// The places of the elements that stay, ascending on both sides.
  static func pairs<Element: Hashable>(from old: [Element], to new: [Element]) -> [(old: Int, new: Int)] {
    var stepsLeft = stepsMax
    return pairs(from: old, to: new, stepsLeft: &stepsLeft)
  }

  private static func pairs<Element: Hashable>(
    from old: [Element], to new: [Element], stepsLeft: inout Int
  ) -> [(old: Int, new: Int)] {
    var numbers: [Element: Int] = [:]
    func number(_ element: Element) -> Int {
      if let number = numbers[element] { return number }
      numbers[element] = numbers.count
      return numbers.count - 1
    }
    var comparison = Comparison(old: old.map(number), new: new.map(number), stepsLeft: stepsLeft)
    comparison.run()
    stepsLeft = comparison.stepsLeft
    return comparison.match.enumerated().compactMap { index, match in match >= 0 ? (index, match) : nil }
  }
}

/// Two lists of numbers; equal elements have equal numbers.
private struct Comparison {
  let old: [Int]
  let new: [Int]
  private(set) var stepsLeft: Int
  /// The place in the new list that each old element stays at, or -1.
  private(set) var match: [Int]
  private var open: [Region] = []

  struct Region {
    var old: Range<Int>
    var new: Range<Int>
  }

  init(old: [Int], new: [Int], stepsLeft: Int) {
    self.old = old
    self.new = new
    self.stepsLeft = stepsLeft
    match = Array(repeating: -1, count: old.count)
  }

  mutating func run() {
    open = [Region(old: old.indices, new: new.indices)]
    while let region = open.popLast() { read(region) }
  }

  private mutating func read(_ region: Region) {
    let rest = withoutEqualEnds(region)
    guard !rest.old.isEmpty, !rest.new.isEmpty else { return }
    var search = ShortestWay(old: old[rest.old], new: new[rest.new], stepsLeft: stepsLeft)
    let found = search.pairs()
    stepsLeft = search.stepsLeft
    if let found {
      for pair in found { match[pair.old] = pair.new }
    } else {
      part(rest)
    }
  }

  /// Matches what is equal at both ends of the region.
  private mutating func withoutEqualEnds(_ region: Region) -> Region {
    var rest = region
    while let x = rest.old.first, let y = rest.new.first, old[x] == new[y] {
      match[x] = y
      rest = Region(old: x + 1..<rest.old.upperBound, new: y + 1..<rest.new.upperBound)
    }
    while let x = rest.old.last, let y = rest.new.last, old[x] == new[y] {
      match[x] = y
      rest = Region(old: rest.old.lowerBound..<x, new: rest.new.lowerBound..<y)
    }
    return rest
  }

  /// Opens the regions between the elements that stand once on both sides and in the same order.
  private mutating func part(_ region: Region) {
    stepsLeft -= region.old.count + region.new.count
    guard stepsLeft > 0 else { return }
    let anchors = PatienceAnchors.find(old[region.old], new[region.new])
    guard !anchors.isEmpty else { return }
    var (x, y) = (region.old.lowerBound, region.new.lowerBound)
    for anchor in anchors {
      match[anchor.old] = anchor.new
      open.append(Region(old: x..<anchor.old, new: y..<anchor.new))
      (x, y) = (anchor.old + 1, anchor.new + 1)
    }
    open.append(Region(old: x..<region.old.upperBound, new: y..<region.new.upperBound))
  }
}
