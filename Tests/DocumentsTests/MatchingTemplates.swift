import Documents
import Foundation
import TestSupport
import Testing

/// The project's own files, by name without `.md`.
enum ProjectFiles {
  static let names = ["architecture", "design", "pipeline-proposal", "story", "technical"]

  static func text(_ path: String) throws -> String {
    return try String(contentsOf: ProjectFolder.url.appending(path: path), encoding: .utf8)
  }

  static func templates() throws -> [(name: String, markdown: String)] {
    try names.map { ($0, try text("config/templates/\($0).md")) }
  }
}

@Suite struct MatchingTemplates {
  private func matches(_ text: String) throws -> [TemplateMatch] {
    TemplateMatching(try ProjectFiles.templates()).matches(for: ParsedDocument(text))
  }

  @Test(arguments: ProjectFiles.names)
  func `finds the template of a filled example with a clear margin`(name: String) throws {
    let found = try matches(try ProjectFiles.text("config/examples/\(name).md"))
    #expect(found.map(\.template).first == name)
    #expect(found[0].score >= 0.8, "\(found[0])")
    #expect(found[1].score <= 0.2 && found[1].score < TemplateMatching.scoreMin, "\(found[1])")
  }

  @Test(.enabled(if: !SharedFiles.seeds.isEmpty, "the seeds are not here"))
  func `finds the built-in template that was made after each real one`() throws {
    let made = ["pipeline-proposal", "design", "story", "technical", "architecture"]
    for (seed, name) in zip(SharedFiles.seeds, made) {
      let found = try matches(seed.markdown)
      #expect(found[0].template == name && found[0].score >= 0.5, "\(seed.name): \(found[0].score)")
      #expect(found[1].score <= found[0].score - 0.3, "\(seed.name): \(found[1].template) \(found[1].score)")
    }
  }

  @Test(arguments: ["README.md", "config/examples/README.md", "docs/operations.md", "docs/webhooks.md"])
  func `finds none for other kinds of documents`(path: String) throws {
    let found = try matches(try ProjectFiles.text(path))
    #expect(found[0].score < 0.1, "\(path): \(found[0])")
  }

  @Test func `one shared heading earns next to nothing`() throws {
    #expect(try matches("# References\n\nA list.\n")[0].score < 0.1)
    #expect(try matches("")[0].score == 0)
    #expect(TemplateMatching([("empty", "")]).matches(for: ParsedDocument("# A"))[0].score == 0)
  }

  @Test func `half of a template, with sections of the author's own, is still of it`() throws {
    let example = ParsedDocument(try ProjectFiles.text("config/examples/story.md"))
    let half = example.sections.enumerated().filter { $0.offset % 2 == 0 }.map { example.text(of: $0.element) }
    let own = (1...5).map { "## What only we ask, number \($0)\n\nWords.\n\n" }
    let found = try matches(half.joined() + "\n" + own.joined())
    #expect(found[0].template == "story" && found[0].score >= TemplateMatching.scoreMin, "\(found[0])")
    #expect(found[1].score < found[0].score / 2)
  }

  @Test func `says which headings are there and which are missing`() throws {
    let text = try ProjectFiles.text("config/examples/technical.md").replacingOccurrences(
      of: "### Rollback Plan", with: "### How we would go back")
    let found = try matches(text)[0]
    #expect(found.template == "technical")
    #expect(found.missing == ["Rollback Plan"])
    #expect(found.headings.contains("Data Migration") && found.headings.contains("Decision 1: [What is decided]"))
    #expect(found.why.contains("\(found.headings.count) of \(found.headings.count + 1) headings"), "\(found.why)")
    #expect(found.why.hasSuffix("missing: Rollback Plan"))
  }

  @Test(arguments: [
    ("## 3.2 Component: [Component Name A]", "## 7.1 **Component**: Ledger"),
    ("## Component A: [Name]", "## Component C: Ledger"), ("## Phase 1: MVP", "## Phase 4: Everywhere"),
    ("# [Feature] - Architecture Design", "# Offline unlock – Architecture Design"),
    ("# {{ title }} - Architecture", "# Nightly check - Architecture"), ("### A. Glossary", "### Glossary"),
    ("## ⚠ Risks", "## Risks"), ("### Status: [Pending / Approved]", "### Status: Approved"),
  ])
  func `a heading is recognised however it is numbered, marked and filled in`(template: String, document: String) {
    let found = TemplateMatching([("t", template)]).matches(for: ParsedDocument(document))
    #expect(found[0].score == 1, "\(found[0])")
  }

  @Test func `what few templates have counts more`() {
    let matching = TemplateMatching([
      ("a", "## Shared\n## Also shared\n## Alone here"), ("b", "## Shared\n## Also shared\n## Alone there"),
    ])
    let found = matching.matches(for: ParsedDocument("## Shared\n## Alone there"))
    #expect(found.map(\.template) == ["b", "a"])
    #expect(found[0].score > found[1].score + 0.2)
  }

  @Test func `a megabyte is matched in seconds`() throws {
    let text = String(
      repeating: "## Heading: one - two\n\n**Label**: x\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n", count: 14_000)
    let templates = try ProjectFiles.templates()
    let time = ThreadTime.measure {
      let document = ParsedDocument(text)
      _ = TemplateMatching(templates).matches(for: document)
      _ = ImportedHistory(of: document)
    }
    #expect(time < .seconds(90))
  }
}
