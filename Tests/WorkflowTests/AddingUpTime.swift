import Testing
import Workflow

/// Cycle times, by hand.
@Suite struct AddingUpTime {
  private static let day: Int64 = 86_400_000
  private static let stages = [
    Stage(
      name: "review",
      gate: [Rule(id: "tech", requires: .approvals, role: "technical-lead"), Rule(id: "c", requires: .comments)]),
    Stage(name: "sign-off", gate: [Rule(id: "sec", requires: .approvals, role: "security-lead")]),
  ]

  private static func times(_ scenario: Scenario, since: Timestamp? = nil) throws -> CycleTimes {
    var fold = CycleTimesFold(documents: ["doc"], since: since)
    for (event, position, document) in scenario.log {
      fold.take(event, at: position, document: document, project: nil)
    }
    return try #require(fold.times(until: scenario.now)["doc"])
  }

  /// Whole days: each event takes a millisecond in these tests.
  private static func days(_ milliseconds: Int64?) -> Int64 { ((milliseconds ?? 0) + day / 2) / day }

  /// Two days of drafting, three of review, one for an answer, two more of review, four of sign-off.
  private static func walked() throws -> Scenario {
    var scenario = Scenario()
    let policy = Policy(name: "own", version: 1, stages: stages)
    try scenario.act(
      "ada", .open(Scenario.opened(roles: [], policy: policy), firstDraft: Scenario.draft(["a": "one"])))
    scenario.pass(days: 2)
    try scenario.act("ada", .requestReview)
    scenario.pass(days: 3)
    try scenario.act("tess", .addComment(CommentAdded(comment: "c", body: "Why?", revision: 1)))
    scenario.pass(days: 1)
    try scenario.act("ada", scenario.save(["a": "because"]))
    try scenario.act("ada", .resolveComment(id: "c"))
    scenario.pass(days: 2)
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    scenario.pass(days: 4)
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    return scenario
  }

  @Test("each day belongs to one stage, and in it to the author, the reviewers or nobody")
  func split() throws {
    let scenario = try Self.walked()
    let times = try Self.times(scenario)
    #expect(times.stageOrder == ["draft", "review", "sign-off"])
    let (draft, review) = (times.stages["draft"], times.stages["review"])
    #expect(Self.days(draft?.milliseconds[.author]) == 2 && Self.days(draft?.total) == 2)
    #expect(Self.days(review?.milliseconds[.author]) == 1 && Self.days(review?.milliseconds[.reviewers]) == 5)
    #expect(Self.days(times.stages["sign-off"]?.milliseconds[.reviewers]) == 4)
    #expect(Self.days(times.waitingByRole["technical-lead"]) == 5)
    #expect(Self.days(times.waitingByRole["security-lead"]) == 4)
    #expect(Self.days(times.leadTime) == 12)
  }

  @Test("the parts add up to the whole, to the millisecond")
  func exact() throws {
    let scenario = try Self.walked()
    let times = try Self.times(scenario)
    #expect(times.stages.values.reduce(0) { $0 + $1.total } == times.leadTime)
  }

  @Test("approved time is nobody's; a reopening counts again")
  func reopened() throws {
    var scenario = try Self.walked()
    let before = try Self.times(scenario)
    scenario.pass(days: 30)
    #expect(try Self.times(scenario).stages == before.stages)
    try scenario.act("ada", scenario.save(["a": "otherwise"]))
    scenario.pass(days: 2)
    let times = try Self.times(scenario)
    #expect(times.reopenings == 1 && times.stages["review"]?.entered == 2 && times.leadTime == nil)
    #expect(Self.days(times.stages["review"]?.milliseconds[.reviewers]) == 7)
  }

  @Test("a rule that nobody can satisfy leaves the time to nobody")
  func idle() throws {
    var scenario = try Scenario.inReview(under: Self.stages)
    scenario.happen(.userUpdated(UserUpdated(user: "tess", fields: [], active: false)))
    scenario.pass(days: 3)
    let times = try Self.times(scenario)
    #expect(Self.days(times.stages["review"]?.milliseconds[.idle]) == 3)
  }

  @Test("only what lies after a moment is counted, where one is named")
  func since() throws {
    let scenario = try Self.walked()
    let times = try Self.times(scenario, since: scenario.now.adding(seconds: -2 * 86_400))
    #expect(times.stages["review"]?.total == 0)
    #expect(Self.days(times.stages["sign-off"]?.total) == 2)
  }
}
