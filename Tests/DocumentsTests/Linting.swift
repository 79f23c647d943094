import Documents
import TestSupport
import Testing

struct Linting {
  private func found(_ text: String, answered: Set<String> = []) -> [String] {
    Linter.findings(in: ParsedDocument(text), answered: answered).map { "\($0.line) \($0.rule)" }
  }

  @Test(arguments: [
    ("# A\n\n[Say what]", ["3 placeholder"]),
    ("# [Name]\n\nWords.", ["1 placeholder"]),
    ("# A\n\n| a | b |\n|-|-|\n| [x y] | [z] z |", ["5 placeholder", "5 placeholder"]),
    ("# A\n\n```sql\nCREATE TABLE [name] (idx_[table]);\n```", ["4 placeholder", "4 placeholder"]),
    ("# A\n\n[Owner]: Alice", ["3 placeholder"]),
    (
      "# A\n\n[NEEDS INPUT] and [TODO: ask] and [tbd]", ["3 upstream_marker", "3 upstream_marker", "3 upstream_marker"]
    ),
    (
      "# A\n\n[FIXME] [???] [NEEDS CLARIFICATION: who?]",
      ["3 upstream_marker", "3 upstream_marker", "3 upstream_marker"]
    ),
    (
      "# A\n\n- TBD\n- *todo*\n- Owner: TODO: ask Sam", ["3 upstream_marker", "4 upstream_marker", "5 upstream_marker"]
    ),
    ("# A\n\nWords.\nTODO: more words\n", ["4 upstream_marker"]),
    ("# A\n\nTo say:\n\nFIXME.\n", ["5 upstream_marker"]),
    ("# A\n\n| a | b |\n|-|-|\n| x | ??? |\n| y | TBC (Sam) |", ["5 upstream_marker", "6 upstream_marker"]),
    ("# A\n\nOn [DATE], at [ISO 8601 timestamp]", ["3 unfilled_timestamp", "3 unfilled_timestamp"]),
    (
      "# A\n\nWords.\n\n## B\n\n- **Due**: YYYY-MM-DD\n- [YYYY-MM-DD]",
      ["7 unfilled_timestamp", "8 unfilled_timestamp"]
    ),
    ("# A\n\n| What | Date |\n|-|-|\n| x | DD.MM.YYYY |", ["5 unfilled_timestamp"]),
    ("# A\n\n| a | b |\n|-|-|\n| x | y |\n| | |\n|", ["6 empty_table_row", "7 empty_table_row"]),
    ("# A\n\n| a | b |\n|-|-|\n\nWords.", ["3 empty_table_row"]),
    ("# A\n\n| Term | Definition |\n|-|-|\n| x | |", ["5 empty_cell"]),
    ("# A\n\n| Flag | Purpose | Cleanup Date |\n|-|-|-|\n| x | y | |", ["5 empty_cell"]),
    ("# A\n\n| a | b | c |\n|-|-|-|\n| | x | y |\n| z | x | y |", ["5 empty_cell"]),
    ("# A\n\n-\n\n1.\n\n* [ ]\n", ["3 lone_bullet", "5 lone_bullet", "7 lone_bullet"]),
    ("# A\n\nWords.\n\n**Why**:\n**Who**: me\n**When:**", ["5 blank_field", "7 blank_field"]),
    ("# A\n\n**Why**:\n\n**Who**: me\n\n**When**:\n\n## B\n\nWords.", ["3 blank_field", "7 blank_field"]),
    ("# A\n\n- **Rationale**:\n- Authentication:\n- c\n", ["3 blank_field", "4 blank_field"]),
    ("# A\n\n1. **Decision**: x\n   - **Why**: y\n2. **Decision**:\n   - **Why**: z", ["5 blank_field"]),
    ("# A\n\n> **Why:**\n> **Who:** me", ["3 blank_field"]),
    ("# A\n\nScoping:\n\n- N/A", ["5 unjustified_na"]),
    ("# A\n\nN/A", ["3 unjustified_na"]),
    ("# A\n\nN/A — none.\n\n## B\n\nNot applicable.", ["3 unjustified_na", "7 unjustified_na"]),
    ("# A\n\nWords.\n\n**Scope**: n/a\n**Other**: x\n- Encryption: N/A", ["5 unjustified_na", "7 unjustified_na"]),
    ("# A\n\nWords.\n\n## B\n**Default**: true/false\n**Size**: S/M/L/XL", ["6 unchosen_option", "7 unchosen_option"]),
    (
      "# A\n\n| What | Status |\n|-|-|\n| x | Draft \\| In Review |\n| y | Yes / No |",
      ["5 unchosen_option", "6 unchosen_option"]
    ),
    ("# A\n\n- Uses: Python/Node.js/etc.\n- Impact: High/Med/Low", ["3 unchosen_option", "4 unchosen_option"]),
    ("# A\n\n## B\n\n<!-- what it does -->\n\n---\n\n### C\n\n## D\n\nWords.", ["9 empty_section"]),
    ("# A\n\n## B\n\n<!-- what it does -->\n\n## C\n\nWords.", ["3 empty_section"]),
    ("# A\n\n<!-- CONDITIONAL: Include it if so. -->\n\nWords.", ["3 unresolved_conditional"]),
    (
      "# {{ title }}\n\n| {{ x }} | b |\n|-|-|\n| {% for a in b %} | c |",
      ["1 jinja_left", "3 jinja_left", "5 jinja_left"]
    ),
    ("# A\n\n```sh\nmake\n\n## B\n", ["3 unclosed_fence"]),
  ])
  func `names what is unfilled, at its line`(text: String, expected: [String]) {
    #expect(found(text) == expected)
  }

