import Documents
import Testing

/// A document that the block scanner reads otherwise than markdown-it-py, on purpose.
struct Deliberate: Sendable, CustomTestStringConvertible {
  let reason: String
  let markdown: String
  /// The scanner's reading.
  let blocks: [String]

  var testDescription: String { reason }

  static let all: [Deliberate] = own + disputed

  /// Readings that CommonMark does not have.
  private static let own: [Deliberate] = [
    Deliberate(
      reason: "front matter is no thematic break with a heading",
      markdown: "---\ntitle: x\n---\n# A\n", blocks: ["heading 4-4 level 1"]),
    Deliberate(
      reason: "a lone hyphen under a colon is a list item that nobody has filled in, not an underline",
      markdown: "**Interfaces**:\n-\n", blocks: ["item 2"]),
    Deliberate(
      reason: "blocks nest no deeper than 64, so that a line costs a bounded time",
      markdown: String(repeating: "> ", count: 65) + "# A\n", blocks: []),
  ]

  /// Readings that the specifications have, and that markdown-it-py 4.3 has not.
  private static let disputed: [Deliberate] = [
    Deliberate(
      reason: "hyphens alone under a line are its underline, before they are a delimiter row (as in cmark-gfm)",
      markdown: "a |\n---\n", blocks: ["heading 1-2 level 2"]),
    Deliberate(
      reason: "a list marker opens an item before a line may be a table's header (CommonMark, appendix, phase 1)",
      markdown: "* | a\n|---|---|\n", blocks: ["item 1"]),
    Deliberate(
      reason: "a list marker opens an item before a line is a table's header, and a table makes no task",
      markdown: "- [ ] a | b\n  ---|---\n", blocks: ["item 1", "table 1-2 cells 2"]),
    Deliberate(
      reason: "a quote mark opens a quote before a line may be a table's header",
      markdown: "> a |\n|---|\n", blocks: []),
    Deliberate(
      reason: "a paragraph's line is indented as it likes (section 4.8), so it may be a header",
      markdown: "a\n    | b |\n|---|\n", blocks: ["table 2-3 cells 1"]),
    Deliberate(
      reason: "any other block ends a table (GFM, section 4.10), a complete HTML tag on a line too",
      markdown: "| a |\n|---|\n</b>\n| c |\n", blocks: ["html 3-4", "table 1-2 cells 1"]),
    Deliberate(
      reason: "link definitions are taken off a paragraph when it ends, so an indented line continues them",
      markdown: "[a]: /b\n    code\n", blocks: []),
    Deliberate(
      reason: "after a link definition a line of text may be underlined whatever its indent",
      markdown: "[a]: /b\n    A\n---\n", blocks: ["heading 2-3 level 2"]),
    Deliberate(
      reason: "an indented line continues a nested paragraph lazily (section 5.1)",
      markdown: "> > a\n    # b\n", blocks: []),
    Deliberate(
      reason: "an indented line continues a list item's paragraph lazily",
      markdown: "   1. a\n     >\n", blocks: ["item 1"]),
  ]

  /// The document with the places that `own` is about written so that CommonMark reads them in the same way, line for
  /// line: front matter becomes blank lines, a lone bullet is filled in.
  static func withoutOwnReadings(_ markdown: String) -> String {
    let document = ParsedDocument(markdown)
    var lines = document.lines.map(\.text)
    for block in document.blocks {
      switch block.kind {
      case .frontMatter: for line in block.lines { lines[line - 1] = "" }
      case .listItem(let item) where item.text.isEmpty && block.lines.count == 1:
        let line = block.lines.lowerBound - 1
        if line > 0, lines[line].trimmed == "-", !lines[line - 1].isEmpty { lines[line] += " filled in" }
      default: break
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
