/// A Markdown document as blocks and sections with byte ranges. The sections' bytes, in order, are the document.
package struct ParsedDocument: Sendable {
  package let source: String
  /// The source as UTF-8, which all byte ranges count in.
  package let bytes: [UInt8]
  /// The first level-1 heading as plain text, else the front matter's `title`.
  package let title: String?
  package let sections: [Section]
  package let frontMatter: FrontMatter?
  package let blocks: [Block]
  package let lines: [Line]
  /// Labels of link reference definitions, lower-case, white space folded.
  package let linkDefinitions: Set<String>
  /// The bold fields of its header and its footer.
  package let fields: [PlacedField]

  /// Reads a document; never fails, and takes time linear in its length. Sections that are recognised among `previous`
  /// keep their ids; the others get ids that none of those has.
  package init(_ source: String, previous: [SectionFingerprint] = []) {
    var scanner = BlockScanner(Array(source.utf8))
    scanner.scan()
    self.source = source
    bytes = scanner.bytes
    lines = scanner.lines
    blocks = scanner.blocks
    frontMatter = scanner.frontMatter
    linkDefinitions = scanner.definitions
    let spans = SectionSpan.all(scanner)
    fields = PlacedField.all(scanner, spans)
    let digests = Canonical(scanner).digests(of: spans, fields: fields)
    let ids = SectionIdentity.assign(spans, digests: digests, bytes: scanner.bytes, previous: previous)
    sections = spans.indices.map { index in
      let span = spans[index]
      return Section(
        id: ids[index], title: span.title, level: span.level, digest: digests[index], bytes: span.bytes,
        lines: span.lines)
    }
    title = spans.first { $0.level == 1 }?.title ?? scanner.frontMatter?["title"]?.value
  }

  /// The section's own bytes.
  package func text(of section: Section) -> String { text(section.bytes) }

  /// The text of a range of bytes.
  package func text(_ range: Range<Int>) -> String { bytes.text(range) }

  /// The bytes of a section and of the deeper sections that follow it; nil where no section has that id.
  package func subtree(of id: String) -> Range<Int>? {
    guard let index = sections.firstIndex(where: { $0.id == id }) else { return nil }
    let section = sections[index]
    let end = sections[(index + 1)...].first { $0.level <= section.level || section.level == 0 }?.bytes.lowerBound
    return section.bytes.lowerBound..<(end ?? bytes.count)
  }

  /// The section with that id, else the first with that title, letters in either case.
  package func section(named name: String) -> Section? {
    if let section = sections.first(where: { $0.id == name }) { return section }
    let folded = name.lowercased()
    return sections.first { $0.title.lowercased() == folded }
  }

  /// The section that a line, counted from 1, stands in.
  package func section(atLine line: Int) -> Section? {
    var lower = 0
    var upper = sections.count
    while lower < upper {
      let middle = (lower + upper) / 2
      if sections[middle].lines.upperBound < line { lower = middle + 1 } else { upper = middle }
    }
    return lower < sections.count && sections[lower].lines.contains(line) ? sections[lower] : nil
  }

  /// The document with the section's own text, heading included, replaced; its subsections stay. Line ends are added
  /// where the next section would otherwise run into the new text. Nil where no section has that id.
  package func replacing(section id: String, with markdown: String) -> String? {
    guard let section = sections.first(where: { $0.id == id }) else { return nil }
    var replaced = Array(bytes[..<section.bytes.lowerBound])
    replaced += markdown.utf8
    let rest = bytes[section.bytes.upperBound...]
    if !rest.isEmpty, !markdown.isEmpty {
      let ending: [UInt8] = usesCarriageReturns ? [.carriageReturn, .lineFeed] : [.lineFeed]
      if let last = replaced.last, !last.isLineEnd { replaced += ending }
      if !replaced.endsInBlankLine { replaced += ending }
    }
    replaced += rest
    return String(decoding: replaced, as: UTF8.self)
  }

  /// What the next revision recognises these sections by.
  package var fingerprints: [SectionFingerprint] {
    sections.map {
      SectionFingerprint(id: $0.id, title: $0.title, level: $0.level, digest: $0.digest, text: text(of: $0))
    }
  }

  private var usesCarriageReturns: Bool {
    guard let first = lines.first else { return false }
    return first.bytes.upperBound - first.end == 2
  }
}

extension Array where Element == UInt8 {
  fileprivate var endsInBlankLine: Bool {
    var index = count
    var ends = 0
    while index > 0, ends < 2, self[index - 1].isWhiteSpace {
      index -= 1
      if self[index] == .lineFeed
        || (self[index] == .carriageReturn && (index + 1 >= count || self[index + 1] != .lineFeed))
      {
        ends += 1
      }
    }
    return ends >= 2
  }
}
