import Documents
import Foundation
import TestSupport
import Testing

struct Recognising {
  private func json(_ findings: Findings) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(findings), as: UTF8.self) + "\n"
  }

  /// Each report was read line by line against its template. Set COUNTERSIGN_WRITE_GOLDEN to write them anew, then read
  /// what changed.
  @Test(.enabled(if: !SharedFiles.seeds.isEmpty, "the seeds are not here"))
  func `reports of the real templates what was read in them`() throws {
    for (index, seed) in SharedFiles.seeds.enumerated() {
      let found = try json(Recogniser.findings(in: ParsedDocument(seed.markdown)))
      if ProcessInfo.processInfo.environment["COUNTERSIGN_WRITE_GOLDEN"] != nil {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/Findings")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(found.utf8).write(to: folder.appending(path: "\(index).json"))
        continue
      }
      let url = try #require(
        Bundle.module.url(forResource: "\(index)", withExtension: "json", subdirectory: "Fixtures/Findings"))
      #expect(try String(contentsOf: url, encoding: .utf8) == found, "\(seed.name)")
    }
  }

  private func findings(_ text: String) -> Findings { Recogniser.findings(in: ParsedDocument(text)) }

  private func placeholders(_ text: String) -> [String] { findings(text).placeholders.map(\.text) }

  @Test(arguments: [
    "[x](y)", "[text][label]\n\n[label]: /u", "[label][]\n\n[label]: /u", "[label]\n\n[Label]: /u", "![alt](src.png)",
    "- [ ] task", "- [x] task", "note[^1]\n\n[^1]: text", "[12]", "[ ]", "[]", "[DECIDED: A]", "<!-- [no] -->",
    "{{ tasks[:3] }}", "{% for t in tasks[a] %}", "```\nxs[index] + f(x)[key]\n```", "```json\n[\"a\", \"b\"]\n```",
    "```\n[true, false]\n```", "```\n[a-z]+\n```", "```\nA[Client] --> B[Server]\n```", "```md\n[docs](docs/a.md)\n```",
    "```\n[\n  { \"a\": 1 }\n]\n```", "[open", "close]",
  ])
  func `takes no link, box, footnote or index for a placeholder`(text: String) {
    #expect(placeholders(text) == [])
  }

  @Test func `names a placeholder's place`() {
    let text =
      "---\nslug: \"[slug]\"\n---\n# [Name]\n[a b] [c][d]\n\n| [H] |\n|---|\n| `[cell]` |\n\n```\nx_[tt](id) [two\nlines]\n```\n"
    let found = findings(text).placeholders.map { "\($0.line) \($0.place) \($0.text)" }
    #expect(
      found == [
        "2 front_matter slug", "4 heading Name", "5 prose a b", "5 prose c", "5 prose d", "7 table H", "9 table cell",
        "12 fence tt", "12 fence two lines",
      ])
  }

  @Test func `tells the kinds of conditionals apart`() {
    let text = """
      <!-- CONDITIONAL: Include only if PIPELINE.md has an "API Conventions" section.
           Otherwise write: "N/A — none, "really"." -->

      <!-- CONDITIONAL: Include chains only if PIPELINE.md has a "Tenancy" section. Otherwise focus on roles. -->

      <!-- CONDITIONAL: Include this if the PRD mentions exports. Otherwise write: "N/A" -->

      <!-- unconditional -->
      """
    let found = findings(text)
    #expect(found.conditionals.map(\.kind) == [.configurationSection, .instruction, .predicate])
    #expect(found.conditionals.map(\.asksFor) == ["API Conventions", "Tenancy", nil])
    #expect(found.conditionals.map(\.fallback) == ["N/A — none, \"really\".", nil, "N/A"])
    #expect(found.unrecognised.map(\.what) == ["comment"])
  }

  @Test func `tells checklists apart by their heading or label`() {
    let text = """
      ## Review
      **Must Verify**
      - [ ] One
      - [x] Two

      **Should Check:**
      - [ ] One

      ## Rollout
      - [X] Three
      ## Open Questions
      - [ ] Which? A: this / B: that
      - [x] Done [DECIDED: yes]
      - Plain
      """
    let found = findings(text)
    #expect(found.checklists.map(\.kind) == [.mustVerify, .shouldCheck, .plain, .questions])
    #expect(found.checklists.map(\.id) == ["review", "review-should-check", "rollout", "open-questions"])
    #expect(
      found.checklists[0].items.map(\.ticked) == [false, true] && found.checklists[0].items.allSatisfy(\.required))
    #expect(found.checklists[1].items.map(\.id) == ["one-2"])
    #expect(found.questions.map(\.id) == ["q-which-a-this-b-that", "q-done", "q-plain"])
    #expect(found.questions.map(\.answered) == [false, true, false])
    #expect(found.questions[0].options.map(\.text) == ["this", "that"])
  }

  @Test func `reads the options of a question`() {
    func options(_ cell: String) -> [String] {
      findings("| # | Question | Options |\n|-|-|-|\n| 7 | Which? | \(cell) |\n").questions.flatMap(\.options)
        .map { "\($0.key)=\($0.text)" }
    }
    #expect(options("A: x / B: y") == ["A=x", "B=y"])
    #expect(options("A: x/B: I/O") == ["A=x/B: I/O"])
    #expect(options("keep I/O / drop it") == ["A=keep I/O", "B=drop it"])
    #expect(options("[Options]") == [] && options("") == [])
  }

  @Test func `knows a sign-off table with other columns and leaves other tables alone`() {
    let found = findings("## Sign-off\n| **Role** | Person | Date |\n|-|-|-|\n| QA  Lead | | |\n|\n")
    #expect(found.signOffRoles == [SignOffRole(role: "qa-lead", title: "QA Lead", line: 4)])
    let other = findings(
      "## Access\n| Role | May |\n|-|-|\n| Admin | all |\n\n| Vector | Risk | Mitigation |\n|-|-|-|\n| a | b | c |\n")
    #expect(other.tables.isEmpty && other.signOffRoles.isEmpty && other.risks.isEmpty)
  }

  @Test func `finds dated items by their column`() {
    let found = findings("| Flag | Cleanup Date |\n|-|-|\n| new_search | 2027-01-31 |\n| | |\n")
    #expect(found.datedItems == [DatedItem(label: "new_search", kind: "cleanup", date: "2027-01-31", line: 3)])
  }
}