  @Test(arguments: [
    // Brackets that are filled, or code.
    "[x](y), [a][b], <https://a.example>, [12], text[^1]\n\n[^1]: note\n\n[b]: https://a.example",
    "Use `xs[i]`, `[String]`, `[features]` and `[Element].self`; see [RFC 9457] and [[Other page]].",
    "He said that […] it is [sic]; NS[Mutable]Array.",
    "```swift\nlet names: [String: Int] = [:]\nsend { [weak self] in }\n// [Player]\n```",
    "```toml\n[package]\nkinds = [one, two]\n```", "```yaml\non: [push]\nbranches:\n  - [main]\n```",
    "```rust\n#[derive(Debug)]\n[INFO] started\n```", "```\n[INFO] started\n[true] [null] xs[a] f(x)[key]\n```",
    "```yaml\nname: ${{ secrets.NAME }} {{ x }}\n```",
    // Markers and dates in prose.
    "All TODO comments are counted. TODO comments are no findings: TBD is a word.",
    "- TODO list in the backlog\n- `TBD`",
    "| Task | Status |\n|-|-|\n| a | Todo |", "Dates have the form YYYY-MM-DD.",
    "| Field | Type | Format |\n|-|-|-|\n| day | string | YYYY-MM-DD |", "- Format: YYYY-MM-DD",
    // Tables with cells that may be empty.
    "| Layer | Name |\n|-|-|\n| **Front** |\n| a | b |\n| | c |", "| a | b | c |\n|-|-|-|\n| x | | y |\n| x | y | |",
    "| Level | |\n|-|-|\n| a | N/A |", "| ![a](b) | ![c](d) |\n|-|-|",
    // Labels with a value somewhere.
    "**Interfaces**:\n- a", "**Request**:\n```json\n{}\n```", "**Options**:\n| a |\n|-|\n| b |", "**Why**:\n\nBecause.",
    "**Why**:\nBecause\nof it.", "**Why**:\n<!-- say why -->\n\n- so", "**Why**:\n\n> So.", "**Bold** and **bolder**",
    "- **Config**:\n  - Timeout: 5 s", "- **Use**: x\n- **Use**:\n  - y\n  - z", "- Steps:\n  1. one",
    "1. Keep in mind:\n  - this", "- Standards:\n\n  - a",
    "- Call it like this:\n\n```sh\nmake\n```", "- **Why**:\n\n  Because.", "- Only then, and never before, this:\n- b",
    "-\n  Words.", "-\n  - a",
    // N/A with a reason.
    "N/A — no export changes.", "N/A: the service has no API.", "N/A\n\nThis project has no API.",
    "**Scope**: N/A, one tenant\n\n**Other**: none", "- Encryption: N/A\n  - all data is public", "None.",
    "Before.\n\nN/A", "- N/A\n- but this",
    // Choices that are made, or offered.
    "| Item | Effort |\n|-|-|\n| a | M/L |\n| b | Low/Medium |", "| Flag | Type |\n|-|-|\n| a | true/false |",
    "| Flag | Allowed values |\n|-|-|\n| a | Yes / No |", "CI/CD", "- Runs on: Local/Docker\n- Value: `true/false`",
    "Options: yes / no", "| Q | Options |\n|-|-|\n| a | yes / no |",
    // Jinja in code.
    "Write `{{ title }}` or ``{% if ` %}``.",
  ])
  func `finds nothing in what is filled`(text: String) {
    #expect(found("# A\n\n" + text + "\n") == [])
  }

  @Test func `what the record fills in is not found wanting`() {
    let text = """
      ---
      status: "[Status]"
      updated: "[ISO 8601 timestamp]"
      version:
      ---
      # A

      **Status**: Draft | In Review | Approved
      **Last Updated**: [DATE]
      **Reviewers**:

      ## Document Control

      | Field | Value |
      |-------|-------|
      | **Version** | |
      | **Status** | TBD |
      | **Approval Date** | YYYY-MM-DD |

      ## Revision History

      | Version | Date | Author | Changes |
      |---|---|---|---|
      | 1.0 | [Date] | [Author] | TBD |
      | | | | |

      ## Approval Checklist

      ### Reviewer: [Name]
      ### Status: [Pending / Approved]

      #### Must Verify
      - [ ] It is safe

      #### Notes
      [Reviewer notes]

      ## Sign-Off

      | Role | Name | Signature | Date |
      |---|---|---|---|
      | Lead | [Name] | | [Date] |
      | | | | |
      """
    #expect(found(text) == [])
  }

  // MARK: Questions

