import Documents

/// Taking in a document that was written elsewhere.
enum Importing {
  /// The opening, the first draft, what the document says of its past, and what follows from its status.
  static func open(
    _ opened: DocumentOpened, draft: DraftContent, imported: DocumentImported, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    // What an agent writes may say "Approved"; only a person may put that on record.
    guard imported.history.status != .approved || context.actor.kind == .person else {
      throw Refusal(
        .forbidden, "agents_cannot_approve",
        "'\(context.actor.id)' is no person: a document that says it is approved is imported by a person.")
    }
    var events = try Drafting.open(opened, draft: draft, context: context) + [.documentImported(imported)]
    // A step of a pipeline that may not begin yet stays a draft.
    let mayBegin =
      opened.step.flatMap { context.project?.step(named: $0) }
      .map { context.project?.missing(for: $0) == [] } ?? true
    if imported.history.status == .inReview, mayBegin, let first = opened.policy.stages.first {
      events.append(.reviewRequested(ReviewRequested(stage: first.name, revision: 1)))
    }
    let start = DocumentState(
      id: "", opened: opened,
      at: EventPosition(seq: 0, eventID: "", timestamp: context.now, actor: context.actor))
    return events + Settling.consequences(of: Array(events.dropFirst()), on: start, context: context)
  }

  /// The same file again changes nothing; another text at its path is a draft of what is there, not a second document.
  static func again(
    _ imported: DocumentImported, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    guard state.imported?.facts.digest != imported.digest else { return [] }
    throw Refusal(
      .conflict, "imported_with_other_words",
      "'\(imported.path)' was imported as '\(state.opened.slug)' with other words: save these as its next draft, or "
        + "import into another project.")
  }
}
