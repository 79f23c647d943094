import Documents
import Testing
import Workflow

/// What was written elsewhere comes in with what it says of itself, and with no more than that.
@Suite struct ImportingDocuments {
  private func importing(
    _ text: String, digest: String = "d", words: [String: String] = ["a": "one", "b": "two"]
  ) -> DocumentCommand {
    let history = ImportedHistory(of: ParsedDocument(text))
    return .importDocument(
      Scenario.opened(), firstDraft: Scenario.draft(words),
      imported: DocumentImported(path: "docs/t.md", digest: digest, templateScore: 0.9, history: history))
  }

  private let approved = """
    # T

    **Status**: Approved
    **Approval Date**: 5 March 2026

    ## Sign-Off

    | Role | Name | Signature | Date |
    |------|------|-----------|------|
    | Technical Lead | tess | T. | 2026-03-05 |
    | Security Lead | sam | S. | 2026-03-05 |
    """

  @Test func `a draft is opened, with one event more that is marked as imported`() throws {
    var scenario = Scenario()
    #expect(
      try scenario.act("ada", importing("# T")) == ["document.opened", "draft.saved", "document.imported"])
    #expect(scenario.state?.status == .draft && scenario.state?.imported?.facts.imported == true)
    #expect(scenario.state?.imported?.by == "ada")
  }

  @Test func `an approved document is approved, and nobody has given a verdict`() throws {
    var scenario = Scenario()
    try scenario.act("ada", importing(approved))
    let state = try #require(scenario.state)
    #expect(state.status == .approved && state.verdicts.isEmpty)
    #expect(state.approvedAt?.date == "2026-03-05")
    #expect(state.imported?.facts.history.signOffs.map(\.role) == ["technical-lead", "security-lead"])
    let gates = state.policy.stages.map { Gate.evaluate($0, of: state, in: scenario.gateContext).state.passes }
    #expect(gates == [false, false], "Imported sign-offs satisfy no gate.")
    #expect(Turn.turns(of: state, in: scenario.gateContext).isEmpty)
  }

  @Test func `a day that it does not name is not made up`() throws {
    var scenario = Scenario()
    try scenario.act("ada", importing("# T\n\n**Status**: Approved\n"))
    #expect(scenario.state?.status == .approved && scenario.state?.approvedAt == nil)
  }

  @Test func `words that change reopen it, and then real verdicts are needed`() throws {
    var scenario = Scenario()
    try scenario.act("ada", importing(approved))
    #expect(
      try scenario.act("ada", .saveDraft(Scenario.draft(["a": "one", "b": "three"]), baseRevision: 1)) == [
        "draft.saved", "document.reopened",
      ])
    #expect(scenario.state?.status == .inReview && scenario.state?.stage == "review")
    // The old words do not bring an approval back that nobody here has given.
    #expect(
      try scenario.act("ada", .saveDraft(Scenario.draft(["a": "one", "b": "two"]), baseRevision: 2)) == ["draft.saved"])
    #expect(scenario.state?.status == .inReview)
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(try scenario.act("sam", scenario.verdict(as: "security-lead")).last == "document.approved")
    #expect(
      try scenario.act("ada", .saveDraft(Scenario.draft(["a": "new", "b": "two"]), baseRevision: 3)).last
        == "document.reopened", "From then on it rests on verdicts.")
  }

  @Test func `a comment or a save without change reopens nothing`() throws {
    var scenario = Scenario()
    try scenario.act("ada", importing(approved))
    let comment = DocumentCommand.addComment(CommentAdded(comment: "c", body: "Hm", anchor: nil, revision: 1))
    #expect(try scenario.act("tess", comment) == ["comment.added"])
    #expect(
      try scenario.act("ada", .saveDraft(Scenario.draft(["a": "one", "b": "two"]), baseRevision: 1)) == [])
    // Other bytes with the same digests: a status line that was mended by hand.
    var draft = Scenario.draft(["a": "one", "b": "two"])
    draft.sections[0].text = "other bytes"
    #expect(try scenario.act("ada", .saveDraft(draft, baseRevision: 1)) == ["draft.saved"])
    #expect(scenario.state?.status == .approved)
  }

  @Test func `a document in review is submitted to the first stage`() throws {
    var scenario = Scenario()
    #expect(
      try scenario.act("ada", importing("# T\n\n**Status**: In Review\n")).last == "review.requested")
    #expect(scenario.state?.status == .inReview && scenario.state?.stage == "review")
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.stage == "sign-off")
  }

  @Test func `a deprecated document is deprecated until it is reopened`() throws {
    var scenario = Scenario()
    try scenario.act("ada", importing("# T\n\n**Status**: Deprecated\n"))
    #expect(scenario.state?.status == .deprecated)
    #expect(scenario.refusal("ada", .requestReview) == "document_deprecated")
    try scenario.act("ada", .reopen(reason: "needed again"))
    #expect(scenario.state?.status == .draft)
  }

  @Test func `the same bytes again change nothing, whatever happened since`() throws {
    var scenario = Scenario()
    try scenario.act("ada", importing("# T"))
    try scenario.act("ada", .saveDraft(Scenario.draft(["a": "later"]), baseRevision: 1))
    let version = scenario.state?.version
    #expect(try scenario.act("tess", importing("# T")) == [])
    #expect(scenario.state?.version == version)
    #expect(scenario.refusal("ada", importing("# T", digest: "other")) == "imported_with_other_words")
  }

  @Test func `an agent imports drafts, and nothing that says it is approved`() throws {
    let scenario = Scenario()
    #expect(scenario.refusal("bot", importing(approved)) == "agents_cannot_approve")
    #expect(scenario.refusal("bot", importing("# T\n\n**Status**: In Review\n")) == nil)
    #expect(scenario.refusal("eve", importing("# T")) == "read_only")
  }

  @Test func `the same path is the same document in a project, and another in another`() {
    let id = DocumentImported.documentID(path: "a.md", project: nil)
    #expect(id == DocumentImported.documentID(path: "a.md", project: nil) && id.hasPrefix("doc_"))
    #expect(id != DocumentImported.documentID(path: "b.md", project: nil))
    #expect(id != DocumentImported.documentID(path: "a.md", project: "p"))
  }

  @Test(arguments: [
    ("# A title", "x.md", "A title"), ("words", "docs/my-design.MD", "my-design"), ("# [Name]", "docs/a.md", "a"),
    ("# Two\n\nx", ".md", "Two"), ("x", ".md", ".md"),
  ])
  func `its title is what it calls itself, else its file's name`(text: String, path: String, title: String) {
    #expect(DocumentImported.title(of: ImportedHistory(of: ParsedDocument(text)), path: path) == title)
  }
}
