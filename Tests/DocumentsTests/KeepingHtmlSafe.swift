import Documents
import TestSupport
import Testing

@Suite struct KeepingHtmlSafe {
  @Test("nothing comes out but known tags with known attributes and safe targets", arguments: HostileMarkdown.all)
  func hostile(_ markdown: String) {
    let html = Html.render(ParsedDocument(markdown))
    #expect(HtmlChecker.fault(in: html) == nil, "\(html)")
  }

  @Test("nor of what is put together from such pieces at random")
  func random() {
    var random = Seeded()
    let pieces = HostileMarkdown.all + HostileMarkdown.marks
    for _ in 0..<1500 {
      let text = (0..<Int.random(in: 1...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined(separator: ["", " ", "\n", "\n\n"].randomElement(using: &random) ?? "")
      let html = Html.render(ParsedDocument(text))
      #expect(HtmlChecker.fault(in: html) == nil, "seed \(random.seed) \(String(reflecting: text)) \(html)")
    }
  }

  @Test("the checker finds what is not safe")
  func checker() {
    for html in [
      "<script>", "<p onclick=\"x\">", "<a href=\"javascript:x\">", "<a href=\"//x\">", "<p", "<p>", "</p>", "<b>x</b>",
      "<a href=\"java&#115;cript:x\"></a>", "<a href='x'></a>", "<a href=x></a>", "<p>a<b</p>", "<em><p></em></p>",
      "<a href=\"&#x09;javascript:x\"></a>", "<input type=\"text\">", "<p>&</p>", "<!-- x -->", "<p id=\"x\"></p>",
    ] {
      #expect(HtmlChecker.fault(in: html) != nil, "\(html)")
    }
    #expect(HtmlChecker.fault(in: "<p><a href=\"https://x\" rel=\"noopener noreferrer\">x &amp; y</a></p>") == nil)
  }

  @Test("the sections' headings have the sections' ids, whatever stands around them")
  func anchors() {
    let text = """
      ---
      a: b
      ---
      > # quoted

      # One

      **Interfaces**:
      -

      <!--
      # no
      -->
      | a |
      |---|
      | # no |
      # Two
      - # in a list

      #

      Three
      and more
      ---
      # One
      <textarea>

      # no
      </textarea>
      # Four
      """
    let document = ParsedDocument(text)
    let html = Html.render(document)
    let ids = html.split(separator: " id=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    #expect(ids == document.sections.filter { $0.level > 0 }.map(\.id))
    #expect(ids == ["one", "two", "section", "three-and-more", "one-2", "four"])
    #expect(html.contains("<h1>quoted</h1>") && html.contains("<h2 id=\"three-and-more\">Three\nand more</h2>"))
  }

  @Test("where md4c misses a table, the document is shown as it is and not without the table")
  func nothingIsLost() {
    var random = Seeded()
    for _ in 0..<500 {
      let text = RandomBlocks.nested(&random) + "\n\n| qx | qy |\n|---|---|\n| qz | `qw` |\n"
      let document = ParsedDocument(text)
      let html = Html.render(document)
      let isHidden = document.blocks.contains { block in
        if case .htmlComment = block.kind { block.lines.upperBound > document.lines.count - 4 } else { false }
      }
      let isShown = ["qx", "qy", "qz", "qw"].allSatisfy { html.contains($0) }
      #expect(isShown || isHidden, "seed \(random.seed) \(String(reflecting: text)) \(html)")
      #expect(HtmlChecker.fault(in: html) == nil, "seed \(random.seed) \(String(reflecting: text)) \(html)")
    }
  }

  @Test("a byte order mark does not show")
  func byteOrderMark() {
    for text in ["# a\n", "| a |\n|---|\n| b |\n", "    a\n", "```\na\n```\n"] {
      #expect(Html.render(ParsedDocument("\u{FEFF}" + text)) == Html.render(ParsedDocument(text)))
    }
  }

  @Test("hostile text is rendered in time, and in no more than some times their length")
  func linear() {
    let wide = String(repeating: "|a", count: 20_000) + "|\n" + String(repeating: "|-", count: 20_000) + "|\n"
    let target = String(repeating: "x", count: 100_000)
    let texts =
      [
        "[", "![", "](", "*a_ ", "`a``", "<", "<!-- ", "<a b='", "> ", "1. ", "&", "[a][", "[a](<", "[x](y)\n",
        "|a|\n|-|\n",
        "- [ ] a\n", "# a\n", "\u{0}", "-\n\n", "    a\n", "[x]: <a>\n[x]\n",
      ].map { String(repeating: $0, count: 200_000 / $0.utf8.count) }
      + [
        wide + String(repeating: "|x|\n", count: 40_000), String(repeating: "- ", count: 64) + wide,
        "[a]: <\(target)>\n\n" + String(repeating: "[a] ", count: 25_000),
        "[a]: <javascript:\(target)>\n\n" + String(repeating: "[a] ", count: 25_000),
        "[a]: <x\\*\(target)>\n\n" + String(repeating: "[a] ", count: 25_000),
      ]
    for text in texts {
      let document = ParsedDocument(text)
      var bytes = 0
      let time = ThreadTime.measure { bytes = Html.render(document).utf8.count }
      // A release build takes less than 0.7 s for five times as much of the worst.
      #expect(time < .seconds(90), "\(text.prefix(20))")
      #expect(bytes <= 65_536 + 32 * text.utf8.count, "\(text.prefix(20))")
    }
  }
}
