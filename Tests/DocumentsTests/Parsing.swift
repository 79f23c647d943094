import Documents
import Foundation
import TestSupport
import Testing

@Suite struct Parsing {
  private func printed(_ document: ParsedDocument) -> String {
    document.sections.map { document.text(of: $0) }.joined()
  }

  @Test("the sections, one after another, are the document to the byte, whatever it holds")
  func identity() {
    var random = Seeded()
    let pieces = [
      "# A\n", "## B ##\r\n", "text\n", "\n", "```\n", "~~~~ x\n", "| a | b |\n", "|---|---|\n", "- [ ] x\n", "---\n",
      "===\n", "<!-- c\n", "-->\n", "> q\n", "    code\n", "\t", "é\u{301}", "\r", "1. y\n", "**K**: v\n", "[x]",
      "\u{0}",
    ]
    for _ in 0..<500 {
      let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      #expect(printed(ParsedDocument(text)).utf8.elementsEqual(text.utf8), "seed \(random.seed)")
    }
  }

  @Test(
    "the real templates print as they were given", .enabled(if: !SharedFiles.seeds.isEmpty, "the seeds are not here"))
  func seeds() {
    for seed in SharedFiles.seeds { #expect(printed(ParsedDocument(seed.markdown)) == seed.markdown) }
  }

  @Test("headings are found where CommonMark has them")
  func headings() {
    let text = """
      ---
      title: "# no"
      ---
      # One #

      Two
      ---
      ```
      # no
      ```
      > # no
      <!--
      # no
      -->
      ####### no
      #no
      ## **Three** `x`
      """
    let titles = ParsedDocument(text).sections.filter { $0.level > 0 }.map { "\($0.level) \($0.title)" }
    #expect(titles == ["1 One", "2 Two", "2 Three x"])
  }

  @Test("hostile megabytes are parsed in time that grows with their length")
  func linear() {
    for piece in ["[", "|", "> ", "- ", "# a\n", "```\n", "<!--", "*_`", "|a|\n|-|\n", "**a**: b\n"] {
      let small = String(repeating: piece, count: 50_000 / piece.utf8.count)
      let large = String(repeating: piece, count: 400_000 / piece.utf8.count)
      let one = ThreadTime.measure { _ = Recogniser.findings(in: ParsedDocument(small)) }
      let other = ThreadTime.measure { _ = Recogniser.findings(in: ParsedDocument(large)) }
      // Eight times the length: quadratic would take 64 times as long.
      #expect(other < one * 32 + .seconds(5), "\(piece): \(one) and \(other)")
    }
  }
}

@Suite struct Identifying {
  private let base = """
    # Title

    ## Component A

    It stores parcels and answers where they are now.

    ## Component B

    It prints labels for the depot and the customs.

    ## Component A

    Another of the same name, with other words in it.
    """

  private func ids(_ text: String, after previous: ParsedDocument) -> [String] {
    ParsedDocument(text, previous: previous.fingerprints).sections.map(\.id)
  }

  @Test("repeated headings do not collide")
  func repeated() {
    #expect(ParsedDocument(base).sections.map(\.id) == ["title", "component-a", "component-b", "component-a-2"])
  }

  @Test("a section keeps its id when its heading is reworded, renumbered or moved")
  func kept() {
    let first = ParsedDocument(base)
    let reworded = base.replacingOccurrences(of: "## Component B", with: "## 3. The label printer")
    #expect(ids(reworded, after: first) == ["title", "component-a", "component-b", "component-a-2"])
    let moved = "# Title\n\n## Component B\n\nIt prints labels for the depot and the customs.\n"
    #expect(ids(moved, after: first) == ["title", "component-b"])
  }

  @Test("a new section takes no id that another had")
  func fresh() {
    let first = ParsedDocument("# Title\n\n## Gone\n\nOne two three four.\n")
    #expect(ids("# Title\n\n## Other\n\nQuite different words.\n", after: first) == ["title", "other"])
  }
}

@Suite struct Digesting {
  private let base = """
    # Title

    **Status**: Draft
    **Last Updated**: 2026-01-01

    Words that count.

    | Field | Value |
    |-------|-------|
    | Status | Draft |
    | Owner | Ada |

    ## Must Verify

    - [ ] It is safe

    ## Rollout

    - [ ] First

    ## Sign-Off

    | Role | Name | Signature | Date |
    |------|------|-----------|------|
    | Lead | | | |
    """

  private func digests(_ text: String) -> [String] { ParsedDocument(text).sections.map(\.digest) }

  @Test(
    "reformatting, and what the record fills in, change no digest",
    arguments: [
      ("Draft", "Approved"), ("2026-01-01", "2026-11-21"), ("| Owner | Ada |", "|  Owner   |Ada|"), ("\n", "\r\n"),
      ("Words that count.", "Words that count.   "), ("\n\n## Rollout", "\n\n\n\n## Rollout"),
      ("# Title", "# **Title** #"),
      ("- [ ] It is safe", "- [x] It is safe"),
      ("| Lead | | | |", "| Lead | Tess | `abc` | 2026-11-21 |"), ("|-------|-------|", "|---|:---:|"),
    ])
  func unchanged(from: String, to: String) {
    #expect(digests(base.replacingOccurrences(of: from, with: to)) == digests(base))
  }

  @Test(
    "one changed word changes exactly one digest",
    arguments: [
      ("count", "matter"), ("Ada", "Tess"), ("safe", "sound"), ("- [ ] First", "- [x] First"), ("Lead", "Chief"),
    ])
  func changed(from: String, to: String) {
    let pairs = zip(digests(base), digests(base.replacingOccurrences(of: from, with: to)))
    #expect(pairs.filter { $0.0 != $0.1 }.count == 1)
  }
}
