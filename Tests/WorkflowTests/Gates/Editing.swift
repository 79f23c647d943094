import Documents
import Testing
import Workflow

/// Which verdicts an edit makes stale.
@Suite struct Editing {
  private static func stages(_ onEdit: Stage.OnEdit?) -> [Stage] {
    [
      Stage(
        name: "review",
        gate: [
          Rule(id: "tech", requires: .approvals, role: "technical-lead", scope: ["a"]),
          Rule(id: "sec", requires: .approvals, role: "security-lead", scope: ["b"]),
          Rule(id: "third", requires: .approvals, role: "third"),
        ], onEdit: onEdit)
    ]
  }

  private static func approved(_ onEdit: Stage.OnEdit?) throws -> Scenario {
    var scenario = try Scenario.inReview(under: stages(onEdit), with: [("tom", "third")])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    return scenario
  }

  @Test("only those in whose scope a word changed, each named with its sections and cause")
  func changed() throws {
    let scenario = try Self.approved(nil)
    let events = try scenario.decide("ada", scenario.save(["a": "one", "b": "new"]))
    let staled = events.compactMap { if case .verdictStaled(let staled) = $0 { staled } else { nil } }
    #expect(
      staled == [
        VerdictStaled(verdict: staled[0].verdict, role: "security-lead", sections: ["b"], revision: 2, cause: .edited)
      ])
  }

  @Test("a new section outside of a scope asks nobody; one that goes from it asks them")
  func comeAndGo() throws {
    var scenario = try Self.approved(nil)
    #expect(try scenario.act("ada", scenario.save(["a": "one", "b": "two", "c": "new"])) == ["draft.saved"])
    #expect(
      try scenario.act("ada", scenario.save(["a": "one", "c": "new"])) == [
        "draft.saved", "verdict.staled", "gate.unsatisfiable",
      ])
    #expect(try scenario.rule("sec").state == .unsatisfiable)
    #expect(try scenario.rule("sec").detail.contains("No section of the document is 'b'"))
  }

  @Test("where every edit asks everybody, all go stale; where none does, none")
  func allAndNone() throws {
    var all = try Self.approved(.all)
    #expect(
      try all.act("ada", all.save(["a": "one", "b": "two", "c": "new"])) == [
        "draft.saved", "verdict.staled", "verdict.staled",
      ])
    var none = try Self.approved(Stage.OnEdit.none)
    #expect(try none.act("ada", none.save(["a": "x", "b": "y"])) == ["draft.saved"])
    try none.act("tom", none.verdict(as: "third"))
    #expect(none.state?.status == .approved)
  }

  @Test("what would be asked again is told before it is saved, and nothing is saved")
  func whatIf() throws {
    let scenario = try Self.approved(nil)
    let state = try #require(scenario.state)
    let context = DecisionContext(
      actor: Actor(id: "ada", kind: .person), now: scenario.now, people: scenario.people)
    let safe = try WhatIf.saving(Scenario.draft(["a": "one", "b": "two", "c": "x"]), on: state, context: context)
    #expect(safe.staled.isEmpty && safe.newlyBlocking.isEmpty)
    let unsafe = try WhatIf.saving(Scenario.draft(["a": "one", "b": "new"]), on: state, context: context)
    #expect(unsafe.staled.map(\.role) == ["security-lead"])
    #expect(unsafe.newlyBlocking == ["sec"])
    #expect(unsafe.gate?.findings.first { $0.rule == "sec" }?.state == .stale)
    #expect(scenario.state == state)
  }

  @Test("a verdict on a revision that was edited meanwhile goes by the words in its scope, not by what came first")
  func meanwhile() throws {
    var scenario = try Scenario.inReview(under: Self.stages(nil))
    let (tech, sec) = (scenario.verdict(as: "technical-lead"), scenario.verdict(as: "security-lead"))
    try scenario.act("ada", scenario.save(["a": "new", "b": "two"]))
    #expect(scenario.refusal("tess", tech) == "stale_revision")
    #expect(try scenario.act("sam", sec) == ["verdict.given"])
    let verdict = try #require(scenario.state?.verdicts.first)
    #expect(verdict.revision == 1 && verdict.state == .live && verdict.scope.map(\.digest) == ["two"])
    try scenario.act("ada", scenario.save(["a": "one", "b": "two"]))
    #expect(try scenario.act("tess", tech) == ["verdict.given"], "The words are again those that she read.")
  }

  @Test("a revision that was never saved, or is too old to be remembered, is refused")
  func unknownRevision() throws {
    var scenario = try Scenario.inReview(under: Self.stages(nil))
    let first = scenario.verdict(as: "security-lead")
    for number in 1...WorkflowLimits.recentRevisionsMax {
      try scenario.act("ada", scenario.save(["a": "\(number)", "b": "two"]))
    }
    #expect(scenario.refusal("sam", first) == "stale_revision")
  }

  @Test("an edit in the last stage that asks an earlier one again keeps the document from being approved without it")
  func earlierStage() throws {
    var scenario = try Scenario.inReview(under: [
      Stage(name: "review", gate: [Rule(id: "tech", requires: .approvals, role: "technical-lead", scope: ["a"])]),
      Stage(name: "sign-off", gate: [Rule(id: "sec", requires: .approvals, role: "security-lead", scope: ["b"])]),
    ])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    try scenario.act("ada", scenario.save(["a": "new", "b": "two"]))
    #expect(scenario.state?.stage == "sign-off")
    let events = try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(events == ["verdict.given", "stage.returned"])
    #expect(scenario.state?.status == .inReview && scenario.turns == ["tess/approve"])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.status == .approved)
  }
}
