import TestSupport

/// Short texts that have been dear to Markdown tools when they were repeated: each kind grows to any length.
struct HostilePattern: Sendable, CustomStringConvertible {
  let description: String
  /// Whether md4c fills each of its rows up with cells, so that its HTML is thousands of times as long.
  var isDearAsHtml: Bool { description.contains("a wide table") }
  private let head: String
  private let piece: String
  private let tail: String

  init(_ piece: String, head: String = "", tail: String = "", named name: String? = nil) {
    self.head = head
    self.piece = piece
    self.tail = tail
    description = name ?? "\(head.suffix(20))\(piece)…\(tail)".debugDescription
  }

  /// Bytes of a text that must be read in linear time; fewer where `COUNTERSIGN_HOSTILE_BYTES` says so.
  static let bytes = Amount.named("COUNTERSIGN_HOSTILE_BYTES", usually: 100_000)

  func text(bytes: Int = Self.bytes) -> String {
    head + String(repeating: piece, count: max(1, bytes / piece.utf8.count)) + tail
  }

  static let all: [HostilePattern] = marks + blocks + nested + tables + templates + sections + letters

  private static let marks: [HostilePattern] = [
    .init("["), .init("]"), .init("[a"), .init("[a]("), .init("[a][b] "), .init("![["), .init("[a](b) "), .init("](a"),
    .init("*a"), .init("*a_ "), .init("_a"), .init("**a"), .init("*a **b "), .init("`a"), .init("``` `` "),
    .init("~~a"), .init("\\"), .init("<a "), .init("<a href='"), .init("&amp;"), .init("&"), .init("<!-- a "),
    .init("<?"),
    .init("<![CDATA["), .init("https://a.b "), .init("[^1]"), .init("!"), .init("a "), .init("a"), .init("("),
    .init("`", tail: "a"), .init("[a]: /u\n"), .init("[DECIDED: "), .init("_(verified by "),
    .init("[decided:a] _(noted by b)_ ", head: "#### Must Verify\n- [ ] a "),
  ]

  private static let blocks: [HostilePattern] = [
    .init("# a\n"), .init("#"), .init("a\n===\n"), .init("a\n\n---\n\n"), .init("```\n"), .init("~~~ a\n\n"),
    .init("<!--\n"), .init("<!-- a -->\n"), .init("<div>\n"), .init("<b>\n\n"), .init("    a\n\n"), .init("\n"),
    .init("\r\n"), .init("\r"), .init("a\n"), .init("- [ ] a\n"),
    .init("- [x] **a**: b? A: c / B: d\n", head: "# Open questions\n"),
    .init("**a**: b\n"), .init("**Status**: b **Owner**: c "), .init("**Status**: b\n", head: "# T\n\n"),
    .init("---\n"),
    .init("a: b\n", head: "---\n", tail: "---\n"), .init("a: b\n", head: "---\n"),
  ]

  private static let nested: [HostilePattern] = [
    .init("> "), .init("> > a\n"), .init("- "), .init("- a\n"), .init("1. "), .init("- a\n\n  "), .init(" - a\n"),
    .init("> - "), .init(">"), .init("* - + "),
    .init((0..<60).map { String(repeating: " ", count: 2 * $0) + "- a\n" }.joined(), named: "stairs of list items"),
    .init((0..<60).map { String(repeating: "> ", count: $0) + "a\n" }.joined(), named: "stairs of quotes"),
    .init("a\n", head: String(repeating: "> ", count: 60), named: "lazy lines in deep quotes"),
    .init("\n", head: String(repeating: "- ", count: 60), named: "blank lines in deep lists"),
  ]

  private static let tables: [HostilePattern] = [
    .init("| a "), .init("|"), .init("|-"), .init("| a | b |\n", head: "| a | b |\n|---|---|\n"),
    .init("|a|\n|-|\n"), .init("\\|", head: "| a |\n|---|\n| "), .init("a | b\n"),
    .init(
      "| a ", head: String(repeating: "| a ", count: 2000) + "|\n" + String(repeating: "|---", count: 2000) + "|\n"),
    .init(
      "|\n", head: String(repeating: "| a ", count: 2000) + "|\n" + String(repeating: "|---", count: 2000) + "|\n",
      named: "a wide table with short rows"),
    .init(
      "| 1 | Why? | A: b / C: d | e |\n",
      head: "# Questions\n\n| # | Question | Options | Recommendation |\n|-|-|-|-|\n"),
    .init("| Lead | | | |\n", head: "# Sign-Off\n\n| Role | Name | Signature | Date |\n|-|-|-|-|\n"),
  ]

  private static let templates: [HostilePattern] = [
    .init("{{"), .init("{{ a }}"), .init("{% for a in b %}"), .init("{% if a %}{% endif %}"), .init("{#"), .init("{%"),
    .init("[Say what] "), .init("[a\n"), .init("YYYY-MM-DD "), .init("[TBD]\n\n"),
    .init("<!-- CONDITIONAL: only if PIPELINE.md has a \"B\" section. Otherwise write: \"c\" -->\n\n"),
  ]

  private static let sections: [HostilePattern] = [
    .init("## Same\n\ntext\n\n"), .init("## Same\n"), .init("### Notes\n\na\n\n## Approval\n\n"),
    .init(
      (0..<50).map { "## Part \($0)\n\nword\($0) other\($0 % 7) thing\n\n" }.joined(),
      named: "fifty sections again and again"),
    .init("# a\n## b\n### c\n#### d\n##### e\n###### f\n"),
    .init("a b c d e f g h i j k l m n o p\n", named: "equal lines of words"),
  ]

  private static let letters: [HostilePattern] = [
    .init("\u{301}", head: "a"), .init("e\u{301}"), .init("\u{1100}\u{1161}\u{11A8}"), .init("👩‍👩‍👧"), .init("日本"),
    .init("\u{0}"), .init("\u{FEFF}"), .init("\u{200D}"), .init("# e\u{301}\u{327}\n"), .init("\t"), .init("\u{2028}"),
    .init("\u{301}\u{327}", head: "# "), .init("ſ"), .init("İ"),
  ]
}
