import Documents
import Foundation
import Integrations
import TestSupport
import Testing

@Suite struct EscapingMarkdown {
  /// What can mean something in Markdown, and what stands between it.
  private static let pieces = [
    "*", "**", "_", "__", "`", "```", "~", "~~", "#", "##", "-", "---", "+", "=", "===", ">", "|", "[", "]", "(", ")",
    "<",
    "</", "!", "\\", "&", "&amp;", "&#35;", "1.", "23)", ":", "://", "http://", "www.", "@", "a", "bc", "x@y.example",
    "\n",
    "\n\n", " ", "    ", "\t", "<b>", "<br>", "<!--", "-->", "[x]: /y", "[ ]", "{", "}", "$", "%", "^", "\"", "'", "é",
    "中", "👍",
  ]

  @Test("of a thousand random texts nothing comes but their words, in paragraphs of lines")
  func random() {
    var seeded = Seeded()
    for _ in 0..<1000 {
      let words = (0..<Int.random(in: 1...20, using: &seeded))
        .map { _ in Self.pieces.randomElement(using: &seeded) ?? "" }.joined()
      let html = Html.render(ParsedDocument("Before.\n\n" + MarkdownWords.escape(words) + "\n"))
      let tags = html.split(separator: "<").dropFirst().map { "<" + $0.prefix { $0 != ">" } + ">" }
      let others = tags.filter { !["<p>", "</p>", "<br>"].contains($0) }
      #expect(others == [], "seed \(seeded.seed): \(words.debugDescription) came out as \(html)")
      let (shown, meant) = (Self.letters(html), Self.letters(words))
      #expect(shown == "Before." + meant, "seed \(seeded.seed): \(words.debugDescription) came out as \(html)")
    }
  }

  @Test("titles lose their mentions and their line breaks, and nothing else")
  func titles() {
    let title = MarkdownWords.defuse("Plan for @ada\n(#12, GH-7)")
    #expect(title.replacing("\u{200B}", with: "") == "Plan for @ada (#12, GH-7)")
    for reference in ["@ada", "#12", "GH-7"] { #expect(title.firstRange(of: reference) == nil) }
    #expect(MarkdownWords.defuse("A plain title, 50 % of 2026-11-21.") == "A plain title, 50 % of 2026-11-21.")
  }

  /// What people see of HTML, or of a text, but for white space.
  private static func letters(_ text: String) -> String {
    var words = text
    if text.hasPrefix("<p>Before") {
      for tag in ["<p>", "</p>", "<br>"] { words = words.replacing(tag, with: "") }
      for (name, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        words = words.replacing(name, with: sign)
      }
    }
    return words.filter { !$0.isWhitespace && $0 != "\u{200B}" && $0 != "\u{A0}" }
  }
}
