import Documents

/// Asking for review, taking it back, reopening and deprecating.
enum Reviewing {
  static func decide(
    _ command: DocumentCommand, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    switch command {
    case .requestReview: return [try request(on: state, context: context)]
    case .withdrawReview(let reason): return [try withdraw(reason, on: state, context: context)]
    case .addReviewers(let added): return try addReviewers(added, on: state, context: context)
    case .reopen(let reason): return [try reopen(reason, on: state)]
    case .deprecate(let reason): return [try deprecate(reason, on: state, context: context)]
    default: return []
    }
  }

  private static func request(on state: DocumentState, context: DecisionContext) throws(Refusal) -> Event {
    guard state.status == .draft || state.status == .rejected else {
      throw Refusal(
        .conflict, "already_submitted", "The document is \(state.status.rawValue): only a draft can be submitted.")
    }
    try context.project?.mayBegin(state.opened)
    guard let first = state.policy.stages.first else {
      throw Refusal(.gate, "workflow_without_stages", "The workflow '\(state.policy.name)' has no stage to enter.")
    }
    return .reviewRequested(ReviewRequested(stage: first.name, revision: state.revision))
  }

  private static func withdraw(
    _ reason: String?, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> Event {
    try Decide.check(reason, field: "reason", isRequired: false)
    guard state.isUnderReview else {
      throw Refusal(.conflict, "not_in_review", "The document is \(state.status.rawValue), not in review.")
    }
    try ownerOrAdmin(state, context, doing: "withdraw it from review")
    return .reviewWithdrawn(ReviewWithdrawn(stage: state.stage, reason: reason))
  }

  private static func addReviewers(
    _ added: [ReviewerAdded], on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    var events: [Event] = []
    for reviewer in added {
      try check(reviewer, context: context)
      if state.knows(reviewer) { continue }
      events.append(.reviewerAdded(reviewer))
    }
    return events
  }

  static func check(_ reviewer: ReviewerAdded, context: DecisionContext) throws(Refusal) {
    guard context.people.users[reviewer.user]?.active == true else {
      throw Refusal.field("user", "there is no active user '\(reviewer.user)'.")
    }
    guard !reviewer.isHeard || context.people.isActivePerson(reviewer.user) else {
      throw Refusal.field("user", "'\(reviewer.user)' is no person, and only a person's approval can be required.")
    }
  }

  private static func reopen(_ reason: String, on state: DocumentState) throws(Refusal) -> Event {
    try Decide.check(reason, field: "reason", isRequired: true)
    guard [.approved, .approvedWithModifications, .deprecated, .rejected].contains(state.status) else {
      throw Refusal(.conflict, "not_closed", "The document is \(state.status.rawValue): there is nothing to reopen.")
    }
    return .documentReopened(
      DocumentReopened(reason: reason, stage: Policy.draftStage, revision: state.revision))
  }

  private static func deprecate(
    _ reason: String, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> Event {
    try Decide.check(reason, field: "reason", isRequired: true)
    try ownerOrAdmin(state, context, doing: "deprecate it")
    return .documentDeprecated(DocumentDeprecated(reason: reason))
  }

  private static func ownerOrAdmin(
    _ state: DocumentState, _ context: DecisionContext, doing what: String
  ) throws(Refusal) {
    guard context.actor.id == state.owner || context.people.isAdmin(context.actor.id) else {
      throw Refusal(.forbidden, "not_the_owner", "Only its owner '\(state.owner)' or an admin may \(what).")
    }
  }
}

extension DocumentState {
  /// Whether a reviewer is there on these terms already.
  fileprivate func knows(_ added: ReviewerAdded) -> Bool {
    guard reviewers.contains(added.user) else { return false }
    let terms = reviewerTerms[added.user]
    return added.required ?? terms?.required ?? false == terms?.required ?? false && added.group == terms?.group
      && added.groupCount == terms?.groupCount
  }
}
