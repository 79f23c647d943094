/// Two texts that were both made from a third, brought together section by section: where one side alone changed a
/// section, its words are taken; where both did, somebody must choose.
package struct SectionMerge: Sendable {
  /// Words of one section; nil where the section is not there.
  package struct Conflict: Hashable, Sendable {
    package let base: String?
    package let mine: String?
    package let theirs: String?
  }
  package enum Outcome: Hashable, Sendable {
    /// Neither side changed it, or both in the same way.
    case agreed(String?)
    case mine(String?)
    case theirs(String?)
    case conflict(Conflict)
  }
  package struct Part: Hashable, Sendable {
    package let id: String
    package let title: String
    package let outcome: Outcome
  }

  package let parts: [Part]

  /// `mine` is recognised by the sections of `base`.
  package init(base: [SectionFingerprint], mine: [SectionFingerprint], theirs: [SectionFingerprint]) {
    let (inBase, inMine, inTheirs) = (Self.byID(base), Self.byID(mine), Self.byID(theirs))
    parts = Self.order(base: base.map(\.id), mine: mine.map(\.id), theirs: theirs.map(\.id)).map { id in
      let title = (inMine[id] ?? inTheirs[id] ?? inBase[id])?.title ?? ""
      return Part(
        id: id, title: title,
        outcome: Self.outcome(base: inBase[id]?.text, mine: inMine[id]?.text, theirs: inTheirs[id]?.text))
    }
  }

  package var conflicts: [Part] {
    parts.filter { if case .conflict = $0.outcome { true } else { false } }
  }

  /// The whole text, with what was chosen for each section in conflict, by id; an empty text leaves the section out. Nil
  /// where one was not chosen.
  package func text(choosing chosen: [String: String]) -> String? {
    var text = ""
    for part in parts {
      let words: String?
      switch part.outcome {
      case .agreed(let one), .mine(let one), .theirs(let one): words = one
      case .conflict:
        guard let choice = chosen[part.id] else { return nil }
        words = choice
      }
      guard let words, !words.isEmpty else { continue }
      // A section that was the last one may not run into the next.
      if let last = text.utf8.last, last != .lineFeed { text += "\n\n" }
      text += words
    }
    return text
  }

  private static func byID(_ sections: [SectionFingerprint]) -> [String: SectionFingerprint] {
    Dictionary(sections.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  private static func outcome(base: String?, mine: String?, theirs: String?) -> Outcome {
    if isEqual(mine, theirs) { return .agreed(parting(mine, theirs)) }
    if isEqual(mine, base) { return .theirs(theirs) }
    if isEqual(theirs, base) { return .mine(mine) }
    return .conflict(Conflict(base: base, mine: mine, theirs: theirs))
  }

  /// As they are written, but for the blank lines at the end.
  private static func isEqual(_ one: String?, _ other: String?) -> Bool {
    guard let one, let other else { return one == nil && other == nil }
    return one.isWritten(as: other)
  }

  /// Of two that are equal, the one with the lines that part it from a section that only one side has.
  private static func parting(_ mine: String?, _ theirs: String?) -> String? {
    guard let mine, let theirs else { return theirs }
    return mine.utf8.count > theirs.utf8.count ? mine : theirs
  }

  /// Their order where they changed it, else mine; what only the other side has comes after what it follows there.
  private static func order(base: [String], mine: [String], theirs: [String]) -> [String] {
    let (inBase, inTheirs) = (Set(base), Set(theirs))
    let theyMoved = theirs.filter(inBase.contains) != base.filter(inTheirs.contains)
    let (first, other) = theyMoved ? (theirs, mine) : (mine, theirs)
    let known = Set(first)
    var following: [String: [String]] = [:]
    var leading: [String] = []
    var last: String?
    for id in other {
      if known.contains(id) {
        last = id
      } else if let last {
        following[last, default: []].append(id)
      } else {
        leading.append(id)
      }
    }
    return leading + first.flatMap { [$0] + (following[$0] ?? []) }
  }
}

extension String {
  /// Whether it has the same bytes, but for the blank lines at its end: two strings are equal that are written in different
  /// bytes.
  func isWritten(as other: String) -> Bool { trimmedBytes.elementsEqual(other.trimmedBytes) }

  private var trimmedBytes: Substring.UTF8View {
    var bytes = self[...].utf8
    while bytes.last == .lineFeed { bytes.removeLast() }
    return bytes
  }
}
