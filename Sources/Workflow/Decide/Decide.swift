import Documents

/// Decides a command against a document's state: a refusal, or the events that have now happened.
///
/// The events a command asks for come first, then what follows from them: verdicts that went stale or came back,
/// stages that completed. Pure: the same state, command and context give the same answer.
package enum Decide {
  package static func decide(
    _ command: DocumentCommand, on state: DocumentState?, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    if case .open(let opened, let draft, let terms) = command {
      guard state == nil else { throw Refusal(.conflict, "document_exists", "The document is open already.") }
      return try Drafting.open(opened, draft: draft, terms: terms, context: context)
    }
    if case .importDocument(let opened, let draft, let imported) = command, state == nil {
      return try Importing.open(opened, draft: draft, imported: imported, context: context)
    }
    guard let state else { throw Refusal.unknown("document", "") }
    try mayWrite(state, context)
    if case .settle = command { return try settle(state, context) }
    let asked = try events(for: command, on: state, context: context)
    return asked + Settling.consequences(of: asked, on: state, context: context)
  }

  private static func events(
    for command: DocumentCommand, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    if case .importDocument(_, _, let imported) = command {
      return try Importing.again(imported, on: state, context: context)
    }
    if state.status == .deprecated, !command.isAllowedOnDeprecated {
      throw Refusal(.conflict, "document_deprecated", "The document is deprecated: reopen it first.")
    }
    switch command {
    case .open, .importDocument, .settle: return []
    case .saveDraft(let draft, let base):
      return try Drafting.save(draft, baseRevision: base, on: state, context: context)
    case .changeSource(let changed): return [.draftSourceChanged(changed)]
    case .requestReview, .withdrawReview, .addReviewers, .reopen, .deprecate:
      return try Reviewing.decide(command, on: state, context: context)
    case .commentOnly(let role, let note, let revision):
      return try Turning.commentOnly(role: role, note: note, revision: revision, on: state, context: context)
    case .handOver(let from, let to, let note):
      return try Turning.handOver(from: from, to: to, note: note, on: state, context: context)
    case .handOnTurns(let user): return try HandedOn.events(of: user, on: state, context: context)
    case .override(let rule, let reason):
      return try Overriding.override(rule, reason: reason, on: state, context: context)
    case .changeWorkflow(let policy, let reason):
      return try Moving.change(to: policy, reason: reason, on: state, context: context)
    case .addComment, .editComment, .resolveComment, .reopenComment:
      return try Commenting.decide(command, on: state, context: context)
    case .markChecklist(let item, let verdict, let note):
      return try Answering.mark(item, verdict: verdict, note: note, on: state, context: context)
    case .answerQuestion(let question, let decision, let rationale):
      return try Answering.answer(question, decision: decision, rationale: rationale, on: state, context: context)
    case .giveVerdict(let request): return try Judging.give(request, on: state, context: context)
    case .withdrawVerdict(let id): return try Judging.withdraw(id, on: state, context: context)
    case .verifyObligation(let id, let revision, let note):
      return try Obliging.verify(id, revision: revision, note: note, on: state, context: context)
    }
  }

  private static func settle(_ state: DocumentState, _ context: DecisionContext) throws(Refusal) -> [Event] {
    guard context.actor == .daemon else {
      throw Refusal(.forbidden, "daemon_only", "Only the daemon itself settles what time has brought about.")
    }
    return Settling.consequences(ofTimeOn: state, context: context)
  }

  private static func mayWrite(_ state: DocumentState, _ context: DecisionContext) throws(Refusal) {
    guard context.actor == .daemon || context.people.mayWrite(context.actor.id, in: state.project) else {
      throw Refusal(
        .forbidden, "read_only", "'\(context.actor.id)' may read this document and not write to it: ask for a role.")
    }
  }

  /// A remark must say something and fit.
  static func check(_ text: String?, field: String, isRequired: Bool) throws(Refusal) {
    guard let text, !text.allSatisfy(\.isWhitespace) else {
      if isRequired { throw Refusal.field(field, "must not be empty.") }
      return
    }
    guard text.utf8.count <= WorkflowLimits.remarkBytesMax else {
      throw Refusal.field(field, "must be at most \(WorkflowLimits.remarkBytesMax) bytes.")
    }
  }
}

extension DocumentCommand {
  fileprivate var isAllowedOnDeprecated: Bool {
    switch self {
    case .reopen, .changeSource, .addComment, .editComment, .resolveComment, .reopenComment: true
    default: false
    }
  }
}
