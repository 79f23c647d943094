import Foundation
import TestSupport
import Testing

@testable import Documents

struct ParsingBlocks {
  /// The blocks as `line kind`.
  private func outline(_ text: String) -> [String] {
    ParsedDocument(text).blocks.map { block in
      let name =
        switch block.kind {
        case .frontMatter: "front"
        case .heading(let level, let text): "h\(level) \(text)"
        case .fence(let info, let closed): "fence \(info)\(closed ? "" : " open")"
        case .indentedCode: "code"
        case .htmlComment: "comment"
        case .html: "html"
        case .table(let table): "table \(table.header.count)x\(table.rows.count)"
        case .listItem(let item): "item\(item.ticked.map { $0 ? "[x]" : "[ ]" } ?? "") \(item.text)"
        case .quote: "quote"
        case .paragraph: "text"
        case .thematicBreak: "break"
        }
      return "\(block.lines.lowerBound) \(name)"
    }
  }

  @Test func `cuts a document at its headings and gives all bytes to a section`() {
    let text = "intro\n\n# One\r\ntext\n\n## *Two* ##\n\nThree\n-----\nend"
    let document = ParsedDocument(text)
    #expect(document.sections.map(\.id) == ["preamble", "one", "two", "three"])
    #expect(document.sections.map(\.level) == [0, 1, 2, 2])
    #expect(document.sections.map(document.text(of:)).joined() == text)
    #expect(document.title == "One")
  }

  @Test(arguments: [
    ("a\n\n\n===", ["1 text", "4 text"]), ("a\nb\n===", ["1 h1 a b"]),
    ("> # a\n- # b\n# c", ["1 h1 a", "2 item # b", "2 h1 b", "3 h1 c"]),
    ("```a\n# b\n~~~\n````\n# c", ["1 fence a", "5 h1 c"]), ("~~~\n# b", ["1 fence  open"]),
    ("    # a\n\n# b", ["1 code", "3 h1 b"]), ("<!-- a\n\n# b\n-->\n# c", ["1 comment", "5 h1 c"]),
    ("<div>\n# a\n\n# b", ["1 html", "4 h1 b"]), ("---\na: b\n---\n# c", ["1 front", "4 h1 c"]),
    ("\n---\na: b\n---\n", ["2 break", "3 h2 a: b"]), ("---\nwords\n---\n", ["1 break", "2 h2 words"]),
    ("|a|b|\n|-|-|\n|1|\n|1|2|3|\nx\n\ny", ["1 table 2x3", "7 text"]),
    ("**K**:\n|a|\n|-|\n", ["1 text", "2 table 1x0"]),
    ("a\n|-|\n", ["1 text"]),
    (
      "- [ ] a\n* [X] b\n1. [x] c\n- [x]d\n- [ ]",
      ["1 item[ ] a", "2 item[x] b", "3 item[x] c", "4 item [x]d", "5 item [ ]"]
    ),
    ("- a\n  - b\n\n    c\n", ["1 item a", "2 item b", "4 text"]), ("\u{FEFF}# a\n", ["1 h1 a"]),
    ("\u{FEFF}---\na: b\n---\n", ["1 front"]), ("#a\n####### b\n", ["1 text"]),
  ])
  func `reads blocks as CommonMark and GFM do`(text: String, expected: [String]) {
    #expect(outline(text) == expected)
  }

  @Test func `takes no heading in a quote or a list item for a section`() {
    #expect(ParsedDocument("> # a\n\n- # b\n\n# c\n").sections.map(\.id) == ["preamble", "c"])
  }

  @Test func `keeps front matter to the letter`() throws {
    let text = "---\nversion: 0.1 # first\ntitle: \"A \\\"b\\\"\"\nlist:\n  - x\n# note\nempty:\n...\ntext\n"
    let front = try #require(ParsedDocument(text).frontMatter)
    #expect(front.entries.map(\.key) == ["version", "title", "list", "empty"])
    #expect(front.entries.map(\.value) == ["0.1", "A \"b\"", "", ""])
    #expect(front["list"]?.lines == 4...5)
    #expect(front.lines == 1...8)
  }

  @Test func `says where a cell lies`() throws {
    let document = ParsedDocument("> | a | b |\n> |---|---|\n> | x\\|y | |\n")
    guard case .table(let table) = document.blocks.first?.kind else { throw Missing() }
    #expect(table.rows == [["x\\|y", ""]])
    #expect(table.rowBytes[0].map { document.text($0) } == ["x\\|y", ""])
    #expect(document.text(0..<table.rowBytes[0][1].lowerBound).hasSuffix("|y |"))
  }

  @Test func `finds link definitions, also over two lines`() {
    let text = "[One  two]: /url \"title\"\n[three]:\n  <x y>\n'title'\ntext [four]: no\n"
    #expect(ParsedDocument(text).linkDefinitions == ["one two", "three"])
  }

  @Test func `replaces a section's own text and keeps what is below it`() {
    let document = ParsedDocument("# A\r\n\r\nold\r\n\r\n## B\r\n\r\nb\r\n")
    #expect(document.replacing(section: "a", with: "# A\r\n\r\nnew") == "# A\r\n\r\nnew\r\n\r\n## B\r\n\r\nb\r\n")
    #expect(document.replacing(section: "b", with: "") == "# A\r\n\r\nold\r\n\r\n")
    #expect(document.replacing(section: "none", with: "x") == nil)
    #expect(document.subtree(of: "a").map(document.text) == document.source)
    #expect(document.subtree(of: "none") == nil)
    #expect(document.section(named: "B")?.id == "b" && document.section(named: "c") == nil)
    #expect(document.section(atLine: 4)?.id == "a" && document.section(atLine: 8) == nil)
  }

