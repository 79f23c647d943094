import Testing

@testable import Documents

struct TakingDigests {
  private func digests(_ text: String) -> [String] { ParsedDocument(text).sections.map(\.digest) }

  private let base = """
    # Doc

    **Status**: Draft
    **Last Updated**: 2026-01-02

    ## One

    Some words here.

    | a | b |
    |---|---|
    | 1 | 2 |

    ## Two

    ```
    code  x
    ```

    """

  @Test(arguments: [
    ("Some words here.", "Some words here.   "),
    ("Some words here.\n", "Some words here.\n\n\n"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "|   a|b    |\n|------|--|\n|1|2      |"),
    ("\n", "\r\n"), ("\n", "\r"),
    ("2026-01-02", "2026-12-31"), ("Draft", "In Review"),
    ("## One", "## **One** ##"), ("## Two", "Two\n---"), ("## One", "##   *One*"),
  ])
  func `is blind to layout and to what the record fills in`(from: String, to: String) {
    let changed = base.replacing(from, with: to)
    #expect(changed != base)
    #expect(digests(changed) == digests(base))
  }

  @Test(arguments: [("words", "wards", 1), ("| 1 |", "| 3 |", 1), ("code  x", "code x", 2), ("# Doc", "# Dog", 0)])
  func `changes in one section with one word`(from: String, to: String, section: Int) {
    let before = digests(base)
    let after = digests(base.replacing(from, with: to))
    #expect(before.indices.filter { before[$0] != after[$0] } == [section])
  }

  @Test func `counts a heading's numbering`() {
    #expect(digests("## 1. One\n") != digests("## 2. One\n"))
  }

  @Test func `takes composed and decomposed letters for the same`() {
    #expect(digests("## A\n\ncaf\u{E9}\n") == digests("## A\n\ncafe\u{301}\n"))
    #expect(digests("## A\n\ncafe\n") != digests("## A\n\ncafé\n"))
  }

  @Test func `leaves ticks out where the record ticks, and nowhere else`() {
    for heading in ["#### Must Verify", "#### Should Check", "## 6. Open Questions"] {
      #expect(digests("\(heading)\n- [ ] text\n") == digests("\(heading)\n- [x] text\n"))
      #expect(digests("\(heading)\n- [ ] text\n") != digests("\(heading)\n- [ ] other\n"))
    }
    #expect(digests("### Rollout\n- [ ] text\n") != digests("### Rollout\n- [x] text\n"))
  }

  @Test func `leaves out what the record writes into tables`() {
    let signOff = "## Approval Sign-Off\n| Role | Name | Signature | Date |\n|---|---|---|---|\n| Architect | | | |\n"
    #expect(digests(signOff) == digests(signOff.replacing("| | | |", with: "| Ann | ab12 | 2026-01-02 |")))
    #expect(digests(signOff) != digests(signOff.replacing("Architect", with: "Owner")))
    let history = "### Revision History\n| Version | Date | Author | Changes |\n|---|---|---|---|\n| 1 | d | a | c |\n"
    #expect(digests(history) == digests(history + "| 2 | e | b | more |\n"))
    let control = "## Document Control\n| Field | Value |\n|---|---|\n| **Status** | Draft |\n| **Owner** | Ann |\n"
    #expect(digests(control) == digests(control.replacing("Draft", with: "Approved")))
    #expect(digests(control) != digests(control.replacing("Ann", with: "Bob")))
  }

  @Test func `counts what an author says was decided or verified`() {
    let question =
      "## Open Questions\n| # | Question | Options | Decision |\n|---|---|---|---|\n| 1 | Which? | A: x / B: y | |\n"
    #expect(digests(question) != digests(question.replacing("B: y |", with: "B: y [DECIDED: A] |")))
    #expect(digests(question) != digests(question.replacing("| |\n", with: "| A |\n")))
    let item = "#### Must Verify\n- [ ] It is safe\n"
    #expect(digests(item) != digests("#### Must Verify\n- [x] It is safe _(verified by Sam)_\n"))
  }

  @Test func `leaves out the fields of front matter that the record writes`() {
    let text = "---\ntitle: T\nstatus: draft\nversion: 0.1\n# note\npipeline_approved_at: \"x\"\n---\n\n# T\n"
    #expect(digests(text) == digests(text.replacing("draft", with: "approved").replacing("0.1", with: "0.2")))
    #expect(digests(text) != digests(text.replacing("title: T", with: "title: U")))
  }

  @Test func `leaves out the reviewer's headings and notes`() {
    let text = "## Approval Checklist\n### Reviewer: [Name]\n### Status: [Pending]\n#### Notes\n[Notes]\n"
    #expect(digests(text) == digests(text.replacing("[Name]", with: "Ann").replacing("[Notes]", with: "Fine.")))
    #expect(digests("## Notes\na\n") != digests("## Notes\nb\n"))
  }

  @Test func `keeps a bold Status that is no header field`() {
    #expect(digests("# T\n\n## ADR\n\n**Status**: a\n") != digests("# T\n\n## ADR\n\n**Status**: b\n"))
  }

  @Test func `is SHA-256 in lower-case hexadecimal`() {
    #expect(Digests.sha256Hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
