import Documents
import Foundation
import Testing

/// The dependencies' own Markdown: READMEs, articles, proposals, changelogs.
@Suite(.enabled(if: !Samples.checkouts(1).isEmpty, "the dependencies' checkouts are not here: build first"))
struct ReadingCheckouts {
  @Test func `the largest files print as they were given, and lint, findings and diff come through`() throws {
    let files = Samples.checkouts(200)
    for file in files {
      let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      let document = ParsedDocument(text)
      let printed = document.sections.map { document.text(of: $0) }.joined()
      #expect(printed.utf8.elementsEqual(text.utf8), "\(file.lastPathComponent)")
      let findings = Recogniser.findings(in: document)
      #expect(findings.placeholders.allSatisfy { $0.line <= document.lines.count }, "\(file.lastPathComponent)")
      let lint = Linter.findings(in: document)
      #expect(lint.allSatisfy { $0.line >= 1 && $0.line <= document.lines.count }, "\(file.lastPathComponent)")
      let again = ParsedDocument(text, previous: document.fingerprints)
      #expect(again.sections == document.sections, "\(file.lastPathComponent)")
      #expect(Differ.unified(from: text, to: text, fromName: "a", toName: "b").isEmpty)
      #expect(Differ.sections(from: document, to: again).isEmpty, "\(file.lastPathComponent)")
    }
    #expect(files.count > 50)
  }
}
