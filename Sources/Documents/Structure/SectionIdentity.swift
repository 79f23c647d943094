/// Gives each section of a revision its id: the one that it had before, where it is the same section, or a new one.
enum SectionIdentity {
  /// Sections that are compared with one another by their words, at most, on each side.
  private static let comparedMax = 200
  /// From this share of common words on, a section counts as the same under another heading.
  private static let similarityMin = 0.6

  static func assign(to sections: [SectionFingerprint], previous: [SectionFingerprint]) -> [String] {
    var ids = [String?](repeating: nil, count: sections.count)
    var free = previous.indices.map { Optional($0) }
    match(sections, previous, &ids, &free) { "\($0.level)/\($0.title)" }
    match(sections, previous, &ids, &free) { "\($0.level)/\(slug(of: $0.title))" }
    match(sections, previous, &ids, &free, key: \.digest)
    matchBySimilarity(sections, previous, &ids, &free)
    return fresh(for: sections, ids: ids, taken: Set(previous.map(\.id)))
  }

  /// Pairs what has the same key, in order.
  private static func match(
    _ sections: [SectionFingerprint], _ previous: [SectionFingerprint], _ ids: inout [String?], _ free: inout [Int?],
    key: (SectionFingerprint) -> String
  ) {
    var waiting: [String: [Int]] = [:]
    for index in free.indices.reversed() where free[index] != nil {
      waiting[key(previous[index]), default: []].append(index)
    }
    for index in sections.indices where ids[index] == nil {
      guard let found = waiting[key(sections[index])]?.popLast() else { continue }
      ids[index] = previous[found].id
      free[found] = nil
    }
  }

  private static func matchBySimilarity(
    _ sections: [SectionFingerprint], _ previous: [SectionFingerprint], _ ids: inout [String?], _ free: inout [Int?]
  ) {
    let open = sections.indices.filter { ids[$0] == nil }.prefix(comparedMax)
    let candidates = free.compactMap { $0 }.prefix(comparedMax)
    guard !open.isEmpty, !candidates.isEmpty else { return }
    let before = candidates.map { words(of: previous[$0].text) }
    for index in open {
      let now = words(of: sections[index].text)
      var best: (place: Int, share: Double)?
      for place in candidates.indices where free[candidates[place]] != nil {
        let share = similarity(now, before[place])
        if share >= similarityMin, share > best?.share ?? 0 { best = (place, share) }
      }
      guard let best else { continue }
      ids[index] = previous[candidates[best.place]].id
      free[candidates[best.place]] = nil
    }
  }

  /// The words below the heading, each once; the first few thousand speak for all.
  private static func words(of text: String) -> Set<Substring> {
    let body = text.drop { !$0.isNewline }
    return Set(body.prefix(20_000).split { !$0.isLetter && !$0.isNumber })
  }

  private static func similarity(_ one: Set<Substring>, _ other: Set<Substring>) -> Double {
    guard !one.isEmpty, !other.isEmpty else { return 0 }
    return 2 * Double(one.intersection(other).count) / Double(one.count + other.count)
  }

  private static func fresh(for sections: [SectionFingerprint], ids: [String?], taken: Set<String>) -> [String] {
    var taken = taken
    var next: [String: Int] = [:]
    return zip(sections, ids).map { section, known in
      if let known { return known }
      let base = section.level == 0 ? "preamble" : slug(of: section.title)
      var id = base
      while !taken.insert(id).inserted {
        let number = next[base, default: 2]
        next[base] = number + 1
        id = "\(base)-\(number)"
      }
      return id
    }
  }

  /// `1.2 Purpose & Scope` becomes `purpose-scope`: without numbering in front, ASCII, lower case.
  static func slug(of title: String) -> String {
    let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let named = words.drop { $0.allSatisfy(\.isNumber) }
    let kept = named.isEmpty ? words[...] : named
    let slug = kept.joined(separator: "-").prefix(80)
    return slug.isEmpty ? "section" : String(slug)
  }
}
