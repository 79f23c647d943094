/// The sections of a saved revision: all of them, or how they come from those of the revision before.
///
/// As JSON: `{"all": [section, …]}` or `{"changes": [run, …]}`.
package enum DraftSections: Hashable, Sendable {
  /// A key revision: it is read without the ones before it.
  case all([SectionRef])
  case changes([SectionRun])
}

/// A piece of a list of sections, one after another.
///
/// As JSON: `{"from": 3, "count": 12}` or `{"new": [section, …]}`.
package enum SectionRun: Hashable, Sendable {
  /// So many sections of the list before, from that place on (0 is the first), as they were.
  case kept(from: Int, count: Int)
  case new([SectionRef])
}

extension DraftSections {
  /// What a revision's event holds of its sections; `before` are those of the revision before it.
  init(of revision: Int, _ sections: [SectionRef], before: [SectionRef]) {
    let isKey = revision % WorkflowLimits.keyRevisionEvery == 1
    self = isKey ? .all(sections) : DraftSections(from: before, to: sections)
  }

  /// The changes from one list to another, or all of the other where the changes are not smaller.
  init(from old: [SectionRef], to new: [SectionRef]) {
    let runs = SectionRuns(from: old, to: new).runs
    let isSmaller = runs.reduce(0) { $0 + $1.weight } < new.count * SectionRun.sectionWeight
    self = isSmaller ? .changes(runs) : .all(new)
  }

  /// All sections, where `before` are those that the changes were made from.
  ///
  /// Never fails: a place that the list before does not have gives nothing.
  package func resolved(before: [SectionRef]) -> [SectionRef] {
    switch self {
    case .all(let sections): return sections
    case .changes(let runs):
      var sections: [SectionRef] = []
      sections.reserveCapacity(runs.reduce(0) { $0 + $1.count })
      for run in runs { sections.append(contentsOf: run.resolved(before: before)) }
      return sections
    }
  }

  /// All sections of a key revision; nil where it holds changes.
  package var all: [SectionRef]? {
    guard case .all(let sections) = self else { return nil }
    return sections
  }

  /// The sections that it names in full.
  package var named: [SectionRef] {
    switch self {
    case .all(let sections): sections
    case .changes(let runs):
      runs.flatMap { run -> [SectionRef] in
        guard case .new(let sections) = run else { return [] }
        return sections
      }
    }
  }
}

extension SectionRun {
  /// About how many bytes of JSON a section has for each byte of a kept run.
  fileprivate static let sectionWeight = 8

  fileprivate var weight: Int {
    switch self {
    case .kept: 1
    case .new(let sections): sections.count * Self.sectionWeight
    }
  }

  fileprivate var count: Int {
    switch self {
    case .kept(_, let count): max(0, count)
    case .new(let sections): sections.count
    }
  }

  fileprivate func resolved(before: [SectionRef]) -> ArraySlice<SectionRef> {
    switch self {
    case .kept(let from, let count): from < 0 ? [] : before.dropFirst(from).prefix(max(0, count))
    case .new(let sections): sections[...]
    }
  }
}

/// Finds what stays from one list to the other, also where it moved. Takes time linear in their lengths.
private struct SectionRuns {
  private(set) var runs: [SectionRun] = []
  /// Sections that are new, and not in a run yet.
  private var new: [SectionRef] = []

  init(from old: [SectionRef], to new: [SectionRef]) {
    let shorter = min(old.count, new.count)
    let head = (0..<shorter).prefix { old[$0] == new[$0] }.count
    let tail = (0..<shorter - head).prefix { old[old.count - 1 - $0] == new[new.count - 1 - $0] }.count
    let places = Dictionary(
      (head..<old.count - tail).map { (old[$0], $0) }, uniquingKeysWith: { first, _ in first })
    keep(0, head)
    for section in new[head..<new.count - tail] {
      if let place = places[section] { keep(place, 1) } else { self.new.append(section) }
    }
    keep(old.count - tail, tail)
    endNew()
  }

  private mutating func keep(_ place: Int, _ count: Int) {
    guard count > 0 else { return }
    endNew()
    if case .kept(let from, let length)? = runs.last, from + length == place {
      runs[runs.count - 1] = .kept(from: from, count: length + count)
    } else {
      runs.append(.kept(from: place, count: count))
    }
  }

  private mutating func endNew() {
    if !new.isEmpty { runs.append(.new(new)) }
    new = []
  }
}

extension DraftSections: Codable {
  enum CodingKeys: String, CodingKey { case all, changes }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let sections = try container.decodeIfPresent([SectionRef].self, forKey: .all) {
      self = .all(sections)
    } else {
      self = .changes(try container.decode([SectionRun].self, forKey: .changes))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .all(let sections): try container.encode(sections, forKey: .all)
    case .changes(let runs): try container.encode(runs, forKey: .changes)
    }
  }
}

extension SectionRun: Codable {
  enum CodingKeys: String, CodingKey { case from, count, new }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let sections = try container.decodeIfPresent([SectionRef].self, forKey: .new) {
      self = .new(sections)
    } else {
      self = .kept(
        from: try container.decode(Int.self, forKey: .from), count: try container.decode(Int.self, forKey: .count))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .kept(let from, let count):
      try container.encode(from, forKey: .from)
      try container.encode(count, forKey: .count)
    case .new(let sections): try container.encode(sections, forKey: .new)
    }
  }
}
