/// Two revisions of a document, section by section in the order of the later one; what went stands where it stood.
package struct RevisionComparison: Sendable {
  package struct Part: Hashable, Sendable {
    package let id: String
    package let title: String
    package let level: Int
    /// None where the section is as it was; it may have moved and changed.
    package let changes: [SectionChange.Change]
    /// Where it was renamed.
    package let formerTitle: String?
    /// Of a section that moved: the title of the one that stood before it; empty where it was the first.
    package let formerNeighbour: String?
    /// Whether only such words changed as no approval is bound to: spaces, and what the log fills in.
    package let isSlight: Bool
    /// Empty where no word differs.
    package let blocks: [BlockChange]
    package let text: String

    package var isSame: Bool { changes.isEmpty && !isSlight }
  }

  package let parts: [Part]

  package init(from old: [SectionFingerprint], to new: [SectionFingerprint]) {
    var stepsLeft = LineDiff.stepsMax
    let before = Dictionary(old.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let after = Dictionary(new.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let neighbours = Self.neighbours(old)
    var parts: [Part] = []
    for (operation, id) in LineDiff.operations(from: old.map(\.id), to: new.map(\.id)) {
      switch (before[id], after[id]) {
      case (let former?, nil): parts.append(Self.whole(former, .removed))
      case (nil, let section?): parts.append(Self.whole(section, .added))
      case (let former?, let section?) where operation != .removed:
        let neighbour = operation == .added ? neighbours[id] ?? "" : nil
        parts.append(Self.part(former, section, neighbour: neighbour, stepsLeft: &stepsLeft))
      default: continue
      }
    }
    self.parts = parts
  }

  private static func neighbours(_ sections: [SectionFingerprint]) -> [String: String] {
    Dictionary(zip(sections.dropFirst().map(\.id), sections.map(\.title)), uniquingKeysWith: { first, _ in first })
  }

  private static func whole(_ section: SectionFingerprint, _ change: SectionChange.Change) -> Part {
    let kind: BlockChange.Kind = change == .added ? .added : .removed
    return Part(
      id: section.id, title: section.title, level: section.level, changes: [change], formerTitle: nil,
      formerNeighbour: nil, isSlight: false, blocks: TextBlock.blocks(of: section.text).map { $0.change(kind) },
      text: section.text)
  }

  private static func part(
    _ former: SectionFingerprint, _ section: SectionFingerprint, neighbour: String?, stepsLeft: inout Int
  ) -> Part {
    var changes: [SectionChange.Change] = []
    if neighbour != nil { changes.append(.moved) }
    if former.title != section.title { changes.append(.renamed) }
    if former.digest != section.digest { changes.append(.changed) }
    let isWritten = !former.text.isWritten(as: section.text)
    let blocks = isWritten ? BlockDiff.changes(from: former.text, to: section.text, stepsLeft: &stepsLeft) : []
    return Part(
      id: section.id, title: section.title, level: section.level, changes: changes,
      formerTitle: former.title == section.title ? nil : former.title, formerNeighbour: neighbour,
      isSlight: isWritten && former.digest == section.digest,
      blocks: blocks.contains { $0.kind != .same } ? blocks : [], text: section.text)
  }
}
