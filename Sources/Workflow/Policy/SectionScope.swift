import Documents

/// Which sections of a document a rule speaks of.
///
/// Each pattern is a section's id, its title (with or without its numbering, in either case), or a glob over both, where
/// `*` stands for any characters. A section that is named brings those under it. `!` in front of a pattern takes out
/// what it names; patterns that only take out begin with the whole document.
package struct SectionScope: Hashable, Sendable {
  package let patterns: [String]

  package init(_ patterns: [String]) {
    self.patterns = patterns
  }

  /// In the document's order.
  package func sections(in all: [SectionRef]) -> [SectionRef] {
    let (taken, added) = (patterns.filter(Self.isExclusion), patterns.filter { !Self.isExclusion($0) })
    var ids = added.isEmpty ? Set(all.map(\.id)) : Self.trees(of: added, in: all)
    ids.subtract(Self.trees(of: taken.map { String($0.dropFirst()) }, in: all))
    return all.filter { ids.contains($0.id) }
  }

  /// Sections by id, each with those under it: what stands below it, up to the next of its level or above.
  static func trees(rootedAt roots: Set<String>, in all: [SectionRef]) -> Set<String> {
    var ids: Set<String> = []
    var level: Int?
    for section in all {
      if let open = level, section.level <= open { level = nil }
      if level == nil, roots.contains(section.id) { level = section.level }
      if level != nil { ids.insert(section.id) }
      // What stands before the first heading has nothing under it.
      if level == 0 { level = nil }
    }
    return ids
  }

  private static func isExclusion(_ pattern: String) -> Bool { pattern.hasPrefix("!") }

  private static func trees(of patterns: [String], in all: [SectionRef]) -> Set<String> {
    guard !patterns.isEmpty else { return [] }
    let globs = patterns.map { Glob($0.lowercased()) }
    let named = all.filter { section in
      let id = section.id.lowercased()
      if globs.contains(where: { $0.matches(id) }) { return true }
      let title = section.title.lowercased()
      let bare = String(Slug.withoutNumbering(title))
      return globs.contains { $0.matches(title) || $0.matches(bare) }
    }
    return trees(rootedAt: Set(named.map(\.id)), in: all)
  }
}

/// A pattern in which `*` stands for any characters, matched without going back over more than the last star.
struct Glob {
  /// Nil where it has no star: most patterns are names.
  private let pattern: [Character]?
  private let name: String

  init(_ pattern: String) {
    name = pattern
    self.pattern = pattern.contains("*") ? Array(pattern) : nil
  }

  func matches(_ text: String) -> Bool {
    guard let pattern else { return text == name }
    let text = Array(text)
    var (at, in_) = (0, 0)
    var star: (pattern: Int, text: Int)?
    while in_ < text.count {
      if at < pattern.count, pattern[at] == "*" {
        star = (at, in_)
        at += 1
      } else if at < pattern.count, pattern[at] == text[in_] {
        at += 1
        in_ += 1
      } else if let back = star {
        star = (back.pattern, back.text + 1)
        (at, in_) = (back.pattern + 1, back.text + 1)
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == "*" }
  }
}
