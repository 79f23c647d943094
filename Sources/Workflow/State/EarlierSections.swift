/// The sections of a document's latest revisions, as the ways back from each to the one before it: what a revision has
/// in common with the next is held once.
package struct EarlierSections: Hashable, Sendable {
  /// By the number of a revision: what it is made of, from the sections of the revision after it.
  private var ways: [Int: DraftSections] = [:]

  /// Sections that are held beside the latest revision's.
  package var count: Int { ways.values.reduce(0) { $0 + $1.named.count } }

  /// Takes in that `latest`, in `sections`, came after `before`.
  mutating func add(latest revision: Int, _ sections: [SectionRef], before: [SectionRef]) {
    guard revision > 1 else { return }
    ways[revision - 1] = DraftSections(from: sections, to: before)
    ways[revision - WorkflowLimits.recentRevisionsMax] = nil
    forgetOldest()
  }

  private mutating func forgetOldest() {
    var held = 0
    var isFull = false
    for number in ways.keys.sorted(by: >) {
      held += ways[number]?.named.count ?? 0
      // A way further back leads nowhere without the ones before it.
      isFull = isFull || held > WorkflowLimits.recentSectionsMax
      if isFull { ways[number] = nil }
    }
  }

  /// The sections of an earlier revision; nil where they are not held.
  func sections(of number: Int, latest revision: Int, _ sections: [SectionRef]) -> [SectionRef]? {
    guard number <= revision else { return nil }
    var found = sections
    for earlier in (number..<revision).reversed() {
      guard let way = ways[earlier] else { return nil }
      found = way.resolved(before: found)
    }
    return found
  }
}

extension DocumentState {
  /// The sections of the latest revision or of one shortly before it; nil where they are not held in memory.
  package func sections(of number: Int) -> [SectionRef]? {
    earlierSections.sections(of: number, latest: revision, sections)
  }
}
