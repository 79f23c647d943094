import Documents
import Testing
import Workflow

/// Moving a document to another policy: which verdicts still count, and where it then stands.
@Suite struct MovingWorkflows {
  private static func policy(_ gates: String...) throws -> Policy {
    let stages = gates.enumerated().map { index, gate in
      gate.hasPrefix("{name") ? gate : "{name: \(["review", "sign-off", "board"][index]), gate: [\(gate)]}"
    }
    return try Policy(yaml: "name: p\nversion: 9\nstages: [\(stages.joined(separator: ", "))]")
  }

  /// Under review with the sections a and b, approved by tess as technical-lead and sam as security-lead.
  private static func approvedTwice(under policy: Policy) throws -> Scenario {
    var scenario = Scenario()
    try scenario.act(
      "ada", .open(Scenario.opened(policy: policy), firstDraft: Scenario.draft(["a": "one", "b": "two"])))
    try scenario.act("ada", .requestReview)
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    try scenario.act("sam", scenario.verdict(as: "security-lead"))
    return scenario
  }

  private static func surviving(_ scenario: Scenario, _ policy: Policy) throws -> [String] {
    guard
      case .documentWorkflowChanged(let changed)? = try scenario.decide("root", .changeWorkflow(policy, reason: "r"))
        .first
    else { return ["nothing changed"] }
    let ids = Set(changed.surviving)
    return scenario.state?.verdicts.filter { ids.contains($0.id) }.map(\.actor) ?? []
  }

  private static let open = "{role: technical-lead}, {role: security-lead}, {id: more, people: [root]}"

  @Test("a wider scope makes a verdict stale: its holder has not seen those words")
  func wider() throws {
    var scenario = try Self.approvedTwice(
      under: Self.policy("{role: technical-lead, scope: a}, {role: security-lead}, {id: more, people: [root]}"))
    let wider = try Self.policy(Self.open)
    #expect(try Self.surviving(scenario, wider) == ["sam"])
    let events = try scenario.act("root", .changeWorkflow(wider, reason: "wider"))
    #expect(events == ["document.workflow_changed", "verdict.staled"])
    #expect(scenario.state?.verdicts.map(\.state) == [.stale, .live])
    #expect(try scenario.gate.findings.map(\.state) == [.stale, .satisfied, .unsatisfied])
  }

  @Test("a narrower scope keeps a verdict, and an edit outside of it no longer makes it stale")
  func narrower() throws {
    var scenario = try Self.approvedTwice(under: Self.policy(Self.open))
    let narrower = try Self.policy(
      "{role: technical-lead, scope: a}, {role: security-lead, scope: b}, {id: more, people: [root]}")
    #expect(try Self.surviving(scenario, narrower) == ["tess", "sam"])
    #expect(try scenario.act("root", .changeWorkflow(narrower, reason: nil)) == ["document.workflow_changed"])
    #expect(scenario.state?.verdicts.map { $0.scope.map(\.section) } == [["a"], ["b"]])
    let edited = try scenario.act("ada", .saveDraft(Scenario.draft(["a": "one", "b": "new"]), baseRevision: 1))
    #expect(edited == ["draft.saved", "verdict.staled"])
    #expect(scenario.state?.verdicts.map(\.state) == [.live, .stale])
  }

  @Test("back under the old policy, a verdict that the wider one had made stale stands again")
  func thereAndBack() throws {
    let narrow = try Self.policy("{role: technical-lead, scope: a}, {role: security-lead}, {id: more, people: [root]}")
    var scenario = try Self.approvedTwice(under: narrow)
    try scenario.act("root", .changeWorkflow(Self.policy(Self.open), reason: nil))
    let back = try scenario.act("root", .changeWorkflow(narrow, reason: nil))
    #expect(back == ["document.workflow_changed", "verdict.restored"])
    #expect(scenario.state?.verdicts.map(\.state) == [.live, .live])
  }

  @Test("a verdict in a role that the new policy does not ask for does not survive, and counts for nothing")
  func unasked() throws {
    var scenario = try Self.approvedTwice(under: Self.policy(Self.open))
    let other = try Self.policy("{role: technical-lead}, {id: more, people: [root]}")
    #expect(try Self.surviving(scenario, other) == ["tess"])
    try scenario.act("root", .changeWorkflow(other, reason: nil))
    #expect(try scenario.gate.findings.map(\.state) == [.satisfied, .unsatisfied])
  }

