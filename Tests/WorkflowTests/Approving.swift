import Documents
import Testing
import Workflow

@Suite struct Approving {
  @Test("the first approval ends the review, the last role's approval ends the sign-off")
  func complete() throws {
    var scenario = try Scenario.inReview()
    #expect(try scenario.act("tess", scenario.verdict(as: "technical-lead")) == ["verdict.given", "stage.completed"])
    #expect(scenario.state?.stage == "sign-off")
    let last = try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(last == ["verdict.given", "stage.completed", "document.approved"])
    #expect(scenario.state?.status == .approved)
  }

  @Test("authors, agents, strangers, auditors and old revisions are refused")
  func refuse() throws {
    var scenario = try Scenario.inReview()
    #expect(scenario.refusal("ada", scenario.verdict(as: "reviewer")) == "author_cannot_approve")
    #expect(scenario.refusal("bot", scenario.verdict(as: "technical-lead")) == "agents_cannot_approve")
    #expect(scenario.refusal("tess", scenario.verdict(as: "security-lead")) == "not_in_role")
    #expect(scenario.refusal("eve", scenario.verdict(as: "reviewer")) == "read_only")
    let old = scenario.verdict(as: "technical-lead")
    try scenario.act("ada", .saveDraft(Scenario.draft(["a": "other", "b": "two"]), baseRevision: 1))
    #expect(scenario.refusal("tess", old) == "stale_revision")
  }

  @Test("an admin holds no role of the policy")
  func adminIsNoLead() throws {
    let scenario = try Scenario.inReview()
    #expect(scenario.refusal("root", scenario.verdict(as: "technical-lead")) == "not_in_role")
  }

  @Test("whoever edits the words becomes an author of them")
  func editorsAreAuthors() throws {
    var scenario = try Scenario.inReview()
    try scenario.act("sam", .saveDraft(Scenario.draft(["a": "mine", "b": "two"]), baseRevision: 1))
    #expect(scenario.refusal("sam", scenario.verdict(as: "security-lead")) == "author_cannot_approve")
  }

  @Test("an edit makes an approval stale, naming the section; the same words bring it back")
  func staleAndBack() throws {
    var scenario = try Scenario.inReview()
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    let edited = try scenario.decide("ada", .saveDraft(Scenario.draft(["a": "new", "b": "two"]), baseRevision: 1))
    guard case .verdictStaled(let staled)? = edited.last else {
      Issue.record("no verdict went stale")
      return
    }
    #expect(staled.sections == ["a"] && staled.revision == 2)
    try scenario.act("ada", .saveDraft(Scenario.draft(["a": "new", "b": "two"]), baseRevision: 1))
    #expect(scenario.state?.verdicts.first?.state == .stale)
    let back = try scenario.act("ada", .saveDraft(Scenario.draft(["a": "one", "b": "two"]), baseRevision: 2))
    #expect(back == ["draft.saved", "verdict.restored"])
    #expect(scenario.state?.verdicts.first?.state == .live)
  }

  @Test("changed words reopen what was approved, and the same words close it again")
  func reopen() throws {
    var scenario = try Scenario.inReview()
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    let edited = try scenario.act("ada", .saveDraft(Scenario.draft(["a": "x", "b": "two"]), baseRevision: 1))
    #expect(edited == ["draft.saved", "verdict.staled", "verdict.staled", "document.reopened"])
    #expect(scenario.state?.status == .inReview && scenario.state?.stage == "review")
    try scenario.act("ada", .saveDraft(Scenario.draft(["a": "one", "b": "two"]), baseRevision: 2))
    #expect(scenario.state?.status == .approved)
  }

  @Test("a rejection sends the document back, and a new approval of that person supersedes it")
  func reject() throws {
    var scenario = try Scenario.inReview()
    #expect(
      try scenario.act("tess", scenario.verdict(.rejected, as: "technical-lead")) == [
        "verdict.given", "stage.returned",
      ])
    #expect(scenario.state?.status == .rejected)
    try scenario.act("ada", .requestReview)
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.verdicts.map(\.state) == [.superseded, .live])
  }

  @Test("the gate stays closed until each obligation is verified; edits in its section keep the approval")
  func obligations() throws {
    var scenario = try Scenario.inReview()
    let obligation = Obligation(id: "o", section: "a", text: "Say how")
    try scenario.act(
      "tess", scenario.verdict(.approvedWithModifications, as: "technical-lead", obligations: [obligation]))
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(scenario.state?.status == .inReview)
    try scenario.act("ada", .saveDraft(Scenario.draft(["a": "said", "b": "two"]), baseRevision: 1))
    #expect(scenario.state?.verdicts.map(\.state) == [.live, .stale])
    #expect(scenario.refusal("ada", .verifyObligation(id: "o", revision: 2, note: nil)) == "not_the_verifier")
    try scenario.act("tess", .verifyObligation(id: "o", revision: 2, note: nil))
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(scenario.state?.status == .approvedWithModifications)
  }

  @Test("a role that nobody can fill blocks, and says what to do")
  func unsatisfiable() throws {
    var scenario = Scenario()
    try scenario.act("ada", .open(Scenario.opened(roles: ["chief"]), firstDraft: Scenario.draft(["a": "one"])))
    try scenario.act("ada", .requestReview)
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    let state = try #require(scenario.state)
    let gate = try #require(Gate.current(of: state, in: scenario.gateContext))
    #expect(gate.state == .unsatisfiable)
    #expect(gate.blocking.first?.detail.contains("grant the role 'chief'") == true)
  }

  @Test("a Must Verify item blocks until a person has verified it")
  func checklist() throws {
    let item = ChecklistItem(id: "safe", text: "It is safe", required: true, ticked: false, line: 1)
    let list = Checklist(id: "must", title: "Must Verify", kind: .mustVerify, section: "a", items: [item])
    var scenario = Scenario()
    try scenario.act("ada", .open(Scenario.opened(), firstDraft: Scenario.draft(["a": "one"], checklists: [list])))
    try scenario.act("ada", .requestReview)
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(scenario.state?.status == .inReview)
    #expect(
      scenario.refusal("bot", .markChecklist(item: "safe", verdict: .approved, note: nil)) == "agents_cannot_verify")
    try scenario.act("tess", .markChecklist(item: "safe", verdict: .approved, note: nil))
    #expect(scenario.state?.status == .approved)
  }

  @Test("what was verified is approved as it is: a later edit there asks again, and reopens what was approved")
  func verifiedWords() throws {
    var scenario = try Scenario.inReview()
    let obligation = Obligation(id: "o", section: "a", text: "Say how")
    try scenario.act(
      "tess", scenario.verdict(.approvedWithModifications, as: "technical-lead", obligations: [obligation]))
    try scenario.act("ada", scenario.save(["a": "said", "b": "two"]))
    try scenario.act("tess", .verifyObligation(id: "o", revision: 2, note: nil))
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(scenario.state?.status == .approvedWithModifications)
    try scenario.act("ada", scenario.save(["a": "unsaid", "b": "two"]))
    #expect(scenario.state?.status == .inReview)
    #expect(scenario.state?.verdicts.map(\.state) == [.stale, .stale])
    try scenario.act("ada", scenario.save(["a": "said", "b": "two"]))
    #expect(scenario.state?.status == .approvedWithModifications)
  }
}
