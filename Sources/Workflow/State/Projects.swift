package import Documents

/// A project as its events, and those of its documents, make it.
package struct ProjectState: Hashable, Sendable {
  /// A document of the project, as far as a pipeline must know it.
  package struct Entry: Hashable, Sendable {
    package let document: String
    package let slug: String
    package let title: String
    package let template: String
    package let owner: String
    package let step: String?
    package let links: [String: String]
    package let openedAt: Timestamp
    /// When it last answered to what it rests on: its latest draft or approval.
    package var settledAt: Timestamp
    package var isApproved = false
    package var approvedAt: Timestamp?
    package var status: DocumentState.Status = .draft
    package var isDeprecated: Bool { status == .deprecated }
    /// What it rests on and has changed since: the sections, by the step that was reopened.
    package var touchedBy: [String: [String]] = [:]
  }

  package let slug: String
  package var configuration: [String: Value]
  package let pipeline: String?
  package let steps: [PipelineStep]
  /// Whether only those whom it concerns may see it, and it is recorded who reads its documents.
  package var isRestricted: Bool
  /// In the order in which they were opened.
  package var entries: [Entry] = []

  package init(_ opened: ProjectOpened) {
    slug = opened.slug
    configuration = opened.configuration
    pipeline = opened.pipeline
    steps = opened.steps ?? []
    isRestricted = opened.restricted ?? false
  }

  package func step(named name: String) -> PipelineStep? { steps.first { $0.name == name } }

  /// The document that a step is at: the latest that was opened for it and is not deprecated.
  package func entry(ofStep name: String) -> Entry? {
    entries.last { $0.step == name && !$0.isDeprecated }
  }

  package func isComplete(_ step: String) -> Bool { entry(ofStep: step)?.isApproved ?? false }
}

/// The projects that there are: what rules about projects are decided against.
package struct Projects: Hashable, Sendable {
  private var projects: [String: ProjectState] = [:]

  package init() {}

  package subscript(_ slug: String?) -> ProjectState? { slug.flatMap { projects[$0] } }

  /// Takes an event of any stream in. `document` and `project` are those of its stream.
  package mutating func evolve(
    _ event: Event, document: String?, project: String?, at time: Timestamp
  ) {
    switch event {
    case .projectOpened(let opened): projects[opened.slug] = ProjectState(opened)
    case .projectUpdated(let updated):
      if let configuration = updated.configuration { projects[updated.slug]?.configuration = configuration }
      if let restricted = updated.restricted { projects[updated.slug]?.isRestricted = restricted }
    default:
      if let document, let project { evolve(event, document: document, in: project, at: time) }
    }
  }

  private mutating func evolve(_ event: Event, document: String, in project: String, at time: Timestamp) {
    if case .documentOpened(let opened) = event {
      projects[project]?.entries.append(
        ProjectState.Entry(
          document: document, slug: opened.slug, title: opened.title, template: opened.template, owner: opened.owner,
          step: opened.step, links: opened.links, openedAt: time, settledAt: time))
      return
    }
    if case .projectStepReopened(let reopened) = event {
      for touched in reopened.touched { mark(touched, by: reopened.stage, in: project) }
      return
    }
    guard let index = projects[project]?.entries.lastIndex(where: { $0.document == document }) else { return }
    projects[project]?.entries[index].evolve(event, at: time)
  }

  private mutating func mark(_ touched: ProjectStepReopened.Touched, by stage: String, in project: String) {
    guard let index = projects[project]?.entries.lastIndex(where: { $0.document == touched.document }) else { return }
    projects[project]?.entries[index].touchedBy[stage] = touched.sections.isEmpty ? nil : touched.sections
  }
}

extension ProjectState.Entry {
  fileprivate mutating func evolve(_ event: Event, at time: Timestamp) {
    switch event {
    case .draftSaved: (touchedBy, settledAt) = ([:], time)
    case .reviewRequested: status = .inReview
    case .reviewWithdrawn: status = .draft
    case .stageReturned(let returned): status = returned.to == Policy.draftStage ? .rejected : .inReview
    case .documentApproved(let approved):
      status = approved.withModifications ? .approvedWithModifications : .approved
      (isApproved, approvedAt, touchedBy, settledAt) = (true, time, [:], time)
    case .documentImported(let imported) where imported.history.status == .approved:
      (status, isApproved, approvedAt) = (.approved, true, time)
    case .documentReopened(let reopened):
      status = reopened.stage == Policy.draftStage ? .draft : .inReview
      (isApproved, approvedAt) = (false, nil)
    case .documentDeprecated:
      status = .deprecated
      isApproved = false
    default: break
    }
  }
}

extension EventType {
  /// The types that say something of a project's board.
  package static let ofProjects: [EventType] = [
    .projectOpened, .projectUpdated, .documentOpened, .draftSaved, .reviewRequested, .reviewWithdrawn,
    .stageReturned, .documentApproved, .documentImported, .documentReopened, .documentDeprecated,
    .projectStepReopened,
  ]
}
