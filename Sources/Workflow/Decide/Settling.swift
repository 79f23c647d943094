import Documents

/// What follows from events: verdicts whose words changed or came back, documents that reopen, stages that complete.
enum Settling {
  /// The events that follow, in order. The state is taken as it was before `asked`.
  static func consequences(of asked: [Event], on state: DocumentState, context: DecisionContext) -> [Event] {
    guard !asked.isEmpty else { return [] }
    return settled(since: asked, on: state, context: context).following
  }

  /// What time, people and projects have brought about, with nothing asked.
  static func consequences(ofTimeOn state: DocumentState, context: DecisionContext) -> [Event] {
    // What is deprecated stands as it was left.
    guard state.status != .deprecated else { return [] }
    var run = settled(since: [], on: state, context: context)
    run.remind()
    return run.following
  }

  private static func settled(
    since asked: [Event], on state: DocumentState, context: DecisionContext
  ) -> SettlingRun {
    var run = SettlingRun(asked: asked, state: state, context: context)
    run.settleVerdicts()
    run.settleRejection()
    run.reopenIfChanged()
    run.settleStep()
    run.completeStages()
    run.settleUnsatisfiable()
    return run
  }
}

/// A state that is taken forward event by event while the consequences are found.
struct SettlingRun {
  private let asked: [Event]
  private var state: DocumentState
  private let context: DecisionContext
  private(set) var following: [Event] = []

  init(asked: [Event], state: DocumentState, context: DecisionContext) {
    self.asked = asked
    self.state = state
    self.context = context
    asked.forEach { take($0) }
  }

  private mutating func take(_ event: Event) {
    // Positions are given when the events are appended; no rule asks for those of this very command.
    state.evolve(
      event, at: EventPosition(seq: state.seq + 1, eventID: "", timestamp: context.now, actor: context.actor))
  }

  private mutating func follow(_ event: Event) {
    following.append(event)
    take(event)
  }

  mutating func settleVerdicts() {
    for verdict in state.verdicts where verdict.state == .live || verdict.state == .stale {
      let changed = verdict.changedSections(in: state.sections, policy: state.policy)
      let isOver = verdict.isOver(under: state.policy, at: context.now)
      if isOver, !verdict.isExpired {
        follow(.verdictStaled(stale(verdict, changed, cause: .expired)))
      } else if verdict.state == .live, !changed.isEmpty {
        follow(.verdictStaled(stale(verdict, changed, cause: isMoving ? .policyChanged : .edited)))
      } else if verdict.state == .stale, !verdict.isExpired, changed.isEmpty {
        follow(
          .verdictRestored(
            VerdictRestored(
              verdict: verdict.id, role: verdict.role, revision: state.revision, sections: verdict.staledSections,
              cause: isMoving ? .policyChanged : .edited)))
      }
    }
  }

  /// Whether the command at hand moves the document to another policy.
  private var isMoving: Bool {
    asked.contains { if case .documentWorkflowChanged = $0 { true } else { false } }
  }

  private func stale(_ verdict: Verdict, _ sections: [String], cause: VerdictStaled.Cause) -> VerdictStaled {
    VerdictStaled(
      verdict: verdict.id, role: verdict.role, sections: sections, revision: state.revision, cause: cause)
  }

  /// A rejection that counts sends the document where its stage says.
  mutating func settleRejection() {
    for case .verdictGiven(let given) in asked where given.outcome == .rejected && state.isUnderReview {
      guard let stage = state.policy.stage(named: state.stage), let target = stage.returnsTo,
        let verdict = state.verdict(given.verdict), state.isObjectedTo(by: verdict)
      else { continue }
      follow(
        .stageReturned(
          StageReturned(
            from: state.stage, to: target, reason: given.note ?? "rejected", revision: state.revision,
            verdict: given.verdict)))
    }
  }

  /// Words that were approved have changed, or an approval is gone: the document goes back to the first stage that is no
  /// longer satisfied.
  mutating func reopenIfChanged() {
    guard state.status == .approved || state.status == .approvedWithModifications else { return }
    guard (asked + following).contains(where: \.mayReopen) else { return }
    // An approval that was imported has no verdicts behind it: it holds until a word changes.
    if let seen = state.importedApproval, Drafting.changed(from: seen, to: state.sections).isEmpty { return }
    guard let open = firstLackingApproval else { return }
    follow(
      .documentReopened(
        DocumentReopened(
          reason: (asked + following).reopeningReason(state.revision), stage: open.name, revision: state.revision)))
  }

