import Testing
import Workflow

/// Who counts for an approval, and how often.
@Suite struct CountingPeople {
  private static func stage(_ rules: Rule...) -> [Stage] { [Stage(name: "review", gate: rules)] }

  @Test("two of a role are two people: the same one twice is one")
  func twoOfARole() throws {
    var scenario = try Scenario.inReview(
      under: Self.stage(Rule(id: "leads", requires: .approvals, role: "technical-lead", count: 2)),
      with: [("tom", "technical-lead")])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(try scenario.rule("leads").state == .unsatisfied)
    #expect(try scenario.rule("leads").waitingOn == ["tom"])
    try scenario.act("tom", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.status == .approved)
  }

  private static let twoRoles = stage(
    Rule(id: "tech", requires: .approvals, role: "technical-lead", distinctPeople: true),
    Rule(id: "sec", requires: .approvals, role: "security-lead", distinctPeople: true))

  @Test("with distinct people, one person in two roles counts for one of them")
  func distinct() throws {
    var scenario = try Scenario.inReview(under: Self.twoRoles, with: [("tess", "security-lead")])
    try scenario.act("tess", scenario.verdict(as: "security-lead"))
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(try scenario.rule("sec").state == .satisfied)
    #expect(try scenario.rule("tech").state == .unsatisfied)
    #expect(try scenario.rule("tech").waitingOn == ["sam"], "As the other security lead, Sam can free Tess.")
    scenario.people.evolve(.userUpdated(UserUpdated(user: "sam", fields: [], active: false)))
    #expect(try scenario.rule("tech").state == .unsatisfiable, "Tess is the only technical lead, and is taken.")
    scenario.register("tom", role: "technical-lead")
    #expect(try scenario.rule("tech").waitingOn == ["tom"])
    try scenario.act("tom", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.status == .approved)
  }

  @Test("a second person frees the first for the rule that only they can satisfy")
  func rearranged() throws {
    var scenario = try Scenario.inReview(under: Self.twoRoles, with: [("tess", "security-lead")])
    try scenario.act("tess", scenario.verdict(as: "security-lead"))
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(scenario.state?.status == .approved)
  }

  @Test("without it, one person in two roles counts for both")
  func notDistinct() throws {
    var scenario = try Scenario.inReview(
      under: Self.stage(
        Rule(id: "tech", requires: .approvals, role: "technical-lead"),
        Rule(id: "sec", requires: .approvals, role: "security-lead")), with: [("tess", "security-lead")])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    try scenario.act("tess", scenario.verdict(as: "security-lead"))
    #expect(scenario.state?.status == .approved)
  }

  @Test("named people: only they count, in whatever role")
  func named() throws {
    var scenario = try Scenario.inReview(
      under: Self.stage(Rule(id: "named", requires: .approvals, people: ["tess", "sam"])), with: [("tom", "member")])
    #expect(scenario.refusal("tom", scenario.verdict(as: "reviewer")) == "role_not_asked")
    #expect(try scenario.rule("named").waitingOn == ["sam", "tess"])
    try scenario.act("sam", scenario.verdict(as: "reviewer"))
    #expect(scenario.state?.status == .approved)
  }

  @Test("a role that no rule asks for is refused, and named")
  func roleNotAsked() throws {
    let scenario = try Scenario.inReview(
      under: Self.stage(Rule(id: "sec", requires: .approvals, role: "security-lead")))
    #expect(scenario.refusal("tess", scenario.verdict(as: "technical-lead")) == "role_not_asked")
    #expect(scenario.refusal("tess", scenario.verdict(.rejected, as: "technical-lead")) == "role_not_asked")
    #expect(scenario.refusal("sam", scenario.verdict(as: "security-lead")) == nil)
  }

  @Test("authors count only where the rule says so, and the last editor not even then")
  func authors() throws {
    let rule = Rule(
      id: "any", requires: .approvals, notAuthor: false, notLastEditor: true)
    var scenario = try Scenario.inReview(under: Self.stage(rule))
    #expect(scenario.refusal("ada", scenario.verdict(as: "reviewer")) == "last_editor_cannot_approve")
    try scenario.act("tess", scenario.save(["a": "hers", "b": "two"]))
    #expect(scenario.refusal("tess", scenario.verdict(as: "reviewer")) == "last_editor_cannot_approve")
    #expect(scenario.refusal("ada", scenario.verdict(as: "reviewer")) == nil)
    try scenario.act("ada", scenario.verdict(as: "reviewer"))
    #expect(scenario.state?.status == .approved)
  }

  @Test("an approver who then edits elsewhere has written it, and counts no longer")
  func approverEdits() throws {
    let rule = Rule(id: "tech", requires: .approvals, role: "technical-lead", count: 2, scope: ["a"])
    var scenario = try Scenario.inReview(under: Self.stage(rule), with: [("tom", "technical-lead")])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    try scenario.act("tess", scenario.save(["a": "one", "b": "other"]))
    #expect(scenario.state?.verdicts.map(\.state) == [.live], "The words in its scope are the same.")
    #expect(try scenario.rule("tech").state == .unsatisfiable)
    #expect(try scenario.rule("tech").detail.contains("grant the role 'technical-lead'"))
  }

  @Test("an approval that has expired does not keep the place of the one that follows it")
  func expiredPlace() throws {
    let expiring = Rule(
      id: "law", requires: .approvals, role: "law", distinctPeople: true, validFor: 5)
    let rules = [
      expiring, Rule(id: "sec", requires: .approvals, role: "security-lead", distinctPeople: true),
      Rule(id: "end", requires: .comments),
    ]
    var scenario = try Scenario.inReview(
      under: [Stage(name: "review", gate: rules)], with: [("sam", "law")])
    try scenario.act("tess", .addComment(CommentAdded(comment: "c", body: "Why?", revision: 1)))
    try scenario.act("sam", scenario.verdict(as: "law"))
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    scenario.pass(days: 6)
    #expect(try scenario.rule("sec").state == .satisfied)
    try scenario.act("sam", scenario.verdict(as: "law"))
    #expect(try scenario.rule("sec").state == .satisfied, "One more approval takes nothing away.")
  }
}