  private let questions = """
    # A

    ## Open Questions

    | # | Question | Options | Recommendation |
    |---|----------|---------|----------------|
    | 1 | Which store? | A: one / B: two | A, it is there |
    | 2 | Which queue? | A: one / B: two | |
    | 3 | Which door? | | B |
    | 4 | Which key? [DECIDED: B] | | |

    """

  @Test func `a question needs an answer, or all that its reviewer needs to decide it`() {
    #expect(found(questions) == ["8 unanswered_question", "9 unanswered_question"])
    #expect(found(questions, answered: ["q-2"]) == ["9 unanswered_question"])
    #expect(found(questions, answered: ["q-2", "q-3"]) == [])
  }

  @Test func `a question in a list needs a tick or an answer`() {
    let text = """
      # A

      ## Open Questions

      - [ ] Which store?
      - [x] Which queue? The one that is there.
      - Which door?
      - Which key?
        - **Answer**: The blue one.
      1. **Q1**: Who pays?
      2. **Q2:** Who asks? [DECIDED: B]

      **Q3**: Who answers?
      **Answer:** Sam
      **Q4**: Who knows?
      **Decision**: TBD

      ## Unresolved questions

      - None.
      """
    #expect(
      found(text) == [
        "5 unanswered_question", "7 unanswered_question", "10 unanswered_question", "15 unanswered_question",
        "16 upstream_marker",
      ])
    #expect(found(text, answered: ["q-which-store", "q-which-door", "q-1", "q-4"]) == ["16 upstream_marker"])
  }

  // MARK: Duplicates

  @Test func `a field that stands twice says the same`() {
    func drift(_ front: String, _ body: String) -> [String] { found("---\n\(front)\n---\n\n# A\n\n\(body)\n") }
    #expect(drift("status: draft", "**Status**: In Review") == ["7 drifted_duplicate"])
    #expect(drift("status: in_review", "**Status**: In Review") == [])
    #expect(drift("version: 0.1", "**Version**: 0.2") == ["7 drifted_duplicate"])
    #expect(drift("version: 0.1", "**Version**: v0.1") == [])
    #expect(drift("story_id: \"A-1\"", "**Story ID**: A-2") == ["7 drifted_duplicate"])
    #expect(
      drift("author: Sam", "| Field | Value |\n|-|-|\n| **Author** | Kim |\n| Owner | Ann |") == ["9 drifted_duplicate"]
    )
    #expect(drift("author: Sam", "**Author**: Sam") == [])
    #expect(drift("created: 2026-01-02", "**Created**: 2026-01-02T10:00:00Z") == [])
    #expect(drift("created: 2026-01-02", "**Created**: 2026-01-03") == ["7 drifted_duplicate"])
    #expect(drift("status: draft", "**Status**: [Status]") == [])
    #expect(drift("status: draft", "**Status**: Draft | Approved") == [])
    #expect(drift("pipeline_stage: 2\npipeline_stage_name: design", "### Status: Pending") == [])
    #expect(drift("status: draft", "### Status: Pending") == [])
  }

  @Test func `the heading and the front matter's title mean the same document`() {
    func drift(_ title: String, _ heading: String) -> [String] {
      found("---\ntitle: \"\(title)\"\n---\n\n# \(heading)\n\nWords.\n")
    }
    #expect(drift("Search - Architecture", "Search - Architecture Document") == [])
    #expect(drift("Nightly search", "Weekly search") == ["5 drifted_duplicate"])
    #expect(drift("Nightly search", "Architecture Document") == [])
  }

  @Test func `a finding says where and what in a sentence`() {
    let found = Linter.findings(in: ParsedDocument("# A\n\nWords.\n\n## B *c*\n\n**Why**:\n"))
    #expect(found.map(\.section) == ["b-c"] && found.map(\.message) == ["'Why' has no value."])
  }

  @Test(arguments: [
    "`", "[`", "``[a]`", "**a**:\n", "- a:\n", "-\n", "> **a**:\n", "| a | b |\n|-|-|\n", "| |\n", "# a\n", "N/A\n\n",
    "{{", "- **a**:\n  - b: c\n", "TBD/", "a/", "## Open Questions\n- A: b / B: c?\n", "- A: 1: 2: ", "[a]: b\n",
    "YYYY-MM-DD ", "<!-- a -->\n", "<!-- a -->\n**a**:\n", "---\na: b\n",
  ])
  func `a heap of anything is linted in linear time`(piece: String) {
    let text = "# A\n\n" + String(repeating: piece, count: 200_000 / piece.utf8.count)
    let time = ThreadTime.measure { _ = Linter.findings(in: ParsedDocument(text)) }
    #expect(time < .seconds(90), "\(piece)")
  }

  @Test func `anything is linted without a crash`() {
    var random = Seeded()
    for seed in SharedFiles.seeds {
      for _ in 0..<30 {
        let text = Mutation.mutated(seed.markdown, using: &random)
        let document = ParsedDocument(text)
        let found = Linter.findings(in: document)
        #expect(found.allSatisfy { (1...document.lines.count).contains($0.line) }, "seed \(random.seed)")
      }
    }
  }
}
