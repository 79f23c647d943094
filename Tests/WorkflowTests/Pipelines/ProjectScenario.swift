import Documents
import Testing
import Workflow

/// A project with a pipeline of three steps, `idea`, `design` and `plan`, and the documents that were opened in it.
struct ProjectScenario {
  private(set) var documents: [String: DocumentState] = [:]
  private(set) var projects = Projects()
  private(set) var told: [Event] = []
  private var people = Scenario().people
  private var now = Timestamp(milliseconds: 0)
  private var seq: Int64 = 0

  static let steps = [
    PipelineStep(number: 0, name: "idea", title: "Idea", template: "short"),
    PipelineStep(number: 1, name: "design", title: "Design", template: "long", requires: ["idea"]),
    PipelineStep(number: 2, name: "plan", title: "Plan", template: "short", requires: ["idea", "design"]),
  ]

  init(steps: [PipelineStep] = ProjectScenario.steps) {
    let opened = ProjectOpened(
      slug: "p", title: "P", pipeline: "own", configuration: [:], links: [:], steps: steps)
    projects.evolve(.projectOpened(opened), document: nil, project: "p", at: now)
  }

  var project: ProjectState {
    get throws { try #require(projects["p"]) }
  }

  /// `idea/complete`, by step.
  var board: [String] {
    get throws {
      let project = try project
      return project.steps.map { "\($0.name)/\(project.state(of: $0).rawValue)" }
    }
  }

  /// One stage that one technical lead approves.
  private static let policy = Policy(
    name: "own", version: 1,
    stages: [
      Stage(name: "review", gate: [Rule(id: "read", requires: .approvals, role: "technical-lead")], onReject: "draft")
    ])

  static func opened(
    _ step: String?, template: String = "short", links: [String: String] = [:], project: String? = "p"
  ) -> DocumentOpened {
    DocumentOpened(
      title: "The \(step ?? "other")", slug: "the-\(step ?? "other")", project: project, template: template,
      templateVersion: 1, policy: policy, signOffRoles: [], owner: "ada", reviewers: [], links: links, step: step)
  }

  /// A document for a step, with two sections, opened by ada.
  mutating func open(_ step: String, links: [String: String] = [:]) throws {
    let template = try project.step(named: step)?.template ?? "short"
    try act(
      "ada", on: step,
      .open(
        Self.opened(step, template: template, links: links), firstDraft: Scenario.draft(["a": "one", "b": "two"])))
  }

  mutating func save(_ step: String, _ sections: [String: String]) throws {
    try act(
      "ada", on: step, .saveDraft(Scenario.draft(sections), baseRevision: documents[step]?.revision ?? 0))
  }

  mutating func submit(_ step: String) throws { try act("ada", on: step, .requestReview) }

  mutating func judge(_ step: String, _ outcome: VerdictGiven.Outcome = .approved) throws {
    try act(
      "tess", on: step,
      .giveVerdict(
        VerdictRequest(
          id: "v\(seq)", role: "technical-lead", outcome: outcome, note: "because",
          revision: documents[step]?.revision ?? 0,
          obligations: outcome == .approvedWithModifications ? [Obligation(id: "o", section: "a", text: "More.")] : []))
    )
  }

  /// Opened, submitted and approved.
  mutating func complete(_ step: String, links: [String: String] = [:]) throws {
    try open(step, links: links)
    try submit(step)
    try judge(step)
  }

  func decide(_ actor: String, on id: String, _ command: DocumentCommand) throws(Refusal) -> [Event] {
    let kind = people.users[actor]?.kind ?? .service
    let context = DecisionContext(
      actor: Actor(id: actor, kind: kind), now: now, people: people, project: projects["p"])
    return try Decide.decide(command, on: documents[id], context: context)
  }

  func refusal(_ actor: String, on id: String, _ command: DocumentCommand) -> Refusal? {
    do {
      _ = try decide(actor, on: id, command)
      return nil
    } catch {
      return error
    }
  }

  /// Decides, takes the events in as the writer does, and keeps what was told.
  mutating func act(_ actor: String, on id: String, _ command: DocumentCommand) throws {
    now = Timestamp(milliseconds: now.milliseconds + 1)
    told = try decide(actor, on: id, command)
    let kind = people.users[actor]?.kind ?? .service
    for event in told {
      seq += 1
      let position = EventPosition(
        seq: seq, eventID: "evt_\(seq)", timestamp: now, actor: Actor(id: actor, kind: kind))
      if case .documentOpened(let opened) = event {
        documents[id] = DocumentState(id: "doc_\(id)", opened: opened, at: position)
      } else {
        documents[id]?.evolve(event, at: position)
      }
      projects.evolve(event, document: "doc_\(id)", project: "p", at: now)
    }
  }

  var completed: [ProjectStepCompleted] {
    told.compactMap { if case .projectStepCompleted(let completed) = $0 { completed } else { nil } }
  }

  var reopened: [ProjectStepReopened] {
    told.compactMap { if case .projectStepReopened(let reopened) = $0 { reopened } else { nil } }
  }
}
