/// Finds, for the sections of a revision, the sections of the revision before that they are. Surest signs first; each
/// pass looks only at what is still open on both sides and takes time linear in that.
struct SectionMatching {
  private let old: [SectionTraits]
  private let new: [SectionTraits]
  private let oldParents: [Int]
  private let newParents: [Int]
  /// The old section that each new one is.
  private(set) var match: [Int?]
  private var isTaken: [Bool]

  /// Least likeness at which a section with another heading counts as the same.
  static let likenessMin = 0.6
  /// A word that stands in more open sections than this says nothing about which one it is.
  static let wordSpreadMax = 16
  /// Open sections whose likeness is measured, for each new one.
  static let candidatesMax = 8

  init(old: [SectionTraits], new: [SectionTraits]) {
    var numbers: [String: Int] = [:]
    func numbered(_ traits: SectionTraits) -> SectionTraits {
      var traits = traits
      traits.number = numbers[traits.digest, default: numbers.count]
      numbers[traits.digest] = traits.number
      return traits
    }
    self.old = old.map(numbered)
    self.new = new.map(numbered)
    oldParents = Self.parents(old)
    newParents = Self.parents(new)
    match = Array(repeating: nil, count: new.count)
    isTaken = Array(repeating: false, count: old.count)
  }

  mutating func run() {
    pairUnchangedBetweenNeighbours()
    pair(onlyUnique: true) { list, index in "\(list[index].level) \(list[index].bareTitle)" }
    pair(onlyUnique: true, by: Self.bodyKey)
    pairUnderParents()
    pair { list, index in "\(list[index].number) \(list[index].title)" }
    pair(by: Self.bodyKey)
    pair { list, index in "\(list[index].level) \(list[index].title)" }
    pair { list, index in list[index].body.map(String.init) }
    pairAlike()
    pairUnderParents()
    pairBetweenNeighbours()
  }

  /// The same text under the same heading, with the same text before or after it.
  private mutating func pairUnchangedBetweenNeighbours() {
    func number(_ list: [SectionTraits], _ index: Int) -> Int { list.indices.contains(index) ? list[index].number : -1 }
    for (before, after) in [(true, true), (true, false), (false, true)] {
      pair { list, index in
        let (above, below) = (before ? number(list, index - 1) : -2, after ? number(list, index + 1) : -2)
        return "\(list[index].number) \(above) \(below)"
      }
    }
  }

  private static func bodyKey(_ list: [SectionTraits], _ index: Int) -> String? {
    list[index].body.map { "\(list[index].level) \($0) \(list[index].bareTitle)" }
  }

  /// Pairs open sections with equal keys, in order.
  private mutating func pair(onlyUnique: Bool = false, by key: ([SectionTraits], Int) -> String?) {
    var waiting: [String: [Int]] = [:]
    for index in old.indices.reversed() where !isTaken[index] {
      if let key = key(old, index) { waiting[key, default: []].append(index) }
    }
    guard !waiting.isEmpty else { return }
    var counts: [String: Int] = [:]
    if onlyUnique {
      for index in new.indices where match[index] == nil {
        if let key = key(new, index) { counts[key, default: 0] += 1 }
      }
    }
    for index in new.indices where match[index] == nil {
      guard let key = key(new, index) else { continue }
      if onlyUnique, counts[key] != 1 || waiting[key]?.count != 1 { continue }
      if let found = waiting[key]?.popLast() { take(index, found) }
    }
  }

  /// The same heading below the same section: with the same text, else with its number, else without.
  private mutating func pairUnderParents() {
    let signs: [(SectionTraits) -> String] = [{ "\($0.number) \($0.title)" }, { $0.title }, { $0.bareTitle }]
    for sign in signs {
      var waiting: [String: [Int]] = [:]
      for index in old.indices.reversed() where !isTaken[index] && oldParents[index] >= 0 {
        waiting["\(oldParents[index]) \(old[index].level) \(sign(old[index]))", default: []].append(index)
      }
      guard !waiting.isEmpty else { return }
      for index in new.indices where match[index] == nil && newParents[index] >= 0 {
        guard let parent = match[newParents[index]] else { continue }
        if let found = waiting["\(parent) \(new[index].level) \(sign(new[index]))"]?.popLast() { take(index, found) }
      }
    }
  }

  /// Another heading over mostly the same words. Sections are compared through the words that few of them have.
  private mutating func pairAlike() {
    var holders: [UInt64: [Int]] = [:]
    for index in old.indices where !isTaken[index] {
      for word in old[index].words where (holders[word]?.count ?? 0) <= Self.wordSpreadMax {
        holders[word, default: []].append(index)
      }
    }
    guard !holders.isEmpty else { return }
    var pairs: [(likeness: Double, new: Int, old: Int)] = []
    for index in new.indices where match[index] == nil {
      var shared: [Int: Int] = [:]
      for word in new[index].words {
        guard let holding = holders[word], holding.count <= Self.wordSpreadMax else { continue }
        for candidate in holding { shared[candidate, default: 0] += 1 }
      }
      let best = shared.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.candidatesMax)
      for (candidate, _) in best {
        let likeness = new[index].likeness(to: old[candidate])
        if likeness >= Self.likenessMin { pairs.append((likeness, index, candidate)) }
      }
    }
    for pair in pairs.sorted(by: { ($1.likeness, $0.new, $0.old) < ($0.likeness, $1.new, $1.old) })
    where match[pair.new] == nil && !isTaken[pair.old] {
      take(pair.new, pair.old)
    }
  }

  /// A bare heading between the same neighbours was reworded.
  private mutating func pairBetweenNeighbours() {
    for index in new.indices where match[index] == nil && new[index].body == nil {
      let candidate: Int
      if index == 0 { candidate = 0 } else if let before = match[index - 1] { candidate = before + 1 } else { continue }
      guard old.indices.contains(candidate), !isTaken[candidate], old[candidate].body == nil else { continue }
      guard old[candidate].level == new[index].level else { continue }
      let after = index + 1 < new.count ? match[index + 1] : old.count
      if after == candidate + 1 { take(index, candidate) }
    }
  }

  private mutating func take(_ index: Int, _ found: Int) {
    match[index] = found
    isTaken[found] = true
  }

  /// The section that each one stands below, or -1.
  private static func parents(_ list: [SectionTraits]) -> [Int] {
    var parents: [Int] = []
    var open: [Int] = []
    for (index, traits) in list.enumerated() {
      while let last = open.last, list[last].level >= traits.level { open.removeLast() }
      parents.append(open.last ?? -1)
      if traits.level > 0 { open.append(index) }
    }
    return parents
  }
}
