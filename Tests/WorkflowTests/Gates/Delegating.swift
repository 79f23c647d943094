import Testing
import Workflow

/// Speaking for somebody else.
@Suite struct DelegatingSay {
  private static let stages = [
    Stage(name: "review", gate: [Rule(id: "sec", requires: .approvals, role: "security-lead")])
  ]

  @Test("within its window a delegate approves for the holder of the role, and both stand on record")
  func speaks() throws {
    var scenario = try Scenario.inReview(under: Self.stages, with: [("dee", "member")])
    #expect(scenario.refusal("dee", scenario.verdict(as: "security-lead", for: "sam")) == "not_delegated")
    scenario.delegate("security-lead", from: "sam", to: "dee")
    #expect(scenario.turns == ["sam/approve", "dee/approve"])
    #expect(scenario.refusal("dee", scenario.verdict(as: "security-lead")) == "not_in_role")
    try scenario.act("dee", scenario.verdict(as: "security-lead", for: "sam"))
    #expect(scenario.state?.status == .approved)
    let verdict = try #require(scenario.state?.verdicts.first)
    #expect(verdict.actor == "dee" && verdict.onBehalfOf == "sam")
  }

  @Test("before and after its window, and once taken back, it is nothing")
  func window() throws {
    var scenario = try Scenario.inReview(under: Self.stages, with: [("dee", "member")])
    scenario.delegate("security-lead", from: "sam", to: "dee", for: 7)
    scenario.pass(days: 7)
    #expect(scenario.refusal("dee", scenario.verdict(as: "security-lead", for: "sam")) == "not_delegated")
    scenario.pass(days: -1)
    #expect(scenario.refusal("dee", scenario.verdict(as: "security-lead", for: "sam")) == nil)
    scenario.people.evolve(.delegationEnded(DelegationEnded(delegation: "del_sam_dee", cause: .revoked)))
    #expect(scenario.refusal("dee", scenario.verdict(as: "security-lead", for: "sam")) == "not_delegated")
  }

  @Test("it is not handed on, and goes with its giver's role")
  func notTransitive() throws {
    var scenario = try Scenario.inReview(under: Self.stages, with: [("dee", "member"), ("dan", "member")])
    scenario.delegate("security-lead", from: "sam", to: "dee")
    scenario.delegate("security-lead", from: "dee", to: "dan")
    #expect(scenario.refusal("dan", scenario.verdict(as: "security-lead", for: "dee")) == "not_delegated")
    #expect(scenario.refusal("dan", scenario.verdict(as: "security-lead", for: "sam")) == "not_delegated")
    scenario.people.evolve(.roleRevoked(RoleRevoked(user: "sam", role: "security-lead")))
    #expect(scenario.refusal("dee", scenario.verdict(as: "security-lead", for: "sam")) == "not_delegated")
  }

  @Test("never by an author, and never for one")
  func authors() throws {
    var scenario = try Scenario.inReview(under: Self.stages, with: [("dee", "member")])
    scenario.delegate("security-lead", from: "sam", to: "ada")
    #expect(scenario.refusal("ada", scenario.verdict(as: "security-lead", for: "sam")) == "author_cannot_approve")
    try scenario.act("sam", scenario.save(["a": "mine", "b": "two"]))
    scenario.delegate("security-lead", from: "sam", to: "dee")
    #expect(scenario.refusal("dee", scenario.verdict(as: "security-lead", for: "sam")) == "author_cannot_approve")
    #expect(try scenario.rule("sec").state == .unsatisfiable)
  }

  @Test("a say is one say: its holder's verdict takes the place of the delegate's, and not the other way")
  func oneSay() throws {
    let two = Rule(id: "sec", requires: .approvals, role: "security-lead", count: 2)
    var scenario = try Scenario.inReview(
      under: [Stage(name: "review", gate: [two])], with: [("dee", "member"), ("sol", "security-lead")])
    scenario.delegate("security-lead", from: "sam", to: "dee")
    try scenario.act("dee", scenario.verdict(as: "security-lead", for: "sam"))
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(scenario.state?.verdicts.map(\.state) == [.superseded, .live])
    #expect(scenario.refusal("dee", scenario.verdict(as: "security-lead", for: "sam")) == "already_decided")
    #expect(try scenario.rule("sec").waitingOn == ["sol"])
  }

