import Documents

/// Somebody's standing say on a change request, with the words that it was on.
package struct StandingReview: Hashable, Sendable {
  /// The user that the reviewer was mapped to; nil satisfies nothing.
  package var user: String?
  package var outcome: ChangeRequestReviewed.Outcome
  package var note: String?
  /// The document as it was at the commit that was reviewed; nil where that is not known any more.
  package var sections: [SectionRef]?
  package var source: ChangeRequestSource

  package init(
    user: String?, outcome: ChangeRequestReviewed.Outcome, note: String?, sections: [SectionRef]?,
    source: ChangeRequestSource
  ) {
    self.user = user
    self.outcome = outcome
    self.note = note
    self.sections = sections
    self.source = source
  }
}

/// A document as it would be if a change request were merged now, found by the very rules that merging it asks.
package struct Candidate: Sendable {
  /// A review that counts for nothing, and why.
  package struct Passed: Sendable {
    package let review: StandingReview
    package let refusal: Refusal
  }

  /// One thing that merging would do, and who does it.
  package struct Step: Hashable, Sendable {
    package let actor: Actor
    package let command: DocumentCommand
  }

  /// The document as it would be.
  package private(set) var state: DocumentState
  /// What would be done, in order.
  package private(set) var steps: [Step] = []
  package private(set) var passed: [Passed] = []
  /// The verdicts of today that would go stale.
  package private(set) var staled: [VerdictStaled] = []
  /// Why it could not be submitted, where it could not.
  package private(set) var unsubmitted: Refusal?
  private let context: GateContext
  private let newID: @Sendable () -> String

  /// `isDraft` leaves it unsubmitted; `newID` names verdicts. `author` proposes the words, whatever its commits say of who
  /// wrote them: commits can name anybody. Throws where the words themselves are refused.
  package init(
    merging draft: DraftContent?, by author: String? = nil, isDraft: Bool = false, reviews: [StandingReview],
    on state: DocumentState, context: GateContext, newID: @escaping @Sendable () -> String
  ) throws(Refusal) {
    self.state = state
    if let author { self.state.authors.insert(author) }
    self.context = context
    self.newID = newID
    if let draft { try take(.saveDraft(draft, baseRevision: state.revision), as: .daemon) }
    withdraw(reviews)
    guard !isDraft else { return }
    if self.state.status == .draft || self.state.status == .rejected { submit() }
    // Whoever objects is heard first, as the host itself would have it.
    judge(reviews.filter { $0.outcome == .changesRequested } + reviews.filter { $0.outcome == .approved })
  }

  private mutating func take(_ command: DocumentCommand, as actor: Actor) throws(Refusal) {
    let decision = DecisionContext(actor: actor, now: context.now, people: context.people, project: context.project)
    let events = try Decide.decide(command, on: state, context: decision)
    guard !events.isEmpty else { return }
    for event in events {
      if case .verdictStaled(let stale) = event { staled.append(stale) }
      state.evolve(
        event, at: EventPosition(seq: state.seq + 1, eventID: "", timestamp: context.now, actor: actor))
    }
    steps.append(Step(actor: actor, command: command))
  }

  private mutating func submit() {
    do { try take(.requestReview, as: .daemon) } catch { unsubmitted = error }
  }

  /// A verdict that came from this change request goes where its reviewer took the review back.
  private mutating func withdraw(_ reviews: [StandingReview]) {
    for review in reviews where review.outcome == .withdrawn {
      let given = state.verdicts.filter {
        $0.actor == review.user && $0.source?.isOfSameRequest(as: review.source) == true
          && ($0.state == .live || $0.state == .stale)
      }
      for verdict in given { try? take(.withdrawVerdict(id: verdict.id), as: person(verdict.actor)) }
    }
  }

  private func person(_ id: String) -> Actor { Actor(id: id, kind: context.people.users[id]?.kind ?? .person) }

  /// Groups that are asked one after another open as the ones before them pass: those that were too early come again.
  private mutating func judge(_ reviews: [StandingReview]) {
    var waiting = reviews.flatMap { review in
      roles(of: review).filter { !state.verdicts.has(review.source, as: $0) }.map { (review, $0) }
    }
    var isMoving = true
    var refused: [Passed] = []
    while isMoving, !waiting.isEmpty {
      isMoving = false
      refused = []
      var later: [(StandingReview, String)] = []
      for (review, role) in waiting {
        do {
          try give(review, as: role)
          isMoving = true
        } catch {
          refused.append(Passed(review: review, refusal: error))
          if error.code == "group_not_open" {
            later.append((review, role))
          } else {
            passed.append(refused.removeLast())
          }
        }
      }
      waiting = later
    }
    passed += refused
    passed += reviews.filter { roles(of: $0).isEmpty }.map { Passed(review: $0, refusal: unasked($0)) }
  }

  private mutating func give(_ review: StandingReview, as role: String) throws(Refusal) {
    guard let user = review.user else { throw unasked(review) }
    let reach = state.policy.reach(of: role, person: user)
    guard let seen = review.sections,
      Set(reach.sections(in: seen).scoped) == Set(reach.sections(in: state.sections).scoped)
    else {
      throw Refusal(
        .conflict, "stale_revision",
        "'\(user)' reviewed \(review.source.commit?.prefix(12) ?? "an earlier commit") as \(role), and words that this "
          + "is bound to have changed since.")
    }
    let isApproval = review.outcome == .approved
    let request = VerdictRequest(
      id: newID(), role: role, outcome: isApproval ? .approved : .rejected,
      note: review.note ?? (isApproval ? nil : "Changes requested."), revision: state.revision, obligations: [],
      source: review.source)
    try take(.giveVerdict(request), as: person(user))
  }

  /// The roles that the policy asks for and the reviewer holds.
  private func roles(of review: StandingReview) -> [String] {
    guard let user = review.user else { return [] }
    let asked = state.policy.stages.flatMap(\.gate).compactMap(\.role).deduplicated
    let held = asked.filter { context.people.holds(user, role: $0, in: state.project) }
    guard held.isEmpty else { return held }
    let isReviewer = state.reviewers.contains(user)
    let counts = !state.policy.rules(counting: KnownRole.reviewer, person: user, isReviewer: isReviewer).isEmpty
    return counts || state.reviewerTerms[user] != nil ? [KnownRole.reviewer] : []
  }

  private func unasked(_ review: StandingReview) -> Refusal {
    guard let user = review.user else {
      return Refusal(
        .forbidden, "unmapped_identity",
        "'\(review.source.author ?? "")' is no user here: map the login to one, in the connection or the user's "
          + "identities.")
    }
    return Refusal(.forbidden, "not_in_role", "'\(user)' holds no role that the workflow asks for.")
  }

  /// How each stage would stand, in their order; those behind the present one are not evaluated.
  package var gates: [(stage: Stage, gate: GateEvaluation?)] {
    let present = state.policy.stages.firstIndex { $0.name == state.stage } ?? 0
    return state.policy.stages.enumerated().map { index, stage in
      let isAsked = !isApproved && index == present
      return (stage, isAsked ? Gate.evaluate(stage, of: state, in: context) : nil)
    }
  }

  /// Whether an approval that a stage asks for is not there: it may be gone from one that was completed, too.
  package func lacksApproval(in stage: Stage) -> Bool {
    Gate.evaluate(stage, of: state, in: context).findings.contains(where: \.blocksApproved)
  }

  package var isApproved: Bool { state.status == .approved || state.status == .approvedWithModifications }
}

extension ChangeRequestSource {
  fileprivate func isOfSameRequest(as other: ChangeRequestSource) -> Bool {
    connection == other.connection && number == other.number
  }
}

extension [Verdict] {
  /// Whether a review has become a verdict in a role already.
  fileprivate func has(_ source: ChangeRequestSource, as role: String) -> Bool {
    contains { $0.role == role && $0.source?.isOfSameRequest(as: source) == true && $0.source?.id == source.id }
  }
}
