import Foundation

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
  /// Follows an anchor's text: the quote where there is one, else the lines, else the section.
  package static func locate(
    _ anchor: Anchor, in revision: ParsedDocument, to current: ParsedDocument
  ) -> AnchorPlace {
    guard let words = anchor.quote ?? words(of: anchor, in: revision) else {
      guard let section = current.sections.first(where: { $0.id == anchor.section }) else { return .outdated }
      return AnchorPlace(
        isOutdated: false, section: section.id, lineStart: section.lines.lowerBound, lineEnd: section.lines.upperBound)
    }
    let home = current.sections.first { $0.id == anchor.section }
    if let home, let place = find(words, in: home, of: current) { return place }
    // Elsewhere only where it is not to be mistaken.
    let others = current.sections.filter { $0.id != anchor.section }.compactMap { find(words, in: $0, of: current) }
    return others.count == 1 ? others[0] : .outdated
  }

  private static func words(of anchor: Anchor, in revision: ParsedDocument) -> String? {
    guard let start = anchor.lineStart, start >= 1, start <= revision.lines.count else { return nil }
    let end = max(start, min(anchor.lineEnd ?? start, revision.lines.count))
    return revision.lines[(start - 1)..<end].map(\.text).joined(separator: "\n")
  }

  private static func find(_ words: String, in section: Section, of document: ParsedDocument) -> AnchorPlace? {
    let text = document.text(of: section)
    guard !words.isEmpty, let range = text.range(of: words) else { return nil }
    let before = text[..<range.lowerBound].count(where: \.isNewline)
    let within = text[range].count(where: \.isNewline)
    let start = section.lines.lowerBound + before
    return AnchorPlace(isOutdated: false, section: section.id, lineStart: start, lineEnd: start + within)
  }
}
