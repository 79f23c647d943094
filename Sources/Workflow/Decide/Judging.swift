import Documents

/// Verdicts, and the obligations that some of them bring.
enum Judging {
  static func give(
    _ request: VerdictRequest, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    try Judge(request: request, state: state, context: context).mayJudge()
    let principal = request.onBehalfOf ?? context.actor.id
    let scope = try words(of: request, principal: principal, on: state)
    guard state.isUnderReview else {
      throw Refusal(
        .conflict, "not_in_review", "The document is \(state.status.rawValue): a verdict needs a submission first.")
    }
    try Decide.check(request.note, field: "note", isRequired: request.outcome == .rejected)
    try Obliging.check(request.obligations, outcome: request.outcome, on: state, context: context)
    try Judge(request: request, state: state, context: context).mustBeAsked()
    let given = VerdictGiven(
      verdict: request.id, role: request.role, outcome: request.outcome, note: request.note,
      revision: request.revision, scope: scope,
      obligations: request.obligations, onBehalfOf: request.onBehalfOf, source: request.source)
    return [.verdictGiven(given)]
  }

  /// The words that a verdict is on. It may be on an earlier revision than the latest, where no word that it is bound to
  /// has changed since: what counts is what was read, not what came first.
  private static func words(
    of request: VerdictRequest, principal: String, on state: DocumentState
  ) throws(Refusal) -> [ScopedSection] {
    let reach = state.policy.reach(of: request.role, person: principal)
    func scope(_ sections: [SectionRef]) -> [ScopedSection] {
      reach.sections(in: sections).scoped
    }
    let latest = scope(state.sections)
    if request.revision == state.revision { return latest }
    guard let read = state.sections(of: request.revision).map(scope), Set(read) == Set(latest) else {
      throw Refusal(
        .conflict, "stale_revision",
        "The verdict is on revision \(request.revision), the latest is \(state.revision), and words that it is bound to "
          + "have changed since: read that one first.")
    }
    return latest
  }

  static func withdraw(
    _ id: String, on state: DocumentState, context: DecisionContext
  ) throws(Refusal) -> [Event] {
    guard let verdict = state.verdict(id) else { throw Refusal.unknown("verdict", id) }
    guard verdict.actor == context.actor.id || verdict.principal == context.actor.id else {
      throw Refusal(.forbidden, "not_your_verdict", "Only '\(verdict.actor)', who gave it, may withdraw the verdict.")
    }
    guard verdict.state == .live || verdict.state == .stale else {
      throw Refusal(.conflict, "verdict_closed", "The verdict is \(verdict.state.rawValue) already.")
    }
    return [.verdictWithdrawn(VerdictWithdrawn(verdict: id))]
  }
}

/// Who asks to judge, in which role, and for whom.
private struct Judge {
  let request: VerdictRequest
  let state: DocumentState
  let context: DecisionContext

  private var actor: String { context.actor.id }
  private var role: String { request.role }
  private var principal: String { request.onBehalfOf ?? actor }

  func mayJudge() throws(Refusal) {
    guard context.actor.kind == .person else {
      throw Refusal(.forbidden, "agents_cannot_approve", "'\(actor)' is no person: only people give verdicts.")
    }
    try mustNotHaveWritten()
    if let principal = request.onBehalfOf {
      try maySpeak(for: principal)
    } else if role != KnownRole.reviewer, !context.people.holds(actor, role: role, in: state.project) {
      throw Refusal(.forbidden, "not_in_role", "'\(actor)' does not hold the role '\(role)' here.")
    }
  }

  /// An author's verdict is refused where no rule that asks for it takes one.
  private func mustNotHaveWritten() throws(Refusal) {
    let rules = counting
    let writers = [actor, principal].filter(state.authors.contains)
    if let writer = writers.first, !rules.contains(where: { $0.notAuthor == false }) {
      throw Refusal(
        .forbidden, "author_cannot_approve", "'\(writer)' wrote words of this document: ask somebody else.")
    }
    guard rules.isEmpty || rules.contains(where: { $0.mayCount(actor, of: state) && $0.mayCount(principal, of: state) })
    else {
      throw Refusal(
        .forbidden, "last_editor_cannot_approve", "'\(state.lastEditor)' edited it last: ask somebody else.")
    }
  }

  private var counting: [Rule] {
    let isReviewer = state.reviewerTerms[principal] != nil
    let named = state.policy.rules(counting: role, person: principal, isReviewer: isReviewer).map(\.rule)
    return isReviewer && named.isEmpty ? [Rule(id: Rule.reviewersID, requires: .reviewers)] : named
  }

  private func maySpeak(for principal: String) throws(Refusal) {
    guard principal != actor else {
      throw Refusal.field("on_behalf_of", "is yourself: leave it out.")
    }
    guard
      context.people.delegation(from: principal, to: actor, role: role, project: state.project, at: context.now) != nil
    else {
      throw Refusal(
        .forbidden, "not_delegated",
        "'\(principal)' has not handed the role '\(role)' to '\(actor)' for now: they can do so with a delegation.")
    }
    let given = state.verdicts.last { $0.principal == principal && $0.role == role && $0.state == .live }
    if let given, given.actor != actor {
      throw Refusal(
        .conflict, "already_decided",
        "'\(given.actor)' has given the verdict of '\(principal)' as '\(role)' already: '\(principal)' may change it.")
    }
  }

  /// A verdict that no rule would count, or that is not asked for yet, would only mislead.
  func mustBeAsked() throws(Refusal) {
    guard !counting.isEmpty else {
      let roles = Set(state.policy.stages.flatMap(\.gate).compactMap(\.role)).sorted()
      throw Refusal(
        .gate, "role_not_asked",
        "No rule of the workflow '\(state.policy.name)' asks for '\(role)': it asks for \(roles.joined(separator: ", "))."
      )
    }
    guard let gate = Gate.current(of: state, in: context.gate), let stage = state.policy.stage(named: state.stage)
    else { return }
    let here = stage.rules(for: state).filter { rule in counting.contains(rule) }.map(\.id)
    let findings = gate.findings.filter { here.contains($0.rule) }
    if !findings.isEmpty, findings.allSatisfy({ !$0.isOpen }) {
      let first = gate.groups.first { $0.isOpen && !$0.state.passes }?.name ?? ""
      throw Refusal(
        .gate, "group_not_open", "The stage '\(stage.name)' asks its groups one after another: '\(first)' comes first.")
    }
  }
}