  @Test("an approval that is too old for the new policy does not survive")
  func tooOld() throws {
    var scenario = try Self.approvedTwice(under: Self.policy(Self.open))
    scenario.now = scenario.now.adding(seconds: 31 * 86_400)
    let dated = try Self.policy(
      "{role: technical-lead, valid_for: 30d}, {role: security-lead}, {id: more, people: [root]}")
    #expect(try Self.surviving(scenario, dated) == ["sam"])
    try scenario.act("root", .changeWorkflow(dated, reason: nil))
    #expect(scenario.state?.verdicts.map(\.isExpired) == [true, false])
  }

  @Test("where its stage is gone, the document begins at the first, and goes as far as its verdicts carry it")
  func removedStage() throws {
    let two = try Self.policy("{role: technical-lead}, {role: security-lead}", "{id: more, people: [root]}")
    var scenario = try Self.approvedTwice(under: two)
    #expect(scenario.state?.stage == "sign-off")
    let other = try Self.policy(
      "{name: first, gate: [{role: technical-lead}]}", "{name: last, gate: [{people: [root]}]}")
    let events = try scenario.act("root", .changeWorkflow(other, reason: "simpler"))
    #expect(events == ["document.workflow_changed", "stage.completed"])
    #expect(scenario.state?.stage == "last")
  }

  @Test("a stage that comes first in the new policy, and that the old one did not have, is not passed over")
  func newStageBefore() throws {
    var scenario = try Self.approvedTwice(
      under: Self.policy("{role: technical-lead}, {role: security-lead}", "{id: more, people: [root]}"))
    let stricter = try Self.policy(
      "{name: review, gate: [{role: technical-lead}]}", "{name: legal, gate: [{role: legal, people: [root]}]}",
      "{name: sign-off, gate: [{role: security-lead}]}")
    let events = try scenario.act("root", .changeWorkflow(stricter, reason: "legal must see it"))
    #expect(scenario.state?.stage == "legal" && scenario.state?.status == .inReview)
    #expect(events == ["document.workflow_changed", "gate.unsatisfiable"])
  }

  @Test("an approved document reopens where the new policy asks for more, and stays approved where it does not")
  func approved() throws {
    let plain = try Self.policy("{role: technical-lead}, {role: security-lead}")
    var scenario = try Self.approvedTwice(under: plain)
    #expect(scenario.state?.status == .approved)
    let less = try Self.policy("{role: technical-lead}")
    #expect(try scenario.act("root", .changeWorkflow(less, reason: nil)) == ["document.workflow_changed"])
    #expect(scenario.state?.status == .approved && scenario.state?.policy == less)
    let more = try Self.policy(Self.open)
    let events = try scenario.act("root", .changeWorkflow(more, reason: "root as well"))
    #expect(events == ["document.workflow_changed", "document.reopened"])
    #expect(scenario.state?.status == .inReview && scenario.state?.stage == "review")
    #expect(try scenario.act("root", scenario.verdict(as: "reviewer")).last == "document.approved")
  }

  @Test("a draft takes the new policy and stays a draft; the policy is pinned with the template's roles filled in")
  func draft() throws {
    var scenario = Scenario()
    try scenario.act("ada", .open(Scenario.opened(), firstDraft: Scenario.draft(["a": "one"])))
    let signOff = try Self.policy("{from_template: true}")
    try scenario.act("root", .changeWorkflow(signOff, reason: nil))
    #expect(scenario.state?.stage == Policy.draftStage && scenario.state?.status == .draft)
    #expect(scenario.state?.policy.stages[0].gate.map(\.role) == ["technical-lead", "security-lead"])
    #expect(scenario.state?.policy.version == 9)
    #expect(try scenario.act("root", .changeWorkflow(signOff, reason: nil)) == [])
  }

  @Test("only admins move a document, a deprecated one stays, and an endless reason is refused")
  func refused() throws {
    var scenario = try Self.approvedTwice(under: Self.policy(Self.open))
    let other = try Self.policy("{role: technical-lead}")
    for actor in ["ada", "tess", "bot"] {
      #expect(scenario.refusal(actor, .changeWorkflow(other, reason: nil)) == "not_allowed")
    }
    #expect(scenario.refusal("eve", .changeWorkflow(other, reason: nil)) == "read_only")
    let long = String(repeating: "x", count: WorkflowLimits.remarkBytesMax + 1)
    #expect(scenario.refusal("root", .changeWorkflow(other, reason: long)) == "invalid_field")
    try scenario.act("ada", .deprecate(reason: "old"))
    #expect(scenario.refusal("root", .changeWorkflow(other, reason: nil)) == "document_deprecated")
  }
}