/// What edits to the real templates do to ids and digests.
@Suite(.enabled(if: !SharedFiles.seeds.isEmpty, "the real templates are not beside the checkout"))
struct EditingTemplates {
  /// Words that stand in one place only, one for each section: below its heading, which says how what is under it is
  /// read, and outside of what the record writes.
  private func words(in document: ParsedDocument) -> [(section: Int, word: String)] {
    let volatile = VolatilePlaces.of(document)
    return document.sections.indices.dropFirst().flatMap { index -> [(section: Int, word: String)] in
      let section = document.sections[index]
      let first = document.lines[section.lines.lowerBound - 1].bytes.upperBound
      let words = document.text(first..<max(first, section.bytes.upperBound)).split { !$0.isLetter }
      return words.map(String.init).filter { word in
        guard word.count > 6, document.source.ranges(of: word).count == 1 else { return false }
        let place = document.source.utf8Ranges(of: word)
        return !volatile.contains { $0.overlaps(place[0]) }
      }
      .prefix(1).map { (index, $0) }
    }
  }

  @Test func `one changed word changes one digest and no id`() {
    for seed in SharedFiles.seeds {
      let document = ParsedDocument(seed.markdown)
      for (section, word) in words(in: document) {
        let edited = ParsedDocument(seed.markdown.replacing(word, with: "Other"), previous: document.fingerprints)
        let changed = document.sections.indices.filter { document.sections[$0].digest != edited.sections[$0].digest }
        #expect(changed == [section], "\(seed.name) \(word) in \(document.sections[section].id)")
        #expect(edited.sections.map(\.id) == document.sections.map(\.id), "\(seed.name) \(word)")
      }
    }
  }

  @Test func `layout changes no digest`() {
    for seed in SharedFiles.seeds {
      let digests = ParsedDocument(seed.markdown).sections.map(\.digest)
      func same(_ text: String) -> Bool { ParsedDocument(text).sections.map(\.digest) == digests }
      #expect(same(seed.markdown.replacing("\n", with: "\r\n")), "\(seed.name)")
      #expect(same(seed.markdown.replacing("\n\n## ", with: "\n\n\n\n## ")), "\(seed.name)")
      let lines = seed.markdown.split(separator: "\n", omittingEmptySubsequences: false)
      let padded = lines.map { $0.hasPrefix("| ") ? $0.replacing(" |", with: "   |") + "  " : String($0) }
      #expect(same(padded.joined(separator: "\n")), "\(seed.name)")
      #expect(same(seed.markdown.replacing("|---", with: "|------")), "\(seed.name)")
    }
  }

  @Test func `sections keep their ids when others come, go and move`() {
    var random = Seeded()
    for seed in SharedFiles.seeds {
      let document = ParsedDocument(seed.markdown)
      let texts = document.sections.map(document.text(of:))
      for _ in 0..<10 {
        // Whole chapters move; what is under them goes with them.
        let chapters = document.sections.indices.filter { document.sections[$0].level == 2 }
        guard chapters.count > 3, let first = chapters.first else { continue }
        let ends = Array(chapters.dropFirst()) + [texts.count]
        let parts = zip(chapters, ends).map { Array($0..<$1) }.shuffled(using: &random)
        let order = Array(0..<first) + parts.joined()
        let moved = order.map { texts[$0].hasSuffix("\n") ? texts[$0] : texts[$0] + "\n" }.joined()
        let edited = ParsedDocument(moved, previous: document.fingerprints)
        #expect(
          edited.sections.map(\.id) == order.map { document.sections[$0].id }, "\(seed.name), seed \(random.seed)")
      }
    }
  }
}
