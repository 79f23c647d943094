import TestSupport

/// Documents put together at random from what begins, goes on with and ends blocks.
enum RandomBlocks {
  /// Quotes, lists, fences, code, HTML, headings and breaks, nested in each other, lazily or not; no tables.
  static func nested(_ random: inout Seeded) -> String {
    var lines: [String] = []
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      var line = pieces.randomElement(using: &random) ?? ""
      for _ in 0..<2 where Int.random(in: 0..<5, using: &random) == 0 {
        line = (prefixes.randomElement(using: &random) ?? "") + line
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Tables among other blocks, the whole in up to three quotes and list items, each line with all its marks.
  static func tables(_ random: inout Seeded) -> String {
    var lines = (0..<Int.random(in: 2...12, using: &random)).map { _ in tablePieces.randomElement(using: &random) ?? ""
    }
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let mark = ["> ", "- ", "12. ", "*   "].randomElement(using: &random) ?? ""
      let rest = mark.contains(">") ? mark : String(repeating: " ", count: mark.count)
      // A table on a marker's own line is among the deliberate readings.
      lines.insert("begun", at: 0)
      lines = lines.enumerated().map { ($0.offset == 0 ? mark : rest) + $0.element }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let prefixes = ["> ", ">", "- ", "* ", "1. ", "1) ", " ", "  ", "   ", "    ", "     ", "\t"]

  private static let pieces = [
    "# a", "## b ##", "### ", "#", "#no", "####### no", "text", "more text", "two  ", "back\\", "", "", "", "  ", "\t",
    "```", "~~~", "````", "``` swift", "~~~ `x`", "``` no`", "---", "===", "--", "= =", "- - -", "* * *", "_ _ _",
    "***",
    "- one", "* two", "+ three", "-", "*", "+", "1. four", "2) five", "10. six", "1.", "123456789. x", "1234567890. x",
    "-\tx", "-    far", "-     code", "- [ ] open", "- [x] done", "* [X] done", "- [ ]", "- [] no", "-   [ ] wide",
    "1. [x] first", "[ ] text", "> q", ">", "> > r", ">\tcode", "> - s", "    code", "\tcode", "   three", "      deep",
    "<!-- c", "-->", "<!-- d -->", "<div>", "</div>", "<script>", "text </script>", "<?php", "?>", "<!X", "end>",
    "<![CDATA[", "]]>", "\\# x", "**K**: v", "{% for %}", "é", "`a", "b`",
  ]

  private static let tablePieces = [
    "| a | b |", "|---|---|", "|a|", "|-|", "a | b", "-|-", "| a | b | c |", "|:--|:-:|--:|", ":-: | --:", "| - |",
    "|  |  |", "||", "|", "| x", "x |", "`a|b` | c", "| `a\\|b` | c |", "\\| a | b", "| a \\\\| b |", "|---|", "| ---",
    "--- |", "|--|--|", "| -- | -- |", "|---|---|---|", "text", "text", "", "", "# a", "> q", "- item", "- [ ] open",
    "- [x] done", "1. one", "***", "```", "~~~", "<!-- c -->", "<div>", " | a | b |", " |---|---|",
    "|:|", "|-:-|", "|---|x|", "| **b** | [l](u) |", "|\ta\t|", "| é | ü |",
  ]
}
