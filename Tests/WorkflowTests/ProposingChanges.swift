import Documents
import Testing
import Workflow

/// What merging a change request would come to, before it is merged.
@Suite struct ProposingChanges {
  private static let proposed = ["a": "new", "b": "two"]

  private func review(
    _ user: String?, _ outcome: ChangeRequestReviewed.Outcome = .approved, on sections: [String: String] = proposed,
    id: String? = nil
  ) -> StandingReview {
    StandingReview(
      user: user, outcome: outcome, note: nil, sections: Scenario.draft(sections).sections,
      source: ChangeRequestSource(
        connection: "c", number: 7, id: id ?? "r-\(user ?? "")-\(outcome.rawValue)", commit: "0af3", author: user))
  }

  private func candidate(
    _ scenario: Scenario, _ sections: [String: String]? = proposed, isDraft: Bool = false,
    _ reviews: StandingReview...
  ) throws -> Candidate {
    let state = try #require(scenario.state)
    return try Candidate(
      merging: sections.map { Scenario.draft($0) }, isDraft: isDraft, reviews: reviews, on: state,
      context: scenario.gateContext, newID: { "v" })
  }

  private func approved() throws -> Scenario {
    var scenario = try Scenario.inReview()
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    return scenario
  }

  @Test("an approved document stays as it is, and is told whose approvals the change would cost")
  func approvedStays() throws {
    let scenario = try approved()
    let candidate = try candidate(scenario)
    #expect(candidate.staled.map(\.role) == ["technical-lead", "security-lead"])
    #expect(!candidate.isApproved && candidate.state.isUnderReview)
    #expect(scenario.state?.status == .approved)
  }

  @Test("with the say of all whom the gate asks, it would be approved again; what merging does is what it said")
  func approvedAgain() throws {
    var scenario = try approved()
    let candidate = try candidate(scenario, Self.proposed, review("tess"), review("sam"))
    #expect(candidate.isApproved && candidate.passed.isEmpty)
    for step in candidate.steps { try scenario.act(step.actor.id, step.command) }
    #expect(scenario.state?.status == .approved)
    let sources = scenario.state?.verdicts.filter { $0.state == .live }.compactMap(\.source?.commit)
    #expect(sources == ["0af3", "0af3"])
  }

  @Test("a draft is submitted, and one by one its stages would end")
  func submitted() throws {
    var scenario = Scenario()
    try scenario.act("ada", .open(Scenario.opened(), firstDraft: Scenario.draft(["a": "one", "b": "two"])))
    let none = try candidate(scenario)
    #expect(none.state.stage == "review" && none.gates.first?.gate?.state == .unsatisfied)
    let one = try candidate(scenario, Self.proposed, review("tess"))
    #expect(one.state.stage == "sign-off")
    let both = try candidate(scenario, Self.proposed, review("tess"), review("sam"))
    #expect(both.isApproved)
    let draft = try candidate(scenario, Self.proposed, isDraft: true, review("tess"))
    #expect(draft.state.status == .draft && draft.steps.count == 1)
  }

  @Test("an unmapped identity, an author and an agent satisfy nothing, and it is said why")
  func passedOver() throws {
    let scenario = try Scenario.inReview()
    let candidate = try candidate(
      scenario, Self.proposed, review(nil), review("ada"), review("bot"), review("eve"))
    #expect(candidate.state.verdicts.isEmpty)
    let codes = Set(candidate.passed.map(\.refusal.code))
    #expect(codes.contains("unmapped_identity") && codes.contains("author_cannot_approve"))
    #expect(codes.contains("agents_cannot_approve"))
    #expect(candidate.passed.count == 4)
  }

  @Test("a review of earlier words counts only where nothing that it is bound to has changed since")
  func boundToWords() throws {
    let scenario = try Scenario.inReview()
    let stale = try candidate(scenario, Self.proposed, review("tess", on: ["a": "other", "b": "two"]))
    #expect(stale.passed.map(\.refusal.code) == ["stale_revision"] && stale.state.verdicts.isEmpty)
    let same = try candidate(scenario, Self.proposed, review("tess", on: Self.proposed))
    #expect(same.passed.isEmpty && same.state.verdicts.count == 1)
    var unknown = review("tess")
    unknown.sections = nil
    #expect(try candidate(scenario, Self.proposed, unknown).passed.map(\.refusal.code) == ["stale_revision"])
  }

  @Test("whoever asks for changes holds it, whatever others say; taking that back lets it go on")
  func objections() throws {
    let scenario = try Scenario.inReview()
    let held = try candidate(scenario, Self.proposed, review("tess"), review("sam", .changesRequested))
    #expect(!held.isApproved)
    #expect(held.state.verdicts.contains { $0.outcome == .rejected && $0.state == .live && $0.actor == "sam" })
  }

  @Test("after the merge a review becomes one verdict, however often it is asked for, and goes when it is taken back")
  func once() throws {
    var scenario = try Scenario.inReview()
    try scenario.act("ada", scenario.save(Self.proposed))
    let merged = try candidate(scenario, nil, review("tess"))
    for step in merged.steps { try scenario.act(step.actor.id, step.command) }
    #expect(scenario.state?.verdicts.count == 1)
    let again = try candidate(scenario, nil, review("tess"))
    #expect(again.steps.isEmpty)
    let withdrawn = try candidate(scenario, nil, review("tess", .withdrawn))
    #expect(withdrawn.steps.map(\.actor.id) == ["tess"])
    for step in withdrawn.steps { try scenario.act(step.actor.id, step.command) }
    #expect(scenario.state?.verdicts.map(\.state) == [.withdrawn])
  }

  @Test("groups that open one after another are asked in their order, whoever was first")
  func groups() throws {
    let stage = Stage(
      name: "review",
      gate: [
        Rule(id: "first", requires: .approvals, role: "technical-lead", group: "a"),
        Rule(id: "second", requires: .approvals, role: "security-lead", group: "b"),
      ], order: .serial)
    let scenario = try Scenario.inReview(under: [stage])
    let both = try candidate(scenario, Self.proposed, review("sam"), review("tess"))
    #expect(both.isApproved && both.passed.isEmpty)
    let late = try candidate(scenario, Self.proposed, review("sam"))
    #expect(late.passed.map(\.refusal.code) == ["group_not_open"])
  }
}
