import Documents

/// Verdicts, and the obligations that some of them bring.
enum Judging {
  static func give(
    _ request: VerdictRequest, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    try mayJudge(request.role, on: state, context: context)
    guard request.revision == state.revision else {
      throw Refusal(
        .conflict, "stale_revision",
        "The verdict is on revision \(request.revision), and the latest is \(state.revision): read that one first.")
    }
    guard state.isUnderReview else {
      throw Refusal(
        .conflict, "not_in_review", "The document is \(state.status.rawValue): a verdict needs a submission first.")
    }
    try Decide.check(request.note, field: "note", isRequired: request.outcome == .rejected)
    try check(request.obligations, outcome: request.outcome, on: state, context: context)
    let given = VerdictGiven(
      verdict: request.id, role: request.role, outcome: request.outcome, note: request.note,
      revision: request.revision, scope: state.sections.map { ScopedSection(section: $0.id, digest: $0.digest) },
      obligations: request.obligations)
    return [.verdictGiven(given)]
  }

  static func withdraw(
    _ id: String, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    guard let verdict = state.verdict(id) else { throw Refusal.unknown("verdict", id) }
    guard verdict.actor == context.actor.id else {
      throw Refusal(.forbidden, "not_your_verdict", "Only '\(verdict.actor)', who gave it, may withdraw the verdict.")
    }
    guard verdict.state == .live || verdict.state == .stale else {
      throw Refusal(.conflict, "verdict_closed", "The verdict is \(verdict.state.rawValue) already.")
    }
    return [.verdictWithdrawn(VerdictWithdrawn(verdict: id))]
  }

  static func verify(
    _ id: String, revision: Int, note: String?, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    try Decide.check(note, field: "note", isRequired: false)
    guard let known = state.obligations.first(where: { $0.obligation.id == id }) else {
      throw Refusal.unknown("obligation", id)
    }
    guard revision == state.revision else {
      throw Refusal(
        .conflict, "stale_revision", "The obligation is to be verified at the latest revision, \(state.revision).")
    }
    guard known.verified == nil else {
      throw Refusal(.conflict, "already_verified", "The obligation was verified already.")
    }
    guard context.actor.kind == .person else {
      throw Refusal(.forbidden, "agents_cannot_verify", "Only people may verify an obligation.")
    }
    guard mayVerify(known, on: state, context: context) else {
      throw Refusal(
        .forbidden, "not_the_verifier",
        "'\(known.obligation.verifier ?? known.askedBy)' or somebody else in the role '\(known.role)' verifies this.")
    }
    return [.obligationVerified(ObligationVerified(obligation: id, revision: revision, note: note))]
  }

  private static func mayJudge(_ role: String, on state: DocumentState, context: DecisionContext) throws(Refusal) {
    guard context.actor.kind == .person else {
      throw Refusal(
        .forbidden, "agents_cannot_approve", "'\(context.actor.id)' is no person: only people give verdicts.")
    }
    guard !state.authors.contains(context.actor.id) else {
      throw Refusal(
        .forbidden, "author_cannot_approve", "'\(context.actor.id)' wrote words of this document: ask somebody else.")
    }
    guard role == KnownRole.reviewer || context.people.holds(context.actor.id, role: role, in: state.project) else {
      throw Refusal(.forbidden, "not_in_role", "'\(context.actor.id)' does not hold the role '\(role)' here.")
    }
  }

  private static func mayVerify(_ known: ObligationState, on state: DocumentState, context: DecisionContext) -> Bool {
    let actor = context.actor.id
    if let verifier = known.obligation.verifier { return actor == verifier }
    guard !state.authors.contains(actor) else { return false }
    return actor == known.askedBy || context.people.holds(actor, role: known.role, in: state.project)
  }

  private static func check(
    _ obligations: [Obligation], outcome: VerdictGiven.Outcome, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) {
    guard outcome == .approvedWithModifications || obligations.isEmpty else {
      throw Refusal.field("obligations", "go with the outcome approved_with_modifications only.")
    }
    guard outcome != .approvedWithModifications || !obligations.isEmpty else {
      throw Refusal.field("obligations", "must name at least one modification.")
    }
    guard obligations.count <= WorkflowLimits.obligationsMax else {
      throw Refusal.field("obligations", "must be at most \(WorkflowLimits.obligationsMax).")
    }
    for (index, obligation) in obligations.enumerated() {
      try Decide.check(obligation.text, field: "obligations[\(index)].text", isRequired: true)
      guard state.sections.contains(where: { $0.id == obligation.section }) else {
        throw Refusal.field("obligations[\(index)].section", "there is no section '\(obligation.section)'.")
      }
      if let verifier = obligation.verifier, context.people.users[verifier]?.active != true {
        throw Refusal.field("obligations[\(index)].verifier", "there is no active user '\(verifier)'.")
      }
    }
  }
}
