import Testing

@testable import Documents

/// Words that could hide behind what the record writes: an approval must cover them.
struct CoveringEveryWord {
  private func digests(_ text: String) -> [String] { ParsedDocument(text).sections.map(\.digest) }

  @Test(arguments: [
    // Behind a remark, or in something that only begins like one.
    "#### Must Verify\n- [ ] Safe _(verified by Ann)_ but WORD\n", "#### Must Verify\n- [ ] Safe _(noted by Ann WORD\n",
    "#### Must Verify\n- [ ] Safe _(verified by Ann)_ WORD _(verified by Bob)_\n",
    "## Open Questions\n- Which? [DECIDED: A] WORD\n", "## Open Questions\n- Which? [decided WORD]\n",
    "## Open Questions\n| # | Question |\n|-|-|\n| 1 | Which? [DECIDED: A] WORD |\n",
    // In more cells than the header has.
    "## Sign-Off\n| Role | Name | Signature | Date |\n|-|-|-|-|\n| Lead | | | | WORD |\n",
    "## Control\n| Field | Value |\n|-|-|\n| Status | Draft | WORD |\n",
    // On further lines of a filled entry, and in comments.
    "---\nstatus: draft\n  WORD\n---\n", "---\nstatus: draft\nWORD\n---\n", "---\ntitle: a\n# WORD\n---\n",
    "---\nstatus: |\n  WORD\n---\n",
    // Behind a filled field, and in a title that looks like one.
    "# T\n\n**Status**: Draft **Owner**: WORD\n", "# T\n\n**Version:** 1 | **Author:** WORD\n", "# Status: WORD\n",
    "Status: Draft\nWORD\n---\n",
    // In the target of a heading's link, and what only looks like one.
    "## [a](WORD)\n", "## a](WORD) b\n", "## [a](b c WORD d)\n", "## ![a](WORD)\n",
  ])
  func `covers words beside what the record writes`(text: String) {
    #expect(digests(text.replacing("WORD", with: "more")) != digests(text.replacing("WORD", with: "less")))
  }

  @Test(arguments: [
    "#### Must Verify\n- [ ] Safe", "## Open Questions\n- [ ] Which?",
    "## Open Questions\n| # | Question |\n|-|-|\n| 1 | Why?",
  ])
  func `covers what an author says was decided or verified`(text: String) {
    let end = text.contains("|") ? " |\n" : "\n"
    for remark in [
      " _(verified by Ann)_", " _(noted by Ann: it is [so])_", " _(needs revision, Bob: no)_", " [DECIDED: A]",
      " [DECIDED: a \\] b]",
      " _(noted by Ann: x)_ [DECIDED: B]", " [decided: b] _(verified by C)_  ",
    ] {
      #expect(digests(text + remark + end) != digests(text + end), "\(remark)")
    }
  }

  @Test func `the list of reviewers belongs to the record`() {
    let text = "---\ntitle: T\nreviewers:\n  - Ann\n  - Bob\n---\n"
    #expect(digests(text) == digests(text.replacing("Bob", with: "Eve")))
    #expect(digests(text) == digests(text.replacing("  - Bob\n", with: "")))
  }

  @Test func `a short row is as good as one filled up with empty cells`() {
    let text = "## Sign-Off\n| Role | Name | Date | Remark |\n|-|-|-|-|\n| Lead\n"
    #expect(digests(text) == digests(text.replacing("| Lead", with: "| Lead | Ann | 2026-11-21 |  |")))
    #expect(digests(text) != digests(text.replacing("| Lead", with: "| Lead | | | words |")))
  }
}
