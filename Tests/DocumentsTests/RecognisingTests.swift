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
    "```\n[\n  { \"a\": 1 }\n]\n```", "[open", "close]", "[label]:\n  docs/a.md", "[a b]: <x y>\n\n[A  B]",
    "[a]: #part\n\n[a]", "`[features]` and `xs[index]`", "[[Other page]]", "see [RFC 9457], [Knuth 1997]",
    "that […] is",
    "```\n[INFO] started\n[main, develop]\n```", "```toml\n[[bin]]\n[package]\n```",
    "```swift\nlet a: [String: Int]\n```",
    "```swift\n// [Player]\nsend { [weak self] in }\n```", "```python\n[x for x in names]\n```",
    "```cs\n[HttpGet]\n```",
  ])
  func `takes no link, box, footnote or index for a placeholder`(text: String) {
    #expect(placeholders(text) == [])
  }

  @Test(arguments: [
    ("[Owner]: Alice", ["Owner"]), ("[Version]: 1.0", ["Version"]),
    ("[Category]: [What is logged]", ["Category", "What is logged"]),
    ("- [Log category]: [What's logged, format]", ["Log category", "What's logged, format"]), ("[???]", ["???"]),
    ("```swift\n// [Describe the type]\nlet a = \"[value]\"\n```", ["Describe the type", "value"]),
    ("```\n[Error format, as agreed]\n[Parent] 1──* [Child]\n```", ["Error format, as agreed", "Parent", "Child"]),
    ("```python\n\"\"\"[Description]\"\"\"\n```", ["Description"]),
    ("| `[cell]` and `[a dir]/[file]` |\n|-|", ["cell", "a dir", "file"]),
    ("`src/[name]`", ["name"]), ("**[Platform] v[old]:**", ["Platform", "old"]), ("Benchmark with [N] records", ["N"]),
    ("`a [b` [c] `", ["c"]), ("`` ` [Say what] `` [d]", ["Say what", "d"]),
  ])
  func `finds a placeholder where one stands`(text: String, expected: [String]) {
    #expect(placeholders(text) == expected)
  }

  @Test func `lists what an author could have meant otherwise, with the reason`() {
    let text = """
      [[Page]] YYYY-MM-DD [RFC 9457] [@owner name] `[features]`

      <!-- no condition -->

      **Purpose**: [12] [x](y) ![z](w) [^1]

      | Unknown | Table |
      |-|-|
      | a | b |

      ```swift
      let x: [String]
      """
    let found = findings(text).unrecognised
    #expect(
      found.map { "\($0.line) \($0.what) \($0.text)" } == [
        "1 date_pattern YYYY-MM-DD", "1 bracket [Page]", "1 bracket [RFC 9457]", "1 bracket [@owner name]",
        "1 bracket [features]", "3 comment no condition", "11 unclosed_fence ```swift",
        "12 bracket [String]",
      ])
    #expect(found.allSatisfy { $0.reason.hasSuffix(".") })
  }

  @Test func `finds questions in all the forms that lists have`() {
    let text = """
      ## Open Questions
      1. Which store?
      2. **Q7**: Which queue? A: one / B: two
         - Decision: two
      - [ ] Which door?
      ### About money
      - Who pays?
      - None
      - Answer: Sam

      **Question 12:** Who asks?
      **Q13**: Who knows? [DECIDED: A]

      ## Questions that were settled
      - This is none.
      """
    let found = findings(text).questions
    #expect(found.map(\.id) == ["q-which-store", "q-7", "q-which-door", "q-who-pays", "q-12", "q-13"])
    #expect(found.map(\.answered) == [false, true, false, true, false, true])
    #expect(found[1].text == "Which queue? A: one / B: two" && found[1].options.map(\.text) == ["one", "two"])
  }

  @Test func `an answer in the table settles a question, a place for one does not`() {
    let rows = ["| a | Postgres | |", "| b | TBD | |", "| c | [Decision] | Open |", "| d | | Resolved |", "| e | | |"]
    let text = "## X\n| Question | Decision | Status | # |\n|-|-|-|-|\n" + rows.joined(separator: "\n")
    #expect(findings(text).questions.map(\.answered) == [true, false, false, true, false])
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
    #expect(options("A: x/B: I/O") == ["A=x", "B=I/O"])
    #expect(options("A: read / write / B: I/O, C: none") == ["A=read / write", "B=I/O", "C=none"])
    #expect(options("A) x or B) y") == ["A=x", "B=y"] && options("1. x; 2. y") == ["1=x", "2=y"])
    #expect(options("**A**: x<br>**B**: y") == ["A=x", "B=y"] && options("(a) x, (b) y") == ["a=x", "b=y"])
    #expect(options("x<br>y") == ["A=x", "B=y"] && options("A: only one") == ["A=only one"])
    #expect(options("and/or") == [] && options("Ratio 1: 2 / 2: 3") == ["A=Ratio 1: 2", "B=2: 3"])
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

  @Test func `names a risk by its id, or by its place`() {
    let found = findings(
      "| Risk | Mitigation |\n|-|-|\n| a | b |\n| | |\n\n| ID | Risk | Mitigation |\n|-|-|-|\n| R-7 | c | d |\n")
    #expect(found.risks.map { "\($0.line) \($0.id) \($0.text)" } == ["3 risk-1 a", "8 R-7 c"])
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
