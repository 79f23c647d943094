import Testing
import Workflow

/// What a rejection does, and when it is over.
@Suite struct Rejecting {
  private static let tech = Rule(id: "tech", requires: .approvals, role: "technical-lead", scope: ["a"])
  private static let sec = Rule(id: "sec", requires: .approvals, role: "security-lead", scope: ["b"])

  @Test("by default it sends the document back to its author; the same words stay blocked, changed ones do not")
  func toDraft() throws {
    var scenario = try Scenario.inReview(under: [Stage(name: "review", gate: [Self.tech, Self.sec])])
    let events = try scenario.act("tess", scenario.verdict(.rejected, as: "technical-lead"))
    #expect(events == ["verdict.given", "stage.returned"])
    #expect(scenario.state?.status == .rejected && scenario.turns == ["ada/revise"])
    try scenario.act("ada", .requestReview)
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(try scenario.rule("tech").state == .unsatisfied)
    #expect(scenario.turns == ["ada/revise"], "Tess has spoken; the words are Ada's to change.")
    let edited = try scenario.act("ada", scenario.save(["a": "better", "b": "two"]))
    #expect(edited == ["draft.saved", "verdict.staled"])
    #expect(scenario.turns == ["tess/approve"])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.status == .approved)
  }

  @Test("an objection comes back with its words")
  func restored() throws {
    var scenario = try Scenario.inReview(
      under: [Stage(name: "review", gate: [Self.tech, Self.sec], onReject: Stage.stay)])
    try scenario.act("tess", scenario.verdict(.rejected, as: "technical-lead"))
    #expect(scenario.state?.status == .inReview)
    try scenario.act("ada", scenario.save(["a": "better", "b": "two"]))
    #expect(try scenario.rule("tech").detail.contains("1 more approval"))
    #expect(
      try scenario.act("ada", scenario.save(["a": "one", "b": "two"])) == ["draft.saved", "verdict.restored"])
    #expect(try scenario.rule("tech").detail.contains("tess rejected revision 1"))
    try scenario.act("tess", .withdrawVerdict(id: try #require(scenario.state?.verdicts.first?.id)))
    #expect(try scenario.rule("tech").detail.contains("1 more approval"))
  }

  @Test("it may send the document to an earlier stage, and holds it there until it is gone")
  func toEarlierStage() throws {
    var scenario = try Scenario.inReview(under: [
      Stage(name: "review", gate: [Self.tech]), Stage(name: "sign-off", gate: [Self.sec], onReject: "review"),
    ])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.stage == "sign-off")
    let events = try scenario.act("sam", scenario.verdict(.rejected, as: "security-lead"))
    #expect(events == ["verdict.given", "stage.returned"])
    #expect(scenario.state?.stage == "review" && scenario.state?.status == .inReview)
    #expect(try scenario.gate.state == .unsatisfied)
    #expect(scenario.turns == ["ada/revise"])
    try scenario.act("ada", scenario.save(["a": "one", "b": "safer"]))
    #expect(scenario.state?.stage == "sign-off", "Tess's approval stands, and the objection is to other words.")
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(scenario.state?.status == .approved)
  }

  @Test("a rule for none asks nobody, and each of them may object")
  func pureVeto() throws {
    let veto = Rule(id: "veto", requires: .approvals, role: "security-lead", count: 0, scope: ["b"])
    let stage = Stage(name: "review", gate: [Self.tech, veto], onReject: Stage.stay)
    var quiet = try Scenario.inReview(under: [stage])
    #expect(quiet.turns == ["tess/approve"])
    try quiet.act("tess", quiet.verdict(as: "technical-lead"))
    #expect(quiet.state?.status == .approved)
    var objecting = try Scenario.inReview(under: [stage])
    try objecting.act("sam", objecting.verdict(.rejected, as: "security-lead"))
    try objecting.act("tess", objecting.verdict(as: "technical-lead"))
    #expect(try objecting.rule("veto").state == .unsatisfied && objecting.state?.status == .inReview)
  }

  @Test("where a rule takes no veto, one who rejects is only one who did not approve")
  func noVeto() throws {
    let rule = Rule(id: "panel", requires: .approvals, role: "technical-lead", count: 2, veto: false)
    var scenario = try Scenario.inReview(
      under: [Stage(name: "review", gate: [rule])], with: [("tom", "technical-lead"), ("tim", "technical-lead")])
    #expect(try scenario.act("tess", scenario.verdict(.rejected, as: "technical-lead")) == ["verdict.given"])
    try scenario.act("tom", scenario.verdict(as: "technical-lead"))
    #expect(try scenario.rule("panel").state == .unsatisfied)
    try scenario.act("tim", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.status == .approved)
  }

  @Test("it holds the document in the earlier stage also where that stage's rule for the role does not apply")
  func toEarlierStageThatDoesNotAsk() throws {
    let sometimes = Rule(
      id: "sometimes", requires: .approvals, role: "security-lead", applicableIf: .section("crypto"))
    var scenario = try Scenario.inReview(under: [
      Stage(name: "review", gate: [Self.tech, sometimes]),
      Stage(name: "sign-off", gate: [Self.sec], onReject: "review"),
    ])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    try scenario.act("sam", scenario.verdict(.rejected, as: "security-lead"))
    #expect(scenario.state?.stage == "review")
  }
}
