/// The place that a comment speaks of, in the revision it was made on.
package struct Anchor: Hashable, Sendable, Codable {
  package var section: String
  /// The words themselves.
  package var quote: String?
  package var lineStart: Int?
  package var lineEnd: Int?

  package init(section: String, quote: String? = nil, lineStart: Int? = nil, lineEnd: Int? = nil) {
    self.section = section
    self.quote = quote
    self.lineStart = lineStart
    self.lineEnd = lineEnd
  }

  enum CodingKeys: String, CodingKey {
    case section, quote
    case lineStart = "line_start"
    case lineEnd = "line_end"
  }
}

/// Where an anchor's words are in another revision.
package struct AnchorPlace: Hashable, Sendable {
  /// The words are gone: the anchor points nowhere, never at other words.
  package let isOutdated: Bool
  package let section: String?
  package let lineStart: Int?
  package let lineEnd: Int?

  static let outdated = AnchorPlace(isOutdated: true, section: nil, lineStart: nil, lineEnd: nil)
}

package enum Anchors {
  /// Follows an anchor's text: the quote where there is one, else the lines, else the section. White space is folded;
  /// a whole word stays a whole word. Takes time linear in the two revisions.
  package static func locate(
    _ anchor: Anchor, in revision: ParsedDocument, to current: ParsedDocument
  ) -> AnchorPlace {
    let words = FoldedText.fold(anchor.quote.map { Array($0.utf8) } ?? revision.bytes(ofLinesOf: anchor))
    guard !words.isEmpty else {
      guard let section = current.sections.first(where: { $0.id == anchor.section }) else { return .outdated }
      return AnchorPlace(
        isOutdated: false, section: section.id, lineStart: section.lines.lowerBound, lineEnd: section.lines.upperBound)
    }
    let search = AnchorSearch(words, anchor, in: revision, to: current)
    return search.place().map { place in
      AnchorPlace(
        isOutdated: false, section: current.section(atLine: place.lines.lowerBound)?.id,
        lineStart: place.lines.lowerBound, lineEnd: place.lines.upperBound)
    } ?? .outdated
  }
}

extension ParsedDocument {
  fileprivate func bytes(ofLinesOf anchor: Anchor) -> [UInt8] {
    guard let start = anchor.lineStart, start >= 1, start <= lines.count else { return [] }
    let end = max(start, min(anchor.lineEnd ?? start, lines.count))
    return Array(bytes[lines[start - 1].bytes.lowerBound..<lines[end - 1].bytes.upperBound])
  }
}
