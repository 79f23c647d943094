import Documents
import Foundation
import Ledger
import Workflow

/// What somebody is writing: a whole document, or one section of it, and the revision that they began with.
struct EditedDraft {
  let base: Int
  let baseSections: [SectionFingerprint]
  /// Nil of the whole document.
  let section: String?
  let text: String
  let message: String?
  /// The whole document as it would be.
  let markdown: String
  /// The line of the document that the text begins at, counted from 1.
  let firstLine: Int

  var baseText: String { baseSections.map(\.text).joined() }
  var baseWords: String { index.map { baseSections[$0].text } ?? baseText }
  var isUnchanged: Bool { markdown.utf8.elementsEqual(baseText.utf8) }
  var title: String? { index.map { baseSections[$0].title } }
  private var index: Int? { baseSections.firstIndex { $0.id == section } }

  /// Nil is what stands there now.
  init(
    _ text: String?, section: String?, base: Int, baseSections: [SectionFingerprint], message: String? = nil
  ) throws(Refusal) {
    let index = baseSections.firstIndex { $0.id == section }
    if let section, index == nil { throw Refusal.unknown("section", section) }
    self.base = base
    self.baseSections = baseSections
    self.section = section
    self.message = message
    let words = index.map { baseSections[$0].text } ?? baseSections.map(\.text).joined()
    self.text = text ?? words
    let written = Self.lineEnds(self.text, like: words)
    let before = baseSections.prefix(index ?? 0).map(\.text).joined()
    firstLine = before.utf8.count { $0 == UInt8(ascii: "\n") } + 1
    markdown = index.map { Self.whole(baseSections, with: written, at: $0) } ?? written
  }

  /// What parted the section from the next one goes on to part them.
  private static func whole(_ sections: [SectionFingerprint], with text: String, at index: Int) -> String {
    var texts = sections.map(\.text)
    let gap = texts[index].hasSuffix("\n\n") ? "\n\n" : texts[index].hasSuffix("\r\n\r\n") ? "\r\n\r\n" : "\n"
    let isLast = index + 1 == texts.count
    texts[index] = isLast || text.isEmpty || text.hasSuffix(gap) ? text : text.trimmedEnd + gap
    return texts.joined()
  }

  /// A browser sends lines without carriage returns: where the document has them, they come back.
  private static func lineEnds(_ text: String, like words: String) -> String {
    guard words.utf8.contains(UInt8(ascii: "\r")), !text.utf8.contains(UInt8(ascii: "\r")) else { return text }
    return text.replacingOccurrences(of: "\n", with: "\r\n")
  }
}

extension EditedDraft {
  /// The text as a page shows it. Links of a section may be defined in another one: those definitions go before it, where
  /// they show nothing themselves.
  var html: String {
    guard let index else { return PageHtml.render(ParsedDocument(text)) }
    let others = baseSections.enumerated().filter { $0.offset != index }.map(\.element.text)
    let definitions = others.flatMap { $0.split(whereSeparator: \.isNewline) }.filter(Self.isDefinition)
    return PageHtml.render(ParsedDocument((definitions + ["", text[...]]).joined(separator: "\n")))
  }

  /// `[name]: address` (CommonMark 0.31, section 4.7), on one line.
  private static func isDefinition(_ line: Substring) -> Bool {
    let indent = line.prefix { $0 == " " }.count
    guard indent <= 3, line.dropFirst(indent).first == "[", let end = line.range(of: "]:") else { return false }
    return line[end.upperBound...].contains { !$0.isWhitespace }
  }

  /// As a form of the editor sends it.
  init(_ form: FormCoding, of state: DocumentState, in ledger: Ledger) async throws {
    guard let base = form["base_revision"].flatMap(Int.init) else {
      throw Refusal.field("base_revision", "must be the number of the revision that you began with.")
    }
    let section = form["section"].flatMap { $0.isEmpty ? nil : $0 }
    let message = form["message"].flatMap { $0.isEmpty ? nil : $0 }
    try self.init(
      form["markdown"] ?? "", section: section, base: base,
      baseSections: try await ledger.fingerprints(of: state, revision: base), message: message)
  }
}

extension Ledger {
  /// The sections of any revision of a document.
  func fingerprints(of state: DocumentState, revision: Int) async throws -> [SectionFingerprint] {
    guard let sections = try await sections(of: state.id, revision: revision) else {
      throw Refusal.unknown("revision", String(revision))
    }
    return try await fingerprints(of: sections)
  }
}

extension String {
  /// Without the line ends at its end.
  fileprivate var trimmedEnd: String {
    var text = self[...]
    while let last = text.last, last.isNewline { text.removeLast() }
    return String(text)
  }
}
