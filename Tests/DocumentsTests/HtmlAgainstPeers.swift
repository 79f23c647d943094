import Documents
import Foundation
import TestSupport
import Testing

/// Documents as HTML, against markdown-it-py with the same safety done to it (`Tests/Peers/rendered.py`).
@Suite(.enabled(if: Peer.isHere, Comment(rawValue: Peer.whyAbsent))) struct HtmlAgainstPeers {
  /// Examples of the specification that md4c 0.4.8, which is of version 0.30, reads otherwise. All come out safe.
  private static let exceptions: [Int: String] = [
    354: "symbols such as £ count as punctuation beside emphasis since 0.31",
    625: "a comment among text may hold two hyphens since 0.31; md4c shows it as text",
    626: "<!--> and <!---> among text are comments since 0.31; md4c shows them as text",
  ]

  @Test("every example of the CommonMark specification is the same")
  func specification() throws {
    let examples = try Peer.commonMarkExamples()
    #expect(examples.count == 652)
    let kept = examples.filter { Self.exceptions[$0["example"]?.int ?? 0] == nil }
    #expect(kept.count == 652 - Self.exceptions.count)
    try expectSame(kept.compactMap { $0["markdown"]?.string })
  }

  @Test("tables, tasks and text are the same")
  func own() throws {
    try expectSame(TableAndTaskExamples.all.filter { !$0.hasSuffix("```") } + HtmlExamples.all)
  }

  @Test("the project's own documents and the real templates are the same")
  func files() throws {
    let files = MarkdownFiles.project + SharedFiles.seeds.map(\.markdown)
    try expectSame(files.map(Deliberate.withoutOwnReadings))
  }

  @Test("paragraphs in a list do not depend on where they lie", arguments: [0, 1])
  func place(_ extra: Int) throws {
    let documents = (0..<257).map {
      String(repeating: "x", count: $0) + "\n\n- a\n\n  b\n\n  c" + String(repeating: "\n", count: extra)
    }
    try expectSame(documents)
  }

  private func expectSame(_ documents: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
    let questions = documents.map { markdown in
      Value.object(["markdown": .string(markdown), "html": .string(Html.render(ParsedDocument(markdown)))])
    }
    let answers = try Peer.ask("rendered.py", questions)
    try #require(answers.count == documents.count)
    for (markdown, answer) in zip(documents, answers) {
      #expect(
        answer["ours"]?.string == answer["theirs"]?.string, "\(String(reflecting: markdown.prefix(300)))",
        sourceLocation: sourceLocation)
    }
  }
}

/// Small documents on text in blocks and blocks in blocks.
private enum HtmlExamples {
  static let all = text + blocks

  private static let text = [
    "*a* _b_ **c** __d__ ***e*** **f *g* h**", "a*b*c a_b_c **a**b", "* a*", "\\*a\\* \\_b\\_ \\# \\[c\\]",
    "`a` ``b ` c`` ` d ` ```", "`a\nb`", "`<b>` `&amp;` `*c*`", "~~a~~ **~~b~~** ~~*c*~~",
    "[a](b) [c](d \"e\") [f](<g h> 'i') [j](k (l))", "[a](https://b.example/c?d=e&f=g#h)", "[a](mailto:b@c.example)",
    "[a](b(c)d) [e](f\\)g)", "[a]\n\n[a]: b \"c\"", "[a][B] [b][] [b]\n\n[b]: /c", "[*a* `b`](c)",
    "[a](ä) [b](%20) [c](%zz)",
    "[a](b \"c &quot;d&quot; 'e' <f>\")", "[a](&auml; \"&ouml;\")", "[a](b&amp;c) [d](e?f&g)", "[a](\\b)", "[a]()",
    "[](a)",
    "<https://a.example/b?c=d&e> <f@g.example>", "![a](b) ![*c* `d`](e \"f\") ![g [h](i) j](k)", "[![a](b)](c)",
    "&lt; &gt; &amp; &quot; &copy; &notit; &nosuch; &#35; &#x22; &#0; &#xD800; &#1114112;", "a & b < c > d \" e ' f",
    "a  \nb\\\nc\nd", "a<br>b<br/>c<br />d", "a <b>c</b> d", "a <!-- b --> c", "<b>\nc\n</b>",
    "a <?b?> c <!D e> f <![CDATA[g]]> h",
    "é ü 漢字 🚚 \u{A0} \u{200B}", "a\u{0}b", "[a\u{0}](b\u{0})", "**[a](b)**: c", "[x] [a] [NEEDS INPUT]",
    "{{ a }} {% b %}",
    "***", "a\n***\nb", "**a:** b **c:** d", "_a_b_c_", "**a*b**c*",
    "[a](javascript:b) [c](ftp://d.example) [e](//f.example)",
    "<javascript:a> <made-up:b>", "[a](/b:c) [d](e/f:g) [h](?i:j) [k](#l:m)", "[a](:b) [c](d:)",
    "[a](HTTPS://B.example)",
  ]

  private static let blocks = [
    "a {\n        ```b\n", "a\n\t~~~ b\nc", "a\n=\t\n", "a\n* \n   -\nb", "a\n1) \t\nb",
    "- a\n  ```\n  b\n  ```\n| c |\n  |---|\n   | d |\n",
    "# a\n## b ##\n### *c* `d`\n#\n###### e", "a\n===\nb\nc\n---", "> a\n> # b\n> - c\nd", "> > a\nb\n\n> c",
    "- a\n- b\n\n- c",
    "- a\n  - b\n    - c\n- d", "1. a\n2. b\n\n   c\n3) d", "7. a\n8. b", "- a\n\n  > b\n\n  ```c\n  d\n  ```",
    "-\n- a\n-", "- # a\n- b\n  ===",
    "```swift x y\na < b && c\n```\n", "~~~ *a* &amp; \\* \"b\" <c>\nd\n~~~\n", "``` &#32;\na\n```\n", "```\n\n\n```\n",
    "   ```\n   a\n     b\n  c\n   ```\n",
    "    a\n\n      b\n\n\n    c\n\nd", "- a\n\n      b\n        c\n\n  d", "-     a\n\n      b\n- c", "\ta\n\t\tb",
    "-\ta\n\n\t\tb", "> \ta\n>\n>\t\tb",
    "- ```\n  a\n\n  b\n  ```\n- c\n", "- ```\n  a\nb\n", "> ```\n> a\nb\n",
    "1. a:\n    \n    ```b\n    c {\n    }\n    ```\n    \n    d\n",
    "<div>\n*a*\n</div>\n\n*b*", "- <div>\n  a\n  </div>\n- b", "<!-- a -->\n# b\n<!-- c\n\nd -->\ne",
    "a\n<!-- b -->\nc", "<details>\n<summary>a</summary>\n\nb\n\n</details>",
    "<textarea>\n\n*a*\n</textarea>\n\nb", "<search>\na\n</search>", "<pre>\na\n\nb</pre>\nc",
    "a\r\n\r\n- b\r\n- c\r\n", "a\rb\r\r# c\r",
    "[a]: b\n# c\n[a]",
    "[a]: b 'c\nd'\n\n[a]",
  ]
}
