/// What follows from events: verdicts whose words changed or came back, documents that reopen, stages that complete.
enum Settling {
  /// The events that follow, in order. The state is taken as it was before `asked`.
  static func consequences(of asked: [Event], on state: DocumentState, context: DecisionContext) -> [Event] {
    guard !asked.isEmpty else { return [] }
    var run = Run(state: state, context: context)
    asked.forEach { run.take($0) }
    run.settleVerdicts()
    run.settleRejection(asked)
    run.reopenIfChanged()
    run.completeStages()
    return run.following
  }

  /// A state that is taken forward event by event while the consequences are found.
  private struct Run {
    var state: DocumentState
    let context: DecisionContext
    var following: [Event] = []

    mutating func take(_ event: Event) {
      // Positions are given when the events are appended; no rule asks for those of this very command.
      state.evolve(
        event, at: EventPosition(seq: state.seq, eventID: "", timestamp: context.now, actor: context.actor))
    }

    mutating func follow(_ event: Event) {
      following.append(event)
      take(event)
    }

    mutating func settleVerdicts() {
      for verdict in state.verdicts where verdict.state == .live || verdict.state == .stale {
        let changed = verdict.changedSections(in: state.sections)
        if verdict.state == .live, !changed.isEmpty {
          follow(
            .verdictStaled(
              VerdictStaled(
                verdict: verdict.id, role: verdict.role, sections: changed, revision: state.revision)))
        } else if verdict.state == .stale, changed.isEmpty {
          follow(
            .verdictRestored(
              VerdictRestored(verdict: verdict.id, role: verdict.role, revision: state.revision)))
        }
      }
    }

    /// A rejection sends the document back to its author.
    mutating func settleRejection(_ asked: [Event]) {
      for case .verdictGiven(let given) in asked where given.outcome == .rejected && state.isUnderReview {
        follow(
          .stageReturned(
            StageReturned(
              from: state.stage, to: Policy.draftStage, reason: given.note ?? "rejected", revision: state.revision)))
      }
    }

    /// Words that were approved have changed: the document goes back to the first stage that is no longer satisfied.
    mutating func reopenIfChanged() {
      guard state.status == .approved || state.status == .approvedWithModifications else { return }
      // An approval that was imported has no verdicts behind it: it holds until a word changes.
      if let seen = state.importedApproval, Drafting.changed(from: seen, to: state.sections).isEmpty { return }
      let open = state.policy.stages.first {
        Gate.evaluate($0, of: state, people: context.people).findings.contains { $0.blocksApproved }
      }
      guard let open else { return }
      follow(
        .documentReopened(
          DocumentReopened(
            reason: "Approved words changed in revision \(state.revision).", stage: open.name,
            revision: state.revision)))
    }

    mutating func completeStages() {
      while state.isUnderReview, let stage = state.policy.stage(named: state.stage),
        Gate.evaluate(stage, of: state, people: context.people).state.passes
      {
        let next = state.policy.stage(after: stage.name)
        follow(
          .stageCompleted(
            StageCompleted(stage: stage.name, nextStage: next?.name, revision: state.revision)))
        guard next == nil else { continue }
        let modified = state.verdicts.contains { $0.state == .live && $0.outcome == .approvedWithModifications }
        follow(
          .documentApproved(DocumentApproved(revision: state.revision, withModifications: modified)))
      }
    }
  }
}

extension GateEvaluation.Finding {
  /// Only an approval that went away reopens what was approved: a late comment or mark does not.
  fileprivate var blocksApproved: Bool { requires == .approvals && !state.passes }
}

extension Verdict {
  /// The sections whose words are not those it saw, its own obligations' aside: changed, gone or new.
  package func changedSections(in sections: [SectionRef]) -> [String] {
    let seen = Dictionary(scope.map { ($0.section, $0.digest) }, uniquingKeysWith: { first, _ in first })
    let present = Set(sections.map(\.id))
    let differing = sections.filter { seen[$0.id] != $0.digest }.map(\.id)
    let gone = scope.map(\.section).filter { !present.contains($0) }
    return (differing + gone).filter { !obliged.contains($0) }
  }
}