  @Test("a second delegate does not take the place of the first")
  func secondDelegate() throws {
    let two = Rule(id: "sec", requires: .approvals, role: "security-lead", count: 2)
    var scenario = try Scenario.inReview(
      under: [Stage(name: "review", gate: [two])],
      with: [("dee", "member"), ("dan", "member"), ("sol", "security-lead")])
    scenario.delegate("security-lead", from: "sam", to: "dee")
    scenario.delegate("security-lead", from: "sam", to: "dan")
    try scenario.act("dee", scenario.verdict(as: "security-lead", for: "sam"))
    #expect(scenario.refusal("dan", scenario.verdict(as: "security-lead", for: "sam")) == "already_decided")
    #expect(scenario.refusal("dee", scenario.verdict(as: "security-lead", for: "sam")) == nil)
  }

  @Test("granting: to another person, of a role that one holds oneself, for a time that is not over")
  func granting() throws {
    let scenario = try Scenario.inReview(under: Self.stages)
    func refusal(by: String, to: String, role: String = "security-lead", days: Double = 7) -> String? {
      let granted = DelegationGranted(
        delegation: "d", by: by, to: to, role: role, from: scenario.now,
        until: scenario.now.adding(seconds: days * 86_400))
      let facts = RegistryFacts(streamVersion: 0, published: nil, isGone: false)
      do {
        _ = try Registering.decide(
          .grantDelegation(granted), facts: facts, actor: Actor(id: by, kind: .person), now: scenario.now,
          people: scenario.people)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(refusal(by: "sam", to: "tess") == nil)
    #expect(refusal(by: "tess", to: "sam") == "not_in_role")
    #expect(refusal(by: "bot", to: "sam", role: "technical-lead") == "agents_cannot_delegate")
    #expect(refusal(by: "sam", to: "bot") == "invalid_field")
    #expect(refusal(by: "sam", to: "sam") == "invalid_field")
    #expect(refusal(by: "sam", to: "tess", days: 0) == "invalid_field")
    #expect(refusal(by: "sam", to: "tess", days: 400) == "invalid_field")
    #expect(refusal(by: "root", to: "tess", role: "admin") == "invalid_field")
  }

  @Test("where people must be distinct, nobody counts for one rule themselves and for another through a delegate")
  func distinct() throws {
    let roles = ["technical-lead", "security-lead"]
    let rules = roles.map { Rule(id: $0, requires: .approvals, role: $0, distinctPeople: true) }
    var scenario = try Scenario.inReview(
      under: [Stage(name: "review", gate: rules)], with: [("dee", "member"), ("sam", "technical-lead")])
    scenario.delegate("security-lead", from: "sam", to: "dee")
    try scenario.act("sam", scenario.verdict(as: "technical-lead"))
    try scenario.act("dee", scenario.verdict(as: "security-lead", for: "sam"))
    #expect(scenario.state?.status == .inReview)
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.status == .approved, "With Tess there are two people.")
  }

  @Test("nor does a delegate for their own say and for another's")
  func distinctDelegate() throws {
    let roles = ["technical-lead", "security-lead"]
    let rules = roles.map { Rule(id: $0, requires: .approvals, role: $0, distinctPeople: true) }
    var scenario = try Scenario.inReview(under: [Stage(name: "review", gate: rules)])
    scenario.delegate("security-lead", from: "sam", to: "tess")
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    try scenario.act("tess", scenario.verdict(as: "security-lead", for: "sam"))
    #expect(scenario.state?.status == .inReview)
    #expect(try scenario.rule("security-lead").state == .unsatisfied)
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(scenario.state?.status == .approved)
  }

  @Test("a delegate makes no second person of their giver: where there is one only, a rule for two is stuck")
  func noSecondPerson() throws {
    let two = Rule(id: "sec", requires: .approvals, role: "security-lead", count: 2, distinctPeople: true)
    var scenario = try Scenario.inReview(under: [Stage(name: "review", gate: [two])], with: [("dee", "member")])
    scenario.delegate("security-lead", from: "sam", to: "dee")
    #expect(try scenario.rule("sec").state == .unsatisfiable)
  }
}
