import Testing
import Workflow

/// Reviewers of a document: optional, required, and in groups of which so many are needed.
@Suite struct AskingReviewers {
  private static let stages = [
    Stage(name: "review", gate: [Rule(id: "tech", requires: .approvals, role: "technical-lead")])
  ]

  @Test("an optional reviewer is not waited for; a required one is, whatever the policy says of reviewers")
  func required() throws {
    var optional = try Scenario.inReview(under: Self.stages, reviewers: [ReviewerAdded(user: "sam")])
    try optional.act("tess", optional.verdict(as: "technical-lead"))
    #expect(optional.state?.status == .approved)
    var required = try Scenario.inReview(under: Self.stages, reviewers: [ReviewerAdded(user: "sam", required: true)])
    try required.act("tess", required.verdict(as: "technical-lead"))
    #expect(required.state?.status == .inReview && required.turns == ["sam/approve"])
    try required.act("sam", required.verdict(as: "reviewer"))
    #expect(required.state?.status == .approved)
  }

  @Test("of a group as many as it asks for, and one of them may object")
  func group() throws {
    let people = ["tom", "tim", "sam"].map { ReviewerAdded(user: $0, group: "platform", groupCount: 2) }
    let more = [("tom", "member"), ("tim", "member")]
    var scenario = try Scenario.inReview(under: Self.stages, reviewers: people, with: more)
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    try scenario.act("tom", scenario.verdict(as: "reviewer"))
    #expect(try scenario.rule("reviewers").state == .unsatisfied)
    #expect(try scenario.rule("reviewers").waitingOn == ["tim", "sam"])
    var objecting = scenario
    try scenario.act("sam", scenario.verdict(as: "reviewer"))
    #expect(scenario.state?.status == .approved)
    try objecting.act("tim", objecting.verdict(.rejected, as: "reviewer"))
    #expect(objecting.state?.status == .rejected)
  }

  @Test("one may be added by name while the review runs, and their terms may change")
  func addedLater() throws {
    var scenario = try Scenario.inReview(
      under: Self.stages + [Stage(name: "end", gate: [Rule(id: "sec", requires: .approvals, role: "security-lead")])],
      with: [("tom", "member")])
    try scenario.act("ada", .addReviewers([ReviewerAdded(user: "tom", required: true)]))
    #expect(try scenario.act("ada", .addReviewers([ReviewerAdded(user: "tom", required: true)])) == [])
    #expect(scenario.turns.contains("tom/approve"))
    #expect(scenario.refusal("ada", .addReviewers([ReviewerAdded(user: "bot", required: true)])) == "invalid_field")
    #expect(scenario.refusal("ada", .addReviewers([ReviewerAdded(user: "nobody")])) == "invalid_field")
    try scenario.act("ada", .addReviewers([ReviewerAdded(user: "tom", required: false)]))
    #expect(!scenario.turns.contains("tom/approve"))
  }

  @Test("a required reviewer who has written it, or is gone, can be satisfied by nobody: the remedy is named")
  func unsatisfiable() throws {
    var scenario = try Scenario.inReview(under: Self.stages, reviewers: [ReviewerAdded(user: "sam", required: true)])
    let events = try scenario.act("sam", scenario.save(["a": "mine", "b": "two"]))
    #expect(events == ["draft.saved", "gate.unsatisfiable"])
    #expect(try scenario.rule("reviewers").detail.contains("add another reviewer"))
    let mended = try scenario.act("ada", .addReviewers([ReviewerAdded(user: "sam", required: false)]))
    #expect(mended == ["reviewer.added", "gate.satisfiable"])
  }
}
