import Documents

/// Opening a document and saving its drafts.
enum Drafting {
  static func open(
    _ opened: DocumentOpened, draft: DraftContent, terms: [ReviewerAdded] = [], context: DecisionContext
  ) throws(Refusal) -> [Event] {
    let title = opened.title
    guard !title.isEmpty, title.count <= WorkflowLimits.titleCharactersMax, !title.contains(where: \.isNewline) else {
      throw Refusal.field(
        "title", "must be one line of 1 to \(WorkflowLimits.titleCharactersMax) characters.")
    }
    guard context.actor == .daemon || context.people.mayWrite(context.actor.id, in: opened.project) else {
      throw Refusal(.forbidden, "read_only", "'\(context.actor.id)' may not open documents here: ask for a role.")
    }
    try checkPeople(of: opened, context: context)
    if let step = opened.step { try checkStep(step, of: opened, context: context) }
    for term in terms { try Reviewing.check(term, context: context) }
    return [.documentOpened(opened), try saved(draft, on: nil)] + terms.map(Event.reviewerAdded)
  }

  static func save(
    _ draft: DraftContent, baseRevision: Int, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    guard baseRevision == state.revision else {
      throw Refusal(
        .conflict, "stale_revision",
        "The draft is based on revision \(baseRevision), and the latest is \(state.revision): "
          + "read that one, carry your change over and save again.")
    }
    if draft.sections.map(\.text) == state.sections.map(\.text) { return [] }
    return [try saved(draft, on: state)]
  }

  private static func saved(_ draft: DraftContent, on state: DocumentState?) throws(Refusal) -> Event {
    guard draft.sections.count <= WorkflowLimits.sectionsMax else {
      throw Refusal.field("markdown", "must have at most \(WorkflowLimits.sectionsMax) sections.")
    }
    try Decide.check(draft.message, field: "message", isRequired: false)
    return .draftSaved(
      DraftSaved(
        revision: (state?.revision ?? 0) + 1, message: draft.message, source: draft.source, author: draft.author,
        sections: DraftSections(of: (state?.revision ?? 0) + 1, draft.sections, before: state?.sections ?? []),
        changedSections: changed(from: state?.sections ?? [], to: draft.sections),
        checklists: draft.checklists == state?.checklists ? nil : draft.checklists,
        questions: draft.questions == state?.questions ? nil : draft.questions,
        frontMatter: draft.frontMatter == state?.frontMatter ?? [:] ? nil : draft.frontMatter,
        lint: draft.lint == state?.lint ?? [] ? nil : draft.lint,
        datedItems: draft.datedItems == state?.datedItems ?? [] ? nil : draft.datedItems))
  }

  /// The ids of sections that came, went or say other words.
  static func changed(from old: [SectionRef], to new: [SectionRef]) -> [String] {
    let before = Dictionary(old.map { ($0.id, $0.digest) }, uniquingKeysWith: { first, _ in first })
    let after = Set(new.map(\.id))
    return new.filter { before[$0.id] != $0.digest }.map(\.id) + old.map(\.id).filter { !after.contains($0) }
  }

  private static func checkStep(
    _ step: String, of opened: DocumentOpened, context: DecisionContext
  ) throws(Refusal) {
    guard let project = context.project else {
      throw Refusal.field("step", "is a step of a project's pipeline: name the project too.")
    }
    try project.mayOpen(step: step, template: opened.template)
  }

  private static func checkPeople(of opened: DocumentOpened, context: DecisionContext) throws(Refusal) {
    guard context.people.users[opened.owner]?.active == true || opened.owner == Actor.daemon.id else {
      throw Refusal.field("owner", "there is no active user '\(opened.owner)'.")
    }
    for reviewer in opened.reviewers where context.people.users[reviewer]?.active != true {
      throw Refusal.field("reviewers", "there is no active user '\(reviewer)'.")
    }
  }
}
