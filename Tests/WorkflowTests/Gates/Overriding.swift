import Testing
import Workflow

/// Passing over a rule.
@Suite struct OverridingRules {
  private static let stages = [
    Stage(
      name: "review",
      gate: [
        Rule(id: "sec", requires: .approvals, role: "security-lead", scope: ["b"]),
        Rule(id: "tech", requires: .approvals, role: "technical-lead", scope: ["a"]),
      ], override: Override(roles: ["cto"]))
  ]

  private static func scenario() throws -> Scenario {
    try Scenario.inReview(under: stages, with: [("cora", "cto")])
  }

  @Test("the policy says who; an author, an agent and everybody else may not, and a reason is needed")
  func who() throws {
    var scenario = try Self.scenario()
    scenario.register("bot", kind: .agent, role: "cto")
    scenario.register("ada", role: "cto")
    #expect(scenario.refusal("sam", .override(rule: "sec", reason: "now")) == "not_in_role")
    #expect(scenario.refusal("bot", .override(rule: "sec", reason: "now")) == "agents_cannot_override")
    #expect(scenario.refusal("ada", .override(rule: "sec", reason: "now")) == "author_cannot_override")
    #expect(scenario.refusal("root", .override(rule: "sec", reason: "now")) == "not_in_role")
    #expect(scenario.refusal("cora", .override(rule: "sec", reason: " ")) == "invalid_field")
    #expect(scenario.refusal("cora", .override(rule: "other", reason: "now")) == "invalid_field")
    let none = try Scenario.inReview(under: [Stage(name: "review", gate: Self.stages[0].gate)])
    #expect(none.refusal("root", .override(rule: "sec", reason: "now")) == "no_override")
  }

  @Test("an overridden rule passes, on record, and for these words only")
  func boundToWords() throws {
    var scenario = try Self.scenario()
    try scenario.act("cora", .override(rule: "sec", reason: "Sam is away, the fix cannot wait."))
    #expect(try scenario.rule("sec").state == .overridden)
    #expect(try scenario.rule("sec").detail.contains("Sam is away"))
    #expect(scenario.refusal("cora", .override(rule: "sec", reason: "again")) == "nothing_to_override")
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.status == .approved)
    let stage = Self.stages[0]
    let state = try #require(scenario.state)
    #expect(Gate.evaluate(stage, of: state, in: scenario.gateContext).state == .overridden)
    let events = try scenario.act("ada", scenario.save(["a": "one", "b": "new"]))
    #expect(events == ["draft.saved", "document.reopened"])
    #expect(try scenario.rule("sec").state == .unsatisfied)
    try scenario.act("ada", scenario.save(["a": "one", "b": "two"]))
    #expect(scenario.state?.status == .approved, "The words are again those that it was given for.")
  }

  @Test("an edit outside of its scope leaves it")
  func elsewhere() throws {
    var scenario = try Self.scenario()
    try scenario.act("cora", .override(rule: "sec", reason: "now"))
    try scenario.act("ada", scenario.save(["a": "new", "b": "two"]))
    #expect(try scenario.rule("sec").state == .overridden)
  }

  @Test("even a rule that nobody can satisfy may be passed over")
  func unsatisfiable() throws {
    var scenario = try Scenario.inReview(
      under: [
        Stage(
          name: "review",
          gate: [
            Rule(id: "chief", requires: .approvals, role: "chief"),
            Rule(id: "tech", requires: .approvals, role: "technical-lead"),
          ], override: Override(people: ["cora"]))
      ], with: [("cora", "member")])
    #expect(try scenario.rule("chief").state == .unsatisfiable)
    let events = try scenario.act("cora", .override(rule: "chief", reason: "There is no chief."))
    #expect(events == ["gate.overridden", "gate.satisfiable"])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.status == .approved)
  }

  @Test("a rule that is passed over keeps nobody from another rule")
  func freesPeople() throws {
    let two = Rule(id: "two", requires: .approvals, role: "security-lead", count: 2, distinctPeople: true)
    let word = Rule(id: "word", requires: .approvals, role: "security-lead", distinctPeople: true)
    let stage = Stage(name: "review", gate: [two, word], override: Override(roles: ["cto"]))
    var scenario = try Scenario.inReview(under: [stage], with: [("cora", "cto")])
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(try scenario.rule("word").state == .unsatisfiable, "Sam counts for the first, and is alone.")
    try scenario.act("cora", .override(rule: "two", reason: "There is one security lead."))
    #expect(scenario.state?.status == .approved)
  }
}