  private var firstLackingApproval: Stage? {
    state.policy.stages.first {
      Gate.evaluate($0, of: state, in: context.gate.brief).findings.contains(where: \.blocksApproved)
    }
  }

  /// A step of a pipeline that is open again names the later steps that rest on what has changed in it.
  mutating func settleStep() {
    if let reopened = context.project?.reopening(of: state) { follow(.projectStepReopened(reopened)) }
  }

  mutating func completeStages() {
    while state.isUnderReview, let stage = state.policy.stage(named: state.stage),
      Gate.evaluate(stage, of: state, in: context.gate.brief).state.passes
    {
      let next = state.policy.stage(after: stage.name)
      // An approval of an earlier stage may be to words that have changed since.
      if next == nil, let lacking = firstLackingApproval {
        follow(
          .stageReturned(
            StageReturned(
              from: stage.name, to: lacking.name, reason: "An approval in '\(lacking.name)' no longer stands.",
              revision: state.revision)))
        return
      }
      follow(
        .stageCompleted(
          StageCompleted(stage: stage.name, nextStage: next?.name, revision: state.revision)))
      guard next == nil else { continue }
      let modified = state.verdicts.contains { $0.state == .live && $0.outcome == .approvedWithModifications }
      follow(
        .documentApproved(DocumentApproved(revision: state.revision, withModifications: modified)))
      if let completed = context.project?.completed(by: state, at: context.now) {
        follow(.projectStepCompleted(completed))
      }
    }
  }

  /// Rules of the present stage that nobody can satisfy, or can again.
  mutating func settleUnsatisfiable() {
    guard state.isUnderReview, let gate = Gate.current(of: state, in: context.gate.brief) else { return }
    let stuck = gate.findings.filter { $0.state == .unsatisfiable }
    for finding in stuck where state.unsatisfiable[finding.rule] == nil {
      follow(
        .gateUnsatisfiable(GateUnsatisfiable(stage: gate.stage, rule: finding.rule, remedy: finding.detail)))
    }
    let names = Set(stuck.map(\.rule))
    for rule in state.unsatisfiable.keys.sorted() where !names.contains(rule) {
      follow(.gateSatisfiable(GateSatisfiable(stage: gate.stage, rule: rule)))
    }
  }
}

extension SettlingRun {
  /// Reminders are time's alone: nothing that somebody does brings one about.
  mutating func remind() {
    for reminder in Reminding.due(on: state, in: context.gate) { follow(.reminderSent(reminder)) }
  }
}

extension GateEvaluation.Finding {
  /// Only an approval that went away reopens what was approved: a late comment or mark does not.
  var blocksApproved: Bool { (requires == .approvals || requires == .reviewers) && !state.passes }
}

extension Event {
  fileprivate var mayReopen: Bool {
    switch self {
    case .draftSaved, .verdictStaled, .verdictWithdrawn, .verdictGiven, .documentWorkflowChanged: true
    default: false
    }
  }
}

extension [Event] {
  fileprivate func reopeningReason(_ revision: Int) -> String {
    for event in self {
      switch event {
      case .draftSaved: return "Approved words changed in revision \(revision)."
      case .documentWorkflowChanged(let changed):
        return "The workflow '\(changed.policy.name)' asks for more than was approved."
      case .verdictWithdrawn: return "An approval was withdrawn."
      case .verdictStaled(let staled) where staled.cause == .expired: return "An approval has expired."
      default: continue
      }
    }
    return "Approved words changed in revision \(revision)."
  }
}

extension DocumentState {
  /// Whether any rule is blocked by this rejection.
  fileprivate func isObjectedTo(by verdict: Verdict) -> Bool {
    let isHeard = reviewerTerms[verdict.principal]?.isHeard ?? false
    return isHeard || policy.stages.contains { stage in stage.gate.contains { $0.isVetoed(by: verdict) } }
  }
}
