import Testing
import Workflow

/// Groups of a serial stage are asked one after another.
@Suite struct GroupsInOrder {
  private static func stage(_ order: Stage.Order?) -> [Stage] {
    [
      Stage(
        name: "review",
        gate: [
          Rule(id: "legal", requires: .approvals, role: "technical-lead", group: "legal", scope: ["a"]),
          Rule(id: "security", requires: .approvals, role: "security-lead", group: "security", scope: ["b"]),
        ], order: order)
    ]
  }

  @Test("the second group is not asked before the first has passed")
  func serial() throws {
    var scenario = try Scenario.inReview(under: Self.stage(.serial))
    #expect(scenario.turns == ["tess/approve"])
    #expect(try scenario.gate.groups.map(\.isOpen) == [true, false])
    #expect(scenario.refusal("sam", scenario.verdict(as: "security-lead")) == "group_not_open")
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(scenario.turns == ["sam/approve"])
    #expect(try scenario.gate.groups.map(\.state) == [.satisfied, .unsatisfied])
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(scenario.state?.status == .approved)
  }

  @Test("an edit in the first group's words asks it again, and keeps what the second has said")
  func staleFirst() throws {
    var scenario = try Scenario.inReview(under: Self.stage(.serial))
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    try scenario.act("ada", scenario.save(["a": "new", "b": "two"]))
    #expect(scenario.state?.status == .inReview)
    #expect(scenario.turns == ["tess/approve"])
    #expect(try scenario.rule("security").state == .satisfied)
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.status == .approved)
  }

  @Test("in a parallel stage all are asked at once")
  func parallel() throws {
    var scenario = try Scenario.inReview(under: Self.stage(nil))
    #expect(scenario.turns == ["tess/approve", "sam/approve"])
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    #expect(scenario.turns == ["tess/approve"])
  }
}
