import Documents
import Foundation
import Testing

@testable import Server

/// What the editor makes of what was typed.
@Suite struct WritingDrafts {
  private func draft(_ text: String?, section: String?, of document: String) throws -> EditedDraft {
    try EditedDraft(text, section: section, base: 3, baseSections: ParsedDocument(document).fingerprints)
  }

  private let document = "# Store\n\nWhat.\n\n## Doors\n\nThey ring.\n\n## Costs\n\n400.\n"

  @Test("a section alone is put back in its place, parted from the next as before")
  func section() throws {
    let edited = try draft("## Doors\n\nThey sing.", section: "doors", of: document)
    #expect(edited.markdown == document.replacing("ring", with: "sing"))
    #expect(edited.firstLine == 5)
    #expect(try draft("## Costs\n\n500.", section: "costs", of: document).markdown.hasSuffix("\n\n## Costs\n\n500."))
    #expect(try draft("", section: "doors", of: document).markdown == "# Store\n\nWhat.\n\n## Costs\n\n400.\n")
  }

  @Test("what was not touched is unchanged, with the line ends that it has")
  func untouched() throws {
    #expect(try draft(nil, section: nil, of: document).isUnchanged)
    #expect(try draft(nil, section: "doors", of: document).isUnchanged)
    let other = document.replacing("\n", with: "\r\n")
    #expect(try draft(document, section: nil, of: other).isUnchanged)
    let words = ParsedDocument(other).fingerprints[1].text.replacing("\r\n", with: "\n")
    #expect(try draft(words, section: "doors", of: other).isUnchanged)
  }

  @Test("a section's preview knows what other sections define of its links, and shows none of that")
  func references() throws {
    let text = "# Store\n\n[rules]: https://example.org/rules\n\n## Doors\n\nSee [the rules][rules] and [x][y].\n"
    let html = try draft(nil, section: "doors", of: text).html
    #expect(html.contains("href=\"https://example.org/rules\"") && html.contains("[x][y]"), "\(html)")
    #expect(!html.contains("]:") && !html.contains("Store"), "\(html)")
  }

  @Test("a section that is not there cannot be edited")
  func unknown() {
    #expect(throws: (any Error).self) { try draft("x", section: "roof", of: document) }
  }

  @Test("compared words are escaped, and told to readers by ear")
  func html() {
    let html = BlockHtml.html(BlockDiff.changes(from: "It is <b>one</b> thing.", to: "It is <i>one</i> thing."))
    #expect(!html.contains("<b>") && !html.contains("<i>"))
    #expect(html.contains("<ins><span class=\"quiet\"> added: </span>"))
    #expect(html.contains("<del><span class=\"quiet\"> removed: </span>"))
  }

  @Test("many paragraphs that stay are folded, with one left for the context")
  func folding() {
    let same = (1...9).map { "Paragraph \($0) stays as it is.\n\n" }.joined()
    let html = BlockHtml.html(BlockDiff.changes(from: same + "Old words are here.", to: same + "New words are here."))
    #expect(html.contains("<summary>8 paragraphs are the same</summary>"))
    #expect(html.components(separatedBy: "</details>").last?.contains("Paragraph 9") == true)
  }
}
