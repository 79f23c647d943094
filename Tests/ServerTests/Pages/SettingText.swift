import Documents
import Testing

@testable import Server

/// A document's HTML is parted where its sections begin, and nothing of it is lost.
@Suite struct SettingText {
  @Test(
    "the parts are the whole",
    arguments: [
      "# A\n\nText.\n\n## B\n\nMore.\n\n> ## Not one\n\n## C\n",
      "Before.\n\n# A\n\nText.\n", "No heading at all.\n", "", "# A\n\n# A\n\n# A\n",
      "# \u{0338}A\n\ntext\n\n## \"quoted\" <b>\n\nx\n", "- [x] done\n- [ ] open\n\n# A\n",
      "Setext\n======\n\nx\n\nTwo\n---\n\ny\n",
    ])
  func parting(text: String) {
    let document = ParsedDocument(text)
    let parts = SectionHtml.parts(of: document, sections: document.sections.map(\.id))
    #expect(parts.map(\.html).joined() == PageHtml.render(document))
    #expect(Set(parts.map(\.section)).count == parts.count)
  }

  @Test("each part begins with its section's heading")
  func beginnings() {
    let document = ParsedDocument("# A\n\nText.\n\n## B\n\nMore.\n\n## C\n")
    let parts = SectionHtml.parts(of: document, sections: document.sections.map(\.id))
    #expect(parts.map(\.section) == document.sections.map(\.id))
    #expect(parts.map { $0.html.prefix(3) } == ["<h1", "<h2", "<h2"])
  }
}
