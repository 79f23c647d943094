import Documents
import Testing
import Workflow

/// What `docs/policies.md` says of turns, time, overrides and agents happens.
@Suite struct PolicyStoriesInTime {
  private static let words = PolicyPage.draft(["Purpose": "why", "Design": "how"])

  @Test("legal, then security: security is asked once legal has approved, and not before")
  func legalThenSecurity() throws {
    var story = try Scenario.story("legal-then-security", people: ["lea": "legal"], draft: Self.words)
    #expect(try story.waitsOn() == ["lea"])
    #expect(story.refusal("sam", story.verdict(as: "security-lead")) == "group_not_open")
    var sentBack = story
    try story.approve("lea", as: "legal")
    #expect(try story.waitsOn() == ["sam"])
    #expect(try story.approve("sam", as: "security-lead").last == "document.approved")
    #expect(try sentBack.reject("lea", as: "legal") == ["verdict.given", "stage.returned"])
    #expect(sentBack.status == .rejected)
    #expect(try sentBack.waitsOn() == ["ada"])
  }

  @Test("legal, then security: one person counts for one of the two")
  func distinct() throws {
    var story = try Scenario.story("legal-then-security", people: ["sam": "legal"], draft: Self.words)
    #expect(try story.rules()["security-lead"] == .unsatisfiable)
    story.hire("lea", as: "legal")
    try story.approve("sam", as: "legal")
    try story.approve("sam", as: "security-lead")
    #expect(story.status == .inReview)
    #expect(try story.rules()["security-lead"] == .unsatisfied)
    #expect(try story.approve("lea", as: "legal").last == "document.approved")
  }

  @Test("legal, then security: after ninety days security is asked again")
  func expiry() throws {
    var story = try Scenario.story("legal-then-security", people: ["lea": "legal"], draft: Self.words)
    try story.approve("lea", as: "legal")
    try story.approve("sam", as: "security-lead")
    story.now = story.now.adding(seconds: 89 * 86_400)
    #expect(try story.act("countersign", .settle) == [])
    story.now = story.now.adding(seconds: 86_400)
    #expect(try story.act("countersign", .settle) == ["verdict.staled", "document.reopened"])
    #expect(story.status == .inReview)
    #expect(try story.rules() == ["legal": .satisfied, "security-lead": .stale, "comments": .satisfied])
    #expect(try story.waitsOn() == ["sam"])
    #expect(try story.approve("sam", as: "security-lead").last == "document.approved")
  }

  private static let commanders: KeyValuePairs = [
    "ivy": "incident-commander", "ada": "incident-commander", "bot": "incident-commander",
  ]

  @Test("emergency: those whom the policy lets pass one rule over, with a reason")
  func override() throws {
    var story = try Scenario.story("emergency", people: Self.commanders, draft: Self.words)
    let override = DocumentCommand.override(rule: "security-lead", reason: "the shop is down")
    #expect(story.refusal("tess", override) == "not_in_role")
    #expect(story.refusal("bot", override) == "agents_cannot_override")
    #expect(story.refusal("ada", override) == "author_cannot_override")
    #expect(story.refusal("ivy", .override(rule: "security-lead", reason: " ")) == "invalid_field")
    #expect(try story.act("ivy", override) == ["gate.overridden"])
    #expect(try story.rules() == ["technical-lead": .unsatisfied, "security-lead": .overridden])
    #expect(try story.gate.blocking.map(\.rule) == ["technical-lead"])
    #expect(try story.approve("tess", as: "technical-lead") == ["verdict.given", "stage.completed"])
    #expect(story.state?.stage == "afterwards" && story.status == .inReview)
    let again = DocumentCommand.override(rule: "security-review", reason: "still no time")
    #expect(story.refusal("ivy", again) == "no_override")
    #expect(try story.approve("sam", as: "security-lead").last == "document.approved")
  }

  @Test("emergency: an override is bound to the words")
  func overriddenWords() throws {
    var story = try Scenario.story("emergency", people: Self.commanders, draft: Self.words)
    try story.act("ivy", .override(rule: "security-lead", reason: "the shop is down"))
    try story.save(PolicyPage.draft(["Purpose": "why", "Design": "quick"]))
    #expect(try story.rules()["security-lead"] == .unsatisfied)
    try story.approve("tess", as: "technical-lead")
    #expect(story.state?.stage == "release")
  }

  private static let unfilled = PolicyPage.draft(
    ["Purpose": "[Say why]", "Design": "how"], lint: [LintRemark(rule: "placeholder", count: 1, line: 3)])

  @Test("agent-drafted: what is unfilled goes no further, and only people approve")
  func agentDrafted() throws {
    var story = try Scenario.story("agent-drafted", people: ["kim": "member"], draft: Self.unfilled, by: "bot")
    #expect(story.state?.stage == "completeness" && story.status == .inReview)
    #expect(try story.rules() == ["lint": .unsatisfied])
    #expect(try story.save(Self.words, by: "bot") == ["draft.saved", "stage.completed"])
    #expect(story.state?.stage == "approval")
    #expect(story.refusal("bot", story.verdict(as: "technical-lead")) == "agents_cannot_approve")
    try story.save(PolicyPage.draft(["Purpose": "why", "Design": "how, said better"]), by: "ada")
    #expect(story.refusal("ada", story.verdict(as: "reviewer")) == "author_cannot_approve")
    try story.approve("tess")
    #expect(story.status == .inReview)
    #expect(try story.approve("kim").last == "document.approved")
  }

  @Test("agent-drafted: any edit asks both again, and a rejection holds it in completeness until the words change")
  func agentDraftedAgain() throws {
    var story = try Scenario.story("agent-drafted", people: ["kim": "member"], draft: Self.words, by: "bot")
    #expect(story.state?.stage == "approval")
    try story.approve("tess")
    try story.approve("kim")
    try story.save(PolicyPage.draft(["Purpose": "why, in short", "Design": "how"]), by: "bot")
    #expect(story.state?.verdicts.map(\.state) == [.stale, .stale])
    #expect(story.status == .inReview)
    #expect(try story.reject("kim") == ["verdict.given", "stage.returned"])
    #expect(story.state?.stage == "completeness" && story.status == .inReview)
    #expect(try story.gate.state == .unsatisfied)
    let mended = try story.save(PolicyPage.draft(["Purpose": "why, in full", "Design": "how"]), by: "bot")
    #expect(mended == ["draft.saved", "verdict.staled", "stage.completed"])
    try story.approve("tess")
    #expect(try story.approve("kim").last == "document.approved")
  }
}
