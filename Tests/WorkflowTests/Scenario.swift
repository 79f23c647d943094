import Documents
import Testing
import Workflow

/// Given events, when a command, then events or a refusal.
struct Scenario {
  private(set) var state: DocumentState?
  var people = Directory()
  var project: ProjectState?
  /// Moves on by a millisecond with each event.
  var now = Timestamp(milliseconds: 0)
  private var seq: Int64 = 0
  /// All that has happened, in order; the document's own events with its id.
  private(set) var log: [(event: Event, position: EventPosition, document: String?)] = []

  var gateContext: GateContext { GateContext(people: people, project: project, now: now) }

  init() {
    for (user, kind, role) in [
      ("ada", ActorKind.person, "member"), ("tess", .person, "technical-lead"), ("sam", .person, "security-lead"),
      ("bot", .agent, "technical-lead"), ("eve", .person, "auditor"), ("root", .person, "admin"),
    ] {
      register(user, kind: kind, role: role)
    }
  }

  /// A document of ada's in review, with two sections and two roles to sign it off.
  static func inReview() throws -> Scenario {
    var scenario = Scenario()
    try scenario.act("ada", .open(opened(), firstDraft: draft(["a": "one", "b": "two"])))
    try scenario.act("ada", .requestReview)
    return scenario
  }

  /// The same under a policy of its own, with more sections where they are wanted.
  static func inReview(
    under stages: [Stage], sections: [String: String] = ["a": "one", "b": "two"], reviewers: [ReviewerAdded] = [],
    with more: [(user: String, role: String)] = []
  ) throws -> Scenario {
    var scenario = Scenario()
    for (user, role) in more { scenario.register(user, role: role) }
    let policy = Policy(name: "own", version: 1, stages: stages)
    var opened = opened(roles: [], policy: policy)
    opened.reviewers = reviewers.map(\.user)
    try scenario.act("ada", .open(opened, firstDraft: draft(sections), terms: reviewers))
    try scenario.act("ada", .requestReview)
    return scenario
  }

  mutating func register(_ user: String, kind: ActorKind = .person, role: String) {
    if people.users[user] == nil { happen(.userRegistered(UserRegistered(user: user, kind: kind))) }
    happen(.roleGranted(RoleGranted(user: user, role: role)))
  }

  /// An event of the people's own streams.
  mutating func happen(_ event: Event) {
    people.evolve(event)
    seq += 1
    let position = EventPosition(
      seq: seq, eventID: "evt_\(seq)", timestamp: now, actor: Actor(id: "root", kind: .person))
    log.append((event, position, nil))
  }

  mutating func delegate(_ role: String, from: String, to: String, for days: Double = 7) {
    let granted = DelegationGranted(
      delegation: "del_\(from)_\(to)", by: from, to: to, role: role, from: now,
      until: now.adding(seconds: days * 86_400))
    people.evolve(.delegationGranted(granted))
  }

  mutating func pass(days: Double) { now = now.adding(seconds: days * 86_400) }

  func save(_ sections: [String: String]) -> DocumentCommand {
    .saveDraft(Self.draft(sections), baseRevision: state?.revision ?? 0)
  }

  /// The gate of the present stage.
  var gate: GateEvaluation {
    get throws {
      let state = try #require(state)
      return try #require(Gate.current(of: state, in: gateContext))
    }
  }

  /// How a rule of the present stage stands.
  func rule(_ id: String) throws -> GateEvaluation.Finding {
    let findings = try gate.findings
    return try #require(findings.first { $0.rule == id })
  }

  /// Who has the turn and why: `tess/approve`.
  var turns: [String] {
    guard let state else { return [] }
    return Turn.turns(of: state, in: gateContext).map { "\($0.actor)/\($0.reason.rawValue)" }
  }

  static func opened(
    roles: [String] = ["technical-lead", "security-lead"], policy: Policy = standard
  ) -> DocumentOpened {
    DocumentOpened(
      title: "T", slug: "t", project: nil, template: "x", templateVersion: 1, policy: policy.expanded(with: roles),
      signOffRoles: roles, owner: "ada", reviewers: ["tess"], links: [:])
  }

  static let standard =
    Policy(
      name: "test", version: 1,
      stages: [
        Stage(
          name: "review", gate: [Rule(id: "read", requires: .approvals), Rule(id: "comments", requires: .comments)]),
        Stage(
          name: "sign-off",
          gate: [
            Rule(id: "approvals", requires: .approvals, fromTemplate: true),
            Rule(id: "checklist", requires: .checklist),
            Rule(id: "obligations", requires: .obligations),
          ]),
      ])

  /// Sections by id, with words that stand for their digest.
  static func draft(_ sections: [String: String], checklists: [Checklist] = []) -> DraftContent {
    DraftContent(
      sections: sections.sorted { $0.key < $1.key }.map {
        SectionRef(id: $0.key, title: $0.key, level: 1, digest: $0.value, text: $0.value)
      }, checklists: checklists, questions: [], message: nil, source: DraftSource(kind: "api"))
  }

  func decide(_ actor: String, _ command: DocumentCommand) throws(Refusal) -> [Event] {
    let kind = people.users[actor]?.kind ?? .service
    let context = DecisionContext(
      actor: Actor(id: actor, kind: kind), now: now, people: people, project: project)
    return try Decide.decide(command, on: state, context: context)
  }

  /// Decides, takes the events in, and returns their types.
  @discardableResult
  mutating func act(_ actor: String, _ command: DocumentCommand) throws -> [String] {
    let events = try decide(actor, command)
    for event in events {
      seq += 1
      now = Timestamp(milliseconds: now.milliseconds + 1)
      let kind = people.users[actor]?.kind ?? .service
      let position = EventPosition(
        seq: seq, eventID: "evt_\(seq)", timestamp: now, actor: Actor(id: actor, kind: kind))
      log.append((event, position, "doc"))
      if case .documentOpened(let opened) = event {
        state = DocumentState(id: "doc", opened: opened, at: position)
      } else {
        state?.evolve(event, at: position)
      }
    }
    return events.map(\.type.rawValue)
  }

  func refusal(_ actor: String, _ command: DocumentCommand) -> String? {
    do {
      _ = try decide(actor, command)
      return nil
    } catch {
      return error.code
    }
  }

  func verdict(
    _ outcome: VerdictGiven.Outcome = .approved, as role: String, obligations: [Obligation] = [],
    for principal: String? = nil
  ) -> DocumentCommand {
    .giveVerdict(
      VerdictRequest(
        id: "v\(seq)", role: role, outcome: outcome, note: "because", revision: state?.revision ?? 0,
        obligations: obligations, onBehalfOf: principal))
  }
}