  private struct Missing: Error {}
}

/// Documents made at random: each failure names its seed.
struct ParsingAnything {
  private func expectIdentity(_ text: String, _ seed: UInt64) {
    let document = ParsedDocument(text)
    #expect(document.sections.map(document.text(of:)).joined().utf8.elementsEqual(text.utf8), "seed \(seed)")
    #expect(document.lines.map { document.text($0.bytes) }.joined().utf8.elementsEqual(text.utf8), "seed \(seed)")
    #expect(Set(document.sections.map(\.id)).count == document.sections.count, "seed \(seed)")
    #expect(document.blocks.allSatisfy { $0.lines.upperBound <= document.lines.count }, "seed \(seed)")
    let again = ParsedDocument(text, previous: document.fingerprints)
    #expect(again.sections == document.sections, "seed \(seed)")
    _ = Recogniser.findings(in: document)
  }

  @Test func `prints any bytes as they were given`() {
    var random = Seeded()
    let marks = Array("#-=*_`~|:[](){}%<>!\\ \t\n\r\n0a.1x+é\u{301}/".utf8) + [0, 0xEF, 0xBB, 0xBF, 0xFF]
    for _ in 0..<400 {
      let bytes = (0..<Int.random(in: 0...120, using: &random)).map { _ in
        Bool.random(using: &random)
          ? marks.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
      }
      expectIdentity(String(decoding: bytes, as: UTF8.self), random.seed)
    }
  }

  @Test(.enabled(if: !SharedFiles.seeds.isEmpty, "the real templates are not beside the checkout"))
  func `prints the real templates, however they are mutated, as they were given`() {
    var random = Seeded()
    for seed in SharedFiles.seeds {
      expectIdentity(seed.markdown, 0)
      for _ in 0..<40 {
        expectIdentity(Mutation.mutated(seed.markdown, using: &random), random.seed)
      }
    }
  }
}

enum Mutation {
  /// Lines dropped, doubled, swapped and cut, bytes changed.
  static func mutated(_ text: String, using random: inout Seeded) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8) }
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      let at = Int.random(in: 0..<lines.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: lines.remove(at: at)
      case 1: lines.insert(lines[at], at: at)
      case 2: lines.swapAt(at, Int.random(in: 0..<lines.count, using: &random))
      case 3: lines[at] = Array(lines[at].prefix(Int.random(in: 0...lines[at].count, using: &random)))
      case 4: lines[at].append(0x0D)
      default: lines[at].insert(UInt8.random(in: 0...255, using: &random), at: lines[at].count / 2)
      }
      if lines.isEmpty { lines = [[]] }
    }
    return String(decoding: Array(lines.joined(separator: [0x0A])), as: UTF8.self)
  }
}

struct ParsingHostileText {
  static let pieces = [
    "[", "]", "|", "> ", ">", "- ", "1. ", "# a\n", "#\n", "a\n===\n", "```\n", "<!--", "<!-- a\n", "*_`", "[a](",
    "[a]: b\n",
    "|a|\n|-|\n", "| | |\n", "- [ ] a\n", "  - a\n", "**a**: b\n", "a:\n", "{{", "e\u{301}", "\u{301}",
    "\u{1100}\u{1161}",
    "### Status: a\n", "## Open Questions\n- [ ] a?\n", "| # | Question |\n|-|-|\n| 1 | a |\n", "<a ", "</", "\r", "\\",
    "**",
  ]

  #if DEBUG
    private static let bytes = 250_000
  #else
    private static let bytes = 1_000_000
  #endif

  /// The limit is for a debug build on a busy machine: ten times what it takes there, and a fraction of what anything
  /// quadratic takes.
  @Test(arguments: pieces)
  func `reads a heap of it in linear time`(piece: String) {
    let text = String(repeating: piece, count: Self.bytes / piece.utf8.count)
    let time = ThreadTime.measure {
      let document = ParsedDocument(text)
      #expect(document.sections.last?.bytes.upperBound == text.utf8.count)
      _ = Recogniser.findings(in: document)
    }
    #expect(time < .seconds(90), "\(piece)")
  }

  @Test func `reads deep nesting without deep recursion`() {
    for mark in [">", "- ", "> - ", "1. "] {
      let text = String(repeating: mark, count: 100_000) + "a\n" + String(repeating: "\n", count: 100_000)
      #expect(ParsedDocument(text).blocks.count <= BlockScanner.depthMax + 1)
    }
  }

  @Test func `recognises ten thousand renamed sections in linear time`() {
    func text(_ word: String, _ count: Int) -> String {
      (0..<count).map { "## \(word) \($0)\n\nwords \($0) of \($0 * 7) and \($0 % 13)\n\n" }.joined()
    }
    for (old, new) in [(text("Part", 10_000), text("Piece", 10_000)), (text("A", 1), text("B", 10_000))] {
      let before = ParsedDocument(old).fingerprints
      let time = ThreadTime.measure { _ = ParsedDocument(new, previous: before) }
      #expect(time < .seconds(120))
    }
    let equal = String(repeating: "## Same\n\nthe same words\n\n", count: 10_000)
    let before = ParsedDocument(equal).fingerprints
    #expect(ThreadTime.measure { _ = ParsedDocument(equal + equal, previous: before) } < .seconds(120))
  }
}
