import Documents
import Ledger
import NIOConcurrencyHelpers
import Workflow

/// A revision's words as they are set on a page: the HTML of each section, and the places that comments speak of.
struct SetText: Sendable {
  /// By section, in their order.
  let parts: [(section: String, html: String)]
  let parsed: ParsedDocument
}

/// What was set lately, so that a document that many read is set once.
final class SetTexts: Sendable {
  /// Texts that are kept; the one that was not asked for longest goes first.
  private static let textsMax = 32
  /// Bodies of comments.
  private static let bodiesMax = 10_000

  private struct Kept {
    var texts: [(key: String, text: SetText)] = []
    var bodies: [String: String] = [:]
    var places: [String: [String: AnchorPlace]] = [:]
  }

  private let kept = NIOLockedValueBox(Kept())

  /// An erasure makes it another text: nothing of the old one is shown again.
  private static func key(_ state: DocumentState) -> String {
    "\(state.id) \(state.revision) \(state.draftSeq) \(state.erasures.count)"
  }

  func text(of state: DocumentState, in ledger: Ledger) async throws -> SetText {
    let key = Self.key(state)
    if let found = kept.withLockedValue({ kept in kept.texts.first { $0.key == key }?.text }) { return found }
    let fingerprints = try await ledger.fingerprints(of: state)
    let parsed = ParsedDocument(fingerprints.map(\.text).joined(), previous: fingerprints)
    let text = SetText(parts: SectionHtml.parts(of: parsed, sections: state.sections.map(\.id)), parsed: parsed)
    kept.withLockedValue { kept in
      kept.texts.append((key, text))
      if kept.texts.count > Self.textsMax {
        let old = kept.texts.removeFirst()
        kept.places[old.key] = nil
      }
    }
    return text
  }

  /// Where comments stand in the state's revision; those that were looked for before are known.
  func places(
    of comments: [Comment], in state: DocumentState, _ services: ServerServices
  ) async throws
    -> [String: AnchorPlace]
  {
    let key = Self.key(state)
    var known = kept.withLockedValue { $0.places[key] ?? [:] }
    let missing = comments.filter { $0.anchor != nil && known[$0.id] == nil }
    guard !missing.isEmpty else { return known }
    let found = try await AnchorPlaces(services: services, state: state, comments: missing)
    for comment in missing { known[comment.id] = found[comment.id] }
    kept.withLockedValue { [known] in $0.places[key] = known }
    return known
  }

  func html(of comment: Comment, erasures: Int) -> String {
    let key = "\(comment.id) \(comment.editedAt?.description ?? "") \(erasures)"
    if let found = kept.withLockedValue({ $0.bodies[key] }) { return found }
    let html = PageHtml.render(ParsedDocument(comment.body))
    kept.withLockedValue { kept in
      if kept.bodies.count >= Self.bodiesMax { kept.bodies = [:] }
      kept.bodies[key] = html
    }
    return html
  }
}

/// A document's HTML, parted where its sections begin.
enum SectionHtml {
  /// No raw HTML comes through the rendering, so that a heading with a section's id is that section's. Where a section has
  /// none of its own, its words stand with those of the section before.
  static func parts(of document: ParsedDocument, sections: [String]) -> [(section: String, html: String)] {
    let html = PageHtml.render(document)
    var starts: [(section: String, at: String.Index)] = []
    var rest = html.startIndex
    for section in sections {
      let mark = " id=\"\(HtmlEscaping.escaped(section))\">"
      guard let found = html.range(of: mark, in: rest..<html.endIndex),
        let tag = html[rest..<found.lowerBound].lastIndex(of: "<")
      else { continue }
      starts.append((section, tag))
      rest = found.upperBound
    }
    guard let first = starts.first else { return [(sections.first ?? "", html)] }
    var parts: [(section: String, html: String)] = []
    let preamble = html[..<first.at]
    if let opening = sections.first, opening != first.section, preamble.contains(where: { !$0.isWhitespace }) {
      parts.append((opening, String(preamble)))
    }
    for (index, start) in starts.enumerated() {
      let end = index + 1 < starts.count ? starts[index + 1].at : html.endIndex
      let text = String(html[start.at..<end])
      // Words before the first heading of a document that has no preamble are shown with it.
      parts.append((start.section, index == 0 && parts.isEmpty ? String(preamble) + text : text))
    }
    return parts
  }
}

extension String {
  /// Where a mark stands first, by bytes: what follows a tag may be a combining mark.
  func range(of mark: String, in range: Range<Index>) -> Range<Index>? {
    let (bytes, pattern) = (utf8, Array(mark.utf8))
    guard let first = pattern.first else { return nil }
    var index = range.lowerBound
    while index < range.upperBound, let start = bytes[index..<range.upperBound].firstIndex(of: first) {
      if bytes[start..<range.upperBound].starts(with: pattern) {
        return start..<bytes.index(start, offsetBy: pattern.count)
      }
      index = bytes.index(after: start)
    }
    return nil
  }
}
