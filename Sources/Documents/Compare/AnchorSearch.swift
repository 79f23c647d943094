/// Finds in another revision the words that a comment was made on, where they stand more than once as well.
struct AnchorSearch {
  private let anchor: Anchor
  private let revision: ParsedDocument
  private let current: ParsedDocument
  /// Where the words stood, and which of these places the comment meant; nil where they did not stand there.
  private let former: [FoldedText.Place]
  private let meant: FoldedText.Place?
  /// Where they stand now.
  private let places: [FoldedText.Place]

  /// The words are folded and not empty.
  init(_ words: [UInt8], _ anchor: Anchor, in revision: ParsedDocument, to current: ParsedDocument) {
    self.anchor = anchor
    self.revision = revision
    self.current = current
    former = FoldedText(revision).places(of: words)
    let meant = Self.meant(former, anchor, in: revision)
    self.meant = meant
    places = FoldedText(current).places(of: words).filter { place in
      guard let meant else { return true }
      return (meant.cutsBefore || !place.cutsBefore) && (meant.cutsAfter || !place.cutsAfter)
    }
  }

  /// The place that the lines name, else the first one in the section.
  private static func meant(
    _ places: [FoldedText.Place], _ anchor: Anchor, in revision: ParsedDocument
  ) -> FoldedText.Place? {
    guard let line = anchor.lineStart else {
      return places.first { revision.section(atLine: $0.lines.lowerBound)?.id == anchor.section }
    }
    return places.first { $0.lines == line...max(line, anchor.lineEnd ?? line) }
      ?? places.first { $0.lines.lowerBound == line } ?? places.first { $0.lines.contains(line) }
      ?? meant(places, Anchor(section: anchor.section), in: revision)
  }

  /// Nil where the words are gone, or where it cannot be told which ones are meant.
  func place() -> FoldedText.Place? {
    let home = current.sections.first { $0.id == anchor.section }?.lines
    let atHome = places.filter { home?.contains($0.lines.lowerBound) ?? false }
    let formerHome = formerHome
    let formerAtHome = former.count { formerHome?.contains($0.lines.lowerBound) ?? false }
    if atHome.count == 1, formerAtHome <= 1 { return atHome[0] }
    let stayed = stayedLines(from: formerHome, to: home)
    // The line stands as it was, and the words are in it.
    if let meant, let line = stayed.firstIndex(of: meant.lines.lowerBound),
      let place = places.first(where: { $0.lines.lowerBound == line + 1 })
    {
      return place
    }
    // Words on a line that stayed are those of another place, unless it is not known which were meant.
    let fresh = places.filter { meant == nil || stayed[$0.lines.lowerBound - 1] == 0 }
    let freshAtHome = fresh.filter { home?.contains($0.lines.lowerBound) ?? false }
    if let place = freshAtHome.first { return place }
    // Elsewhere only where it is not to be mistaken.
    return fresh.count == 1 && !isTwin(fresh[0]) ? fresh[0] : nil
  }

  /// The lines of the section in the earlier revision, which may have given it another id.
  private var formerHome: ClosedRange<Int>? {
    let section =
      meant.flatMap { revision.section(atLine: $0.lines.lowerBound) }
      ?? revision.sections.first { $0.id == anchor.section }
    return section?.lines
  }

  /// For each line of the current revision the line that it was, or 0 where it is new. The section is compared with
  /// itself, wherever it went, and the rest with the rest.
  private func stayedLines(from formerHome: ClosedRange<Int>?, to home: ClosedRange<Int>?) -> [Int] {
    var stayed = [Int](repeating: 0, count: current.lines.count)
    func compare(_ old: [Int], _ new: [Int]) {
      let pairs = LineDiff.pairs(from: old.map { line($0, of: revision) }, to: new.map { line($0, of: current) })
      for pair in pairs { stayed[new[pair.new] - 1] = old[pair.old] }
    }
    func lines(of document: ParsedDocument, without home: ClosedRange<Int>?) -> [Int] {
      document.lines.map(\.number).filter { !(home?.contains($0) ?? false) }
    }
    if let formerHome, let home { compare(Array(formerHome), Array(home)) }
    let moved = formerHome == nil || home == nil
    compare(
      lines(of: revision, without: moved ? nil : formerHome), lines(of: current, without: moved ? nil : home))
    return stayed
  }

  /// Whether the line of the place stood already at another place than the one that was meant, before it moved.
  private func isTwin(_ place: FoldedText.Place) -> Bool {
    let text = line(place.lines.lowerBound, of: current)
    return former.contains { $0 != meant && line($0.lines.lowerBound, of: revision) == text }
  }

  private func line(_ number: Int, of document: ParsedDocument) -> [UInt8] {
    FoldedText.fold(Array(document.bytes[document.lines[number - 1].bytes]))
  }
}
