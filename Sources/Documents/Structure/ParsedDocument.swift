import Foundation

/// A document's text and its structure. Parsing never fails and is linear; printing is the text as it was given.
package struct ParsedDocument: Sendable {
  package let source: String
  package let lines: [Line]
  package let blocks: [Block]
  package let sections: [Section]
  /// The first level-one heading's words, or the front matter's `title`.
  package let title: String?

  /// `previous` is the revision before: its sections hand their ids on.
  package init(_ source: String, previous: [SectionFingerprint] = []) {
    self.source = source
    lines = Line.lines(of: source)
    blocks = BlockScanner.blocks(of: lines)
    let spans = SectionSpan.spans(of: blocks, lines: lines, byteCount: source.utf8.count)
    let bytes = Array(source.utf8)
    let texts = spans.map { String(decoding: bytes[$0.bytes], as: UTF8.self) }
    let digests = zip(spans, texts).map { Canonical.digest(of: $0.1, level: $0.0.level) }
    let ids = SectionIdentity.assign(
      to: zip(spans, zip(texts, digests)).map { span, words in
        SectionFingerprint(id: "", title: span.title, level: span.level, digest: words.1, text: words.0)
      }, previous: previous)
    sections = zip(spans, zip(ids, digests)).map { span, identity in
      Section(
        id: identity.0, title: span.title, level: span.level, digest: identity.1, bytes: span.bytes, lines: span.lines)
    }
    title = spans.first { $0.level == 1 }?.title ?? FrontMatter.value(of: "title", in: lines, blocks: blocks)
  }

  /// A section's own bytes: heading and text up to the next heading.
  package func text(of section: Section) -> String {
    let bytes = source.utf8
    let start = bytes.index(bytes.startIndex, offsetBy: section.bytes.lowerBound)
    let end = bytes.index(start, offsetBy: section.bytes.count)
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// By id, else by title without regard to case.
  package func section(named name: String) -> Section? {
    sections.first { $0.id == name } ?? sections.first { $0.title.lowercased() == name.lowercased() }
  }

  package func section(atLine line: Int) -> Section? {
    sections.first { $0.lines.contains(line) }
  }

  /// The whole text with one section's own text replaced; nil where there is no such section. A line end is kept
  /// between it and what follows.
  package func replacing(section id: String, with markdown: String) -> String? {
    guard let index = sections.firstIndex(where: { $0.id == id }) else { return nil }
    let needsLineEnd = index + 1 < sections.count && !markdown.hasSuffix("\n")
    return sections.indices.map { place in
      place == index ? markdown + (needsLineEnd ? "\n" : "") : text(of: sections[place])
    }.joined()
  }

  package var fingerprints: [SectionFingerprint] {
    sections.map {
      SectionFingerprint(id: $0.id, title: $0.title, level: $0.level, digest: $0.digest, text: text(of: $0))
    }
  }
}

/// Where a section lies, before it has an id.
struct SectionSpan {
  let title: String
  let level: Int
  let bytes: Range<Int>
  let lines: ClosedRange<Int>

  static func spans(of blocks: [Block], lines: [Line], byteCount: Int) -> [SectionSpan] {
    let headings: [(line: Int, title: String, level: Int)] = blocks.compactMap { block in
      guard case .heading(let level, let text) = block.kind else { return nil }
      return (block.lines.lowerBound, Heading.plain(text), level)
    }
    var starts = headings
    if headings.first?.line != 1, !lines.isEmpty { starts.insert((1, "", 0), at: 0) }
    return starts.indices.map { index in
      let first = starts[index].line
      let last = index + 1 < starts.count ? starts[index + 1].line - 1 : lines.count
      return SectionSpan(
        title: starts[index].title, level: starts[index].level,
        bytes: lines[first - 1].bytes.lowerBound..<lines[last - 1].bytes.upperBound, lines: first...last)
    }
  }
}

/// The front matter as lines: it is YAML, and is kept to the byte.
package enum FrontMatter {
  /// The scalar of a top-level key, quotes and comment taken off; nil where it is not there.
  package static func value(of key: String, in lines: [Line], blocks: [Block]) -> String? {
    entries(in: lines, blocks: blocks).first { $0.key == key }?.value
  }

  package static func entries(in lines: [Line], blocks: [Block]) -> [(key: String, value: String, line: Int)] {
    guard let block = blocks.first, case .frontMatter = block.kind, block.lines.upperBound > 2 else { return [] }
    return lines[1..<(block.lines.upperBound - 1)].compactMap { line in
      guard let colon = line.text.firstIndex(of: ":"), line.indent == 0, !line.text.hasPrefix("#") else { return nil }
      let key = String(line.text[..<colon]).trimmed
      return (key, unquoted(String(line.text[line.text.index(after: colon)...]).trimmed), line.number)
    }
  }

  private static func unquoted(_ value: String) -> String {
    if let quote = value.first, quote == "\"" || quote == "'", let end = value.dropFirst().lastIndex(of: quote) {
      return String(value[value.index(after: value.startIndex)..<end])
    }
    guard let comment = value.range(of: " #") else { return value }
    return String(value[..<comment.lowerBound]).trimmed
  }
}
