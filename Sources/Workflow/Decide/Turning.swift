/// Reading without a verdict, and handing a turn to somebody else.
enum Turning {
  static func commentOnly(
    role: String?, note: String?, revision: Int, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    try Decide.check(note, field: "note", isRequired: false)
    guard context.actor.kind == .person else {
      throw Refusal(
        .forbidden, "agents_cannot_review",
        "'\(context.actor.id)' is no person: an agent may comment, and holds no turn.")
    }
    guard revision == state.revision else {
      throw Refusal(
        .conflict, "stale_revision",
        "The review is of revision \(revision), and the latest is \(state.revision): read that one first.")
    }
    guard state.isUnderReview else {
      throw Refusal(
        .conflict, "not_in_review", "The document is \(state.status.rawValue): it needs a submission first.")
    }
    return [.reviewCommented(ReviewCommented(role: role, note: note, revision: revision))]
  }

  /// The one who has the turn, the owner or an admin hands it to a person who may do what is waited for.
  static func handOver(
    from: String, to: String, note: String?, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    try Decide.check(note, field: "note", isRequired: false)
    let actor = context.actor.id
    guard actor == from || actor == state.owner || context.people.isAdmin(actor) else {
      throw Refusal(.forbidden, "not_your_turn", "Only '\(from)', the owner or an admin may hand over their turn.")
    }
    let turns = Turn.turns(of: state, in: context.gate).filter { $0.actor == from }
    guard !turns.isEmpty else {
      throw Refusal(.conflict, "no_turn", "The document does not wait on '\(from)': there is nothing to hand over.")
    }
    guard context.people.isActivePerson(to), to != from else {
      throw Refusal.field("to", "must be another active person; '\(to)' is not.")
    }
    return try turns.map { (turn) throws(Refusal) in
      try mayTake(turn, to, on: state, context: context)
      return .turnHandedOver(
        TurnHandedOver(
          from: from, to: to, reason: turn.reason.rawValue, role: turn.role, note: note, revision: state.revision))
    }
  }

  private static func mayTake(
    _ turn: Turn, _ user: String, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) {
    guard turn.reason == .approve else { return }
    let holds = turn.role.map { context.people.holds(user, role: $0, in: state.project) } ?? true
    let counts = state.policy.stage(named: state.stage)?.rules(for: state).contains { rule in
      rule.counts(role: turn.role ?? KnownRole.reviewer, person: user, isReviewer: state.reviewers.contains(user))
        && rule.mayCount(user, of: state)
    }
    guard holds, counts == true else {
      throw Refusal.field("to", "'\(user)' may not approve here\(turn.role.map { " as '\($0)'" } ?? "").")
    }
  }
}
