import Documents
import Foundation
import Testing

@Suite struct Recording {
  private let authored = """
    ---
    status: draft
    version: 0.1
    ---
    # Title

    **Status**: Draft
    **Last Updated**: [Date]

    Words.

    #### Must Verify
    - [ ] It is safe

    | # | Question | Options | Recommendation |
    |---|----------|---------|----------------|
    | 1 | Which? | A: x / B: y | A |

    ## Sign-Off

    | Role | Name | Signature | Date |
    |------|------|-----------|------|
    | Lead | | | |
    """

  private var state: RecordState {
    RecordState(
      status: "Approved", version: "r3", updated: "2026-11-21", approvedAt: "2026-11-21T00:00:00.000Z",
      verdicts: [.init(role: "lead", name: "Te|ss\n# x", outcome: "approved", signature: "abc123", date: "2026-11-21")],
      marks: ["it-is-safe": .init(isVerified: true, note: "checked", name: "Sam")], decisions: ["q-1": "A | B"])
  }

  @Test("the record is filled in from the log")
  func fill() {
    let record = Record.fill(authored, with: state)
    #expect(record.contains("status: approved\nversion: 0.1\n") && record.contains("**Status**: Approved\n"))
    #expect(record.contains("- [x] It is safe _(noted by Sam: checked)_"))
    #expect(record.contains("| 1 | Which? [DECIDED: A \\| B] |"))
    #expect(record.contains("| Lead | Te\\|ss # x | `abc123` | 2026-11-21 |"))
    #expect(record.contains("**Last Updated**: 2026-11-21\n"))
  }

  @Test("filled-in status, dates, ticks and sign-off change no digest")
  func digests() {
    var state = state
    state.decisions = [:]
    state.marks["it-is-safe"] = nil
    let (before, after) = (ParsedDocument(authored), ParsedDocument(Record.fill(authored, with: state)))
    #expect(before.sections.map(\.digest) == after.sections.map(\.digest))
  }

  @Test("what was filled in is taken out again, to the byte")
  func strip() {
    #expect(Record.strip(Record.fill(authored, with: state), authored: authored, with: state) == authored)
  }

  @Test("a note of blanks alone is not written, and is taken out again with all others")
  func blankNotes() {
    let authored = "# Title\n\n## Approval\n\n#### Must Verify\n- [ ] It is safe\n\n#### Notes\n[What has to change]\n"
    let notes = { (notes: [String?]) in
      RecordState(
        status: "Approved", version: "r3", updated: "2026-11-21",
        verdicts: notes.map {
          .init(role: "reviewer", name: "Ada", outcome: "approved", signature: "abc", date: "2026-11-21", note: $0)
        })
    }
    #expect(Record.fill(authored, with: notes([" \n "])) == authored)
    let said = notes(["Look again", " "])
    let record = Record.fill(authored, with: said)
    #expect(record.hasSuffix("#### Notes\n- **Ada**, 2026-11-21: Look again\n"))
    #expect(Record.strip(record, authored: authored, with: said) == authored)
  }

  @Test("an author who edits the record form changes nothing but the words that were edited")
  func edited() {
    let record = Record.fill(authored, with: state).replacingOccurrences(of: "Words.", with: "Other words.")
    let expected = authored.replacingOccurrences(of: "Words.", with: "Other words.")
    #expect(Record.strip(record, authored: authored, with: state) == expected)
    let forged = Record.fill(authored, with: state).replacingOccurrences(of: "DECIDED: A", with: "DECIDED: B")
    #expect(Record.strip(forged, authored: authored, with: state).contains("[DECIDED: B \\| B]"))
  }

  @Test("words that somebody else decided count in the digest; the log's do not get there")
  func decisionsAreWords() {
    let forged = authored.replacingOccurrences(of: "Which?", with: "Which? [DECIDED: B]")
    let (before, after) = (ParsedDocument(authored), ParsedDocument(forged))
    #expect(zip(before.sections, after.sections).filter { $0.digest != $1.digest }.count == 1)
  }

  @Test("rows of the log follow the author's, and take the place of rows that are still to be filled in")
  func history() {
    let text = """
      # T

      ## Revision History
      | Version | Date | Author | Changes |
      |---|---|---|---|
      | 0.9 | 2026-01-02 | Ada | By hand |
      | 1.0 | YYYY-MM-DD | [Author] | Initial draft |
      | | | | |
      """
    let state = RecordState(
      status: "Draft", version: "r1", updated: "2026-02-03",
      revisions: [.init(number: 1, date: "2026-02-03", author: "B|b", message: "Opened\nnow")])
    let record = Record.fill(text, with: state)
    #expect(record.hasSuffix("| 0.9 | 2026-01-02 | Ada | By hand |\n| r1 | 2026-02-03 | B\\|b | Opened now |"))
    #expect(Record.strip(record, authored: text, with: state) == text)
    let added = record + "\n| 1.1 | 2026-02-04 | Ada | More |\n"
    #expect(
      Record.strip(added, authored: text, with: state).hasSuffix(
        "|---|---|---|---|\n| 0.9 | 2026-01-02 | Ada | By hand |\n| 1.1 | 2026-02-04 | Ada | More |\n"))
  }

  @Test("dates and names are filled in wherever a template asks for them")
  func fields() {
    let text = """
      ---
      created_at: "[ISO 8601 timestamp]"
      version: 0.1
      ---
      # T

      **Created**: [DATE]
      **Version**:
      **Reviewers:** [Names]  

      ## Approval Checklist
      ### Reviewer: [Name]
      ### Status: [Pending / Approved]

      #### Notes
      [Reviewer notes]

      ---

      *End.*
      """
    let state = RecordState(
      status: "In Review", version: "r2", updated: "2026-02-03", startedAt: "2026-02-01T10:00:00.000Z",
      reviewers: ["Ada", "Bob: x"],
      verdicts: [
        .init(role: "r", name: "C #", outcome: "approved", signature: "x", date: "2026-02-04", note: "Fine\n# now")
      ])
    let record = Record.fill(text, with: state)
    for line in [
      "created_at: \"2026-02-01T10:00:00.000Z\"", "version: 0.1", "**Created**: 2026-02-01", "**Version**: r2",
      "**Reviewers:** Ada, Bob: x  ", "### Reviewer: C \\#", "### Status: In Review",
      "- **C #**, 2026-02-04: Fine # now", "*End.*",
    ] { #expect(record.components(separatedBy: "\n").contains(line), "\(line)") }
    #expect(Record.strip(record, authored: text, with: state) == text)
  }
}
