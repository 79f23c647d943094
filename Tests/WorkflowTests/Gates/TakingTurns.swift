import Documents
import Testing
import Workflow

/// Whose turn it is, since when, and how it passes.
@Suite struct TakingTurns {
  private static let stages = [
    Stage(
      name: "review",
      gate: [
        Rule(id: "tech", requires: .approvals, role: "technical-lead"), Rule(id: "comments", requires: .comments),
      ])
  ]

  private static func comment(_ id: String, replyTo: String? = nil, revision: Int = 1) -> DocumentCommand {
    .addComment(CommentAdded(comment: id, body: "Why?", revision: revision, replyTo: replyTo))
  }

  @Test("a question passes the turn to the owner, an answer passes it back, and resolving ends it")
  func replies() throws {
    var scenario = try Scenario.inReview(under: Self.stages)
    #expect(scenario.turns == ["tess/approve"])
    try scenario.act("tess", Self.comment("c1"))
    #expect(scenario.turns == ["ada/respond", "ada/resolve_comments"])
    try scenario.act("bot", Self.comment("c2", replyTo: "c1"))
    #expect(scenario.turns == ["ada/respond", "ada/resolve_comments"], "What an agent says passes no turn.")
    try scenario.act("ada", Self.comment("c3", replyTo: "c1"))
    #expect(scenario.turns == ["tess/approve", "tess/resolve_comments"])
    try scenario.act("tess", Self.comment("c4", replyTo: "c1"))
    #expect(scenario.turns == ["ada/respond", "ada/resolve_comments"])
    try scenario.act("tess", .resolveComment(id: "c1"))
    #expect(scenario.turns == ["tess/approve"])
  }

  @Test("since when: from the submission, from the edit that made an approval stale, from the answer")
  func since() throws {
    var scenario = try Scenario.inReview(under: Self.stages)
    func sinces() throws -> [Timestamp] {
      Turn.turns(of: try #require(scenario.state), in: scenario.gateContext).map(\.since)
    }
    #expect(try sinces() == [scenario.now])
    scenario.pass(days: 1)
    try scenario.act("tess", Self.comment("c1"))
    try scenario.act("tess", .resolveComment(id: "c1"))
    try scenario.act("tess", Self.comment("c2"))
    let asked = scenario.now
    #expect(try sinces() == [asked, asked])
    scenario.pass(days: 1)
    try scenario.act("ada", scenario.save(["a": "answer", "b": "two"]))
    #expect(try sinces().first == scenario.now)
  }

  @Test("a review without a verdict passes the turn, and counts for nothing")
  func commentOnly() throws {
    var scenario = try Scenario.inReview(under: Self.stages)
    #expect(scenario.refusal("bot", .commentOnly(role: nil, note: nil, revision: 1)) == "agents_cannot_review")
    #expect(scenario.refusal("tess", .commentOnly(role: nil, note: nil, revision: 7)) == "stale_revision")
    try scenario.act("tess", .commentOnly(role: "technical-lead", note: "Say more on b.", revision: 1))
    #expect(scenario.turns == ["ada/respond"])
    #expect(try scenario.rule("tech").state == .unsatisfied)
    try scenario.act("ada", scenario.save(["a": "one", "b": "more"]))
    #expect(scenario.turns == ["tess/approve"])
  }

  @Test("a turn is handed to somebody who may do what is asked, on record")
  func handOver() throws {
    var scenario = try Scenario.inReview(under: Self.stages, with: [("tom", "technical-lead")])
    #expect(scenario.turns == ["tess/approve", "tom/approve"])
    #expect(scenario.refusal("sam", .handOver(from: "tess", to: "sam", note: nil)) == "not_your_turn")
    #expect(scenario.refusal("tess", .handOver(from: "tess", to: "sam", note: nil)) == "invalid_field")
    #expect(scenario.refusal("tess", .handOver(from: "tess", to: "bot", note: nil)) == "invalid_field")
    #expect(scenario.refusal("sam", .handOver(from: "sam", to: "tom", note: nil)) == "no_turn")
    #expect(try scenario.act("tess", .handOver(from: "tess", to: "tom", note: "On leave")) == ["turn.handed_over"])
    #expect(scenario.turns == ["tom/approve"])
  }

  @Test("an owner who is an agent never holds the turn: the one who opened it does")
  func agentOwner() throws {
    var scenario = Scenario()
    var opened = Scenario.opened(roles: [], policy: Policy(name: "own", version: 1, stages: Self.stages))
    opened.owner = "bot"
    try scenario.act("ada", .open(opened, firstDraft: Scenario.draft(["a": "one"])))
    #expect(scenario.turns == ["ada/submit"])
    try scenario.act("bot", .requestReview)
    try scenario.act("tess", Self.comment("c1"))
    #expect(scenario.turns == ["ada/respond", "ada/resolve_comments"])
  }

  @Test("a rule that nobody can satisfy waits on the admins")
  func unblock() throws {
    let scenario = try Scenario.inReview(
      under: [Stage(name: "review", gate: [Rule(id: "chief", requires: .approvals, role: "chief")])])
    #expect(scenario.turns == ["root/unblock"])
  }

  @Test("an obligation is first the owner's, then its verifier's")
  func obligations() throws {
    let obligations = Rule(id: "obligations", requires: .obligations)
    var scenario = try Scenario.inReview(under: [Stage(name: "review", gate: Self.stages[0].gate + [obligations])])
    try scenario.act(
      "tess",
      scenario.verdict(
        .approvedWithModifications, as: "technical-lead",
        obligations: [Obligation(id: "o", section: "a", text: "Say how")]))
    #expect(scenario.turns == ["ada/fulfil_obligations"])
    try scenario.act("ada", scenario.save(["a": "so", "b": "two"]))
    #expect(scenario.turns == ["tess/verify_obligations"])
    try scenario.act("tess", .verifyObligation(id: "o", revision: 2, note: nil))
    #expect(scenario.state?.status == .approvedWithModifications)
  }
}
