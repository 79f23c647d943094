/// Who must act next on a document, why, and since when.
package struct Turn: Hashable, Sendable {
  package enum Reason: String, Hashable, Sendable, Codable, CaseIterable {
    case submit, revise, respond, approve, unblock
    case resolveComments = "resolve_comments"
    case verifyChecklist = "verify_checklist"
    case answerQuestions = "answer_questions"
    case fillIn = "fill_in"
    case fulfilObligations = "fulfil_obligations"
    case verifyObligations = "verify_obligations"
  }

  package let actor: String
  package let role: String?
  package let reason: Reason
  package let since: Timestamp
  /// By the stage's business days, where it has a due date.
  package var due: Timestamp?

  /// The turns of a document, each person and reason once. A deprecated or approved document waits on nobody.
  ///
  /// `known` is the evaluation of its present gate, where the caller has it already.
  package static func turns(
    of document: DocumentState, in context: GateContext, known: GateEvaluation? = nil
  ) -> [Turn] {
    switch document.status {
    case .approved, .approvedWithModifications, .deprecated: return []
    case .draft: return document.ownersTurn(.submit, since: document.stageEnteredAt, in: context)
    case .rejected: return document.ownersTurn(.revise, since: document.stageEnteredAt, in: context)
    case .inReview: break
    }
    guard let gate = known ?? Gate.current(of: document, in: context) else { return [] }
    var seen: Set<String> = []
    return gate.blocking.filter(\.isOpen)
      .flatMap { turns(for: $0, of: document, in: context) }
      .filter { seen.insert("\($0.actor)/\($0.reason.rawValue)").inserted }
      .map { document.withDueDate($0) }
  }

  private static func turns(
    for finding: GateEvaluation.Finding, of document: DocumentState, in context: GateContext
  ) -> [Turn] {
    if finding.requires == .obligations, finding.state != .unsatisfiable {
      return document.openObligations(at: context.now).flatMap { turns(in: $0, of: document, in: context) }
    }
    return finding.waitingOn.flatMap {
      turns(of: $0, to: finding.asks, role: finding.role, since: finding.since, document, context)
    }
  }

  /// Whose turn an open obligation is.
  static func turns(
    in obligation: ObligationState, of document: DocumentState, in context: GateContext
  ) -> [Turn] {
    let (holders, since) = document.turn(in: obligation, context: context)
    let reason: Reason = document.isFulfilled(obligation) ? .verifyObligations : .fulfilObligations
    return holders.flatMap { turns(of: $0, to: reason, role: obligation.role, since: since, document, context) }
  }

  private static func turns(
    of asked: String, to reason: Reason, role: String?, since: Timestamp, _ document: DocumentState,
    _ context: GateContext
  ) -> [Turn] {
    if asked == document.owner, reason.isTheAuthors {
      return document.ownersTurn(reason, role: role, since: since, in: context)
    }
    guard context.people.isActivePerson(asked) else { return [] }
    let (holder, since) = document.holder(insteadOf: asked, reason: reason, since: since, in: context)
    guard reason == .approve, let answer = document.answer(awaitedBy: holder, since: since) else {
      return [Turn(actor: holder, role: role, reason: reason, since: since)]
    }
    switch answer {
    case .pending(let since): return document.ownersTurn(.respond, since: since, in: context)
    case .given(let answered):
      return [Turn(actor: holder, role: role, reason: reason, since: max(since, answered))]
    }
  }
}

extension Turn.Reason {
  /// Whether it is for those who write.
  package var isTheAuthors: Bool {
    switch self {
    case .submit, .revise, .respond, .fillIn, .fulfilObligations, .resolveComments: true
    case .approve, .unblock, .verifyChecklist, .answerQuestions, .verifyObligations: false
    }
  }
}

extension DocumentState {
  /// What a reviewer who spoke without a verdict waits for.
  enum Answer: Hashable {
    /// They asked then, and nobody has answered.
    case pending(Timestamp)
    case given(Timestamp)
  }

  /// A comment, or a review without a verdict, passes a reviewer's turn to the owner until a person answers them or the
  /// words change; nil where they have said nothing since they were asked.
  func answer(awaitedBy reviewer: String, since: Timestamp) -> Answer? {
    let read = remarks.last { $0.actor == reviewer && $0.at >= since }?.at
    // The latest that stands in a thread that is still open.
    let said = comments.latest(since: since)
      .first { $0.author == reviewer && comments.isOpen(thread: $0.replyTo ?? $0.id) }?.createdAt
    guard let asked = [read, said].compactMap(\.self).max() else { return nil }
    let answers = comments.latest(since: asked)
      .filter { $0.author != reviewer && $0.createdAt > asked && $0.replyTo != nil }
      .filter { $0.author == owner || authors.contains($0.author) }.map(\.createdAt)
    let edits = draftAt > asked ? [draftAt] : []
    return (answers + edits).min().map(Answer.given) ?? .pending(asked)
  }

  /// The owner's turn; where the owner is no active person, that of those who stand in.
  fileprivate func ownersTurn(
    _ reason: Turn.Reason, role: String? = nil, since: Timestamp, in context: GateContext
  ) -> [Turn] {
    stewards(in: context).map { steward in
      let (holder, since) = holder(insteadOf: steward, reason: reason, since: since, in: context)
      return Turn(actor: holder, role: role, reason: reason, since: since)
    }
  }

  /// Agents never hold a turn: then it is the one's who opened the document, else an author's, else the reviewers', else
  /// the admins'.
  func stewards(in context: GateContext) -> [String] {
    for one in [owner, openedBy] + authors.sorted() where context.people.isActivePerson(one) { return [one] }
    let others = reviewers.filter(context.people.isActivePerson)
    return others.isEmpty ? context.people.people(in: KnownRole.admin, of: nil) : others
  }

  /// Who has the turn after it was handed on, and since when.
  fileprivate func holder(
    insteadOf asked: String, reason: Turn.Reason, since: Timestamp, in context: GateContext
  ) -> (holder: String, since: Timestamp) {
    var (holder, start) = (asked, since)
    for handOver in handOvers where handOver.facts.from == holder && handOver.facts.reason == reason.rawValue {
      guard handOver.at >= since, context.people.isActivePerson(handOver.facts.to) else { continue }
      (holder, start) = (handOver.facts.to, handOver.at)
    }
    return (holder, start)
  }
}
