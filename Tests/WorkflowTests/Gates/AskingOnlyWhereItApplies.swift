import Documents
import Testing
import Workflow

/// `applicable_if`, lint, and the time that an approval is good for.
@Suite struct AskingOnlyWhereItApplies {
  private static func stages(_ condition: Condition) -> [Stage] {
    [
      Stage(
        name: "review",
        gate: [
          Rule(id: "tech", requires: .approvals, role: "technical-lead", scope: ["a"]),
          Rule(id: "sec", requires: .approvals, role: "security-lead", applicableIf: condition),
        ])
    ]
  }

  @Test("a section that comes brings its rule, and takes it away again when it goes")
  func section() throws {
    var scenario = try Scenario.inReview(under: Self.stages(.section("c*")))
    #expect(try scenario.rule("sec").state == .notApplicable)
    try scenario.act("ada", scenario.save(["a": "one", "b": "two", "crypto": "x"]))
    #expect(try scenario.rule("sec").state == .unsatisfied)
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.status == .inReview)
    try scenario.act("ada", scenario.save(["a": "one", "b": "two"]))
    #expect(scenario.state?.status == .approved)
  }

  @Test("front matter and the project's configuration are asked, and any, all and not of them")
  func predicates() {
    let sections = [SectionRef(id: "security", title: "6. Security Architecture", level: 2, digest: "d", text: "t")]
    func holds(_ condition: Condition) -> Bool {
      condition.holds(
        sections: sections, frontMatter: ["stage": "2", "empty": ""],
        configuration: ["sections": ["Exports"], "pii": true, "tier": 1])
    }
    #expect(holds(.section("Security Architecture")) && holds(.section("security")) && !holds(.section("Data")))
    #expect(holds(.frontMatter(key: "stage", equals: "2")) && !holds(.frontMatter(key: "stage", equals: "3")))
    #expect(holds(.frontMatter(key: "stage", equals: nil)) && !holds(.frontMatter(key: "empty", equals: nil)))
    #expect(holds(.configuration(key: "Exports", equals: nil)) && !holds(.configuration(key: "Imports", equals: nil)))
    #expect(holds(.configuration(key: "pii", equals: true)) && !holds(.configuration(key: "tier", equals: 2)))
    let (yes, no) = (Condition.section("security"), Condition.section("data"))
    #expect(holds(.any([no, yes])) && !holds(.any([no])) && holds(.all([yes])) && !holds(.all([yes, no])))
    #expect(holds(.not(no)) && !holds(.not(yes)))
  }

  @Test("lint blocks while anything that is not ignored is unfilled")
  func lint() throws {
    let gate = [
      Rule(id: "tech", requires: .approvals, role: "technical-lead", scope: ["a"]),
      Rule(id: "lint", requires: .lint, ignore: ["lone_bullet"]),
    ]
    var scenario = try Scenario.inReview(under: [Stage(name: "review", gate: gate)])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.status == .approved)
    scenario = try Scenario.inReview(under: [Stage(name: "review", gate: gate)])
    var draft = Scenario.draft(["a": "one", "b": "[TBD]"])
    draft.lint = [
      LintRemark(rule: "lone_bullet", count: 1, line: 2), LintRemark(rule: "placeholder", count: 2, line: 9),
    ]
    try scenario.act("ada", .saveDraft(draft, baseRevision: 1))
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(try scenario.rule("lint").detail == "2 places are unfilled, first on line 9 (placeholder).")
    #expect(scenario.turns == ["ada/fill_in"])
    draft = Scenario.draft(["a": "one", "b": "filled"])
    draft.lint = [LintRemark(rule: "lone_bullet", count: 1, line: 2)]
    try scenario.act("ada", .saveDraft(draft, baseRevision: 2))
    #expect(scenario.state?.status == .approved)
  }

  @Test(
    "an approval whose time is over counts no longer, even before that is on record; the same words do not bring it back"
  )
  func expiry() throws {
    let gate = [
      Rule(id: "tech", requires: .approvals, role: "technical-lead", validFor: 30),
      Rule(id: "sec", requires: .approvals, role: "security-lead"),
    ]
    var scenario = try Scenario.inReview(under: [Stage(name: "review", gate: gate)])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    scenario.pass(days: 29)
    #expect(try scenario.rule("tech").state == .satisfied)
    scenario.pass(days: 1)
    #expect(try scenario.rule("tech").state == .stale)
    #expect(try scenario.rule("tech").waitingOn == ["tess"])
    #expect(scenario.refusal("root", .settle) == "daemon_only")
    #expect(try scenario.act("countersign", .settle) == ["verdict.staled"])
    try scenario.act("ada", scenario.save(["a": "x", "b": "two"]))
    #expect(try scenario.act("ada", scenario.save(["a": "one", "b": "two"])) == ["draft.saved"])
    #expect(try scenario.rule("tech").state == .stale)
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(try scenario.rule("tech").state == .satisfied)
  }

  @Test("a document whose approval expires is open again")
  func expiryReopens() throws {
    let gate = [Rule(id: "tech", requires: .approvals, role: "technical-lead", validFor: 30)]
    var scenario = try Scenario.inReview(under: [Stage(name: "review", gate: gate)])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    scenario.pass(days: 31)
    #expect(try scenario.act("countersign", .settle) == ["verdict.staled", "document.reopened"])
    #expect(scenario.turns == ["tess/approve"])
  }

  @Test("an event stands behind each state")
  func events() throws {
    var scenario = try Scenario.inReview(under: Self.stages(.section("crypto")))
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.status == .approved)
    let state = try #require(scenario.state)
    let gate = Gate.evaluate(state.policy.stages[0], of: state, in: scenario.gateContext)
    #expect(gate.findings.allSatisfy { !$0.events.isEmpty })
    #expect(gate.findings.first?.events == [state.verdicts[0].seq])
  }

  @Test("what an expired approval asked for is asked no longer, even before that is on record")
  func expiredObligations() throws {
    let gate = [
      Rule(id: "tech", requires: .approvals, role: "technical-lead", validFor: 30),
      Rule(id: "obligations", requires: .obligations),
    ]
    var scenario = try Scenario.inReview(under: [Stage(name: "review", gate: gate)])
    let obligation = Obligation(id: "o", section: "a", text: "Say how")
    try scenario.act(
      "tess", scenario.verdict(.approvedWithModifications, as: "technical-lead", obligations: [obligation]))
    #expect(try scenario.rule("obligations").state == .unsatisfied)
    scenario.pass(days: 30)
    #expect(try scenario.rule("obligations").state == .notApplicable)
    #expect(scenario.turns == ["tess/approve"])
  }

  @Test("where the conditions leave nobody to ask, nothing is approved by nobody: the remedy is named")
  func nobody() throws {
    let rule = Rule(id: "sec", requires: .approvals, role: "security-lead", applicableIf: .section("crypto"))
    var scenario = try Scenario.inReview(
      under: [Stage(name: "review", gate: [rule, Rule(id: "comments", requires: .comments)])])
    #expect(scenario.state?.status == .inReview)
    #expect(try scenario.gate.state == .unsatisfiable)
    #expect(try scenario.rule("somebody").detail.contains("move it to one that does"))
    #expect(scenario.turns == ["root/unblock"])
    try scenario.act("ada", scenario.save(["a": "one", "crypto": "x"]))
    #expect(scenario.turns == ["sam/approve"])
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(scenario.state?.status == .approved)
  }
}
