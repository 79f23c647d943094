import Documents

/// The rules that ask nobody in particular: checklists, questions, comments, lint, obligations.
extension RuleEvaluation {
  func checklist() -> GateEvaluation.Finding {
    let items = document.checklists.flatMap(\.items)
    let required = items.filter(\.required)
    let missing = required.filter { document.marks[$0.id] == nil }
    let refused = items.filter { document.marks[$0.id]?.verdict == .needsRevision }
    let events = items.compactMap { document.marks[$0.id]?.seq }
    if required.isEmpty && refused.isEmpty {
      return finding(
        .notApplicable, "The document has no checklist item that must be verified.", events: [document.draftSeq])
    }
    if let item = refused.first {
      return finding(
        .unsatisfied, "'\(item.text)' needs revision.", events: events, waitingOn: [document.owner], asks: .revise,
        since: document.marks[item.id]?.at)
    }
    if let item = missing.first {
      return finding(
        .unsatisfied, "\(missing.count) of \(required.count) items are still to be verified, first '\(item.text)'.",
        events: events, waitingOn: readers)
    }
    return finding(.satisfied, "All \(required.count) items that must be verified are.", events: events)
  }

  func questions() -> GateEvaluation.Finding {
    let blocking = document.questions.filter(\.blocking)
    let open = blocking.filter { document.decisions[$0.id] == nil && !$0.answered }
    let events = blocking.compactMap { document.decisions[$0.id]?.seq }
    if blocking.isEmpty { return finding(.notApplicable, "No question blocks.", events: [document.draftSeq]) }
    if let question = open.first {
      return finding(
        .unsatisfied, "\(open.count) of \(blocking.count) questions are unanswered, first '\(question.text)'.",
        events: events, waitingOn: readers)
    }
    return finding(.satisfied, "All \(blocking.count) questions that block are answered.", events: events)
  }

  func comments() -> GateEvaluation.Finding {
    let (open, count) = (document.comments.openThreads, document.comments.openCount)
    guard count > 0 else {
      return finding(
        .satisfied, "No comment is open.", events: document.comments.lastResolvedSeq.map { [$0] } ?? [])
    }
    let detail = "\(count) comment \(count == 1 ? "thread is" : "threads are") open: resolve them."
    guard !context.isBrief else { return finding(.unsatisfied, detail) }
    let (holders, since) = document.turnsInThreads(people: context.people)
    return finding(
      .unsatisfied, detail, events: open.prefix(GateEvaluation.eventsMax).map(\.seq), waitingOn: holders, since: since)
  }

  func lint() -> GateEvaluation.Finding {
    let ignored = Set(rule.ignore ?? [])
    let remarks = document.lint.filter { !ignored.contains($0.rule) }
    guard let first = remarks.min(by: { $0.line < $1.line }) else {
      return finding(.satisfied, "Nothing is left unfilled.", events: [document.draftSeq])
    }
    let count = remarks.reduce(0) { $0 + $1.count }
    return finding(
      .unsatisfied,
      "\(count) \(count == 1 ? "place is" : "places are") unfilled, first on line \(first.line) "
        + "(\(first.rule)).", events: [document.draftSeq], waitingOn: [document.owner], since: document.draftAt)
  }

  func obligations() -> GateEvaluation.Finding {
    let counted = document.countingObligations(at: context.now)
    let open = counted.filter { $0.verified == nil }
    if counted.isEmpty { return finding(.notApplicable, "No approval asks for modifications.") }
    guard let first = open.first else {
      return finding(
        .satisfied, "All \(counted.count) obligations are verified.", events: counted.compactMap(\.verified?.seq))
    }
    let turns = open.map { document.turn(in: $0, context: context) }
    return finding(
      .unsatisfied,
      "\(open.count) of \(counted.count) obligations are to be verified, first '\(first.obligation.text)'.",
      events: open.compactMap { document.verdict($0.verdict)?.seq }, waitingOn: turns.flatMap(\.holders).deduplicated,
      since: turns.map(\.since).max())
  }

  /// The reviewers who are people and did not write it; where there are none, all who could approve.
  private var readers: [String] {
    let reviewers = document.reviewers.filter { user in
      context.people.isActivePerson(user) && !document.authors.contains(user)
    }
    if !reviewers.isEmpty { return reviewers }
    let asked = stage.gate.filter { $0.requires == .approvals && !$0.isOpenToAll }
    return asked.flatMap { counting.candidates(for: $0) + counting.approvals(for: $0).map(\.actor) }.deduplicated
  }
}

extension DocumentState {
  /// Those of approvals that stand.
  func countingObligations(at now: Timestamp) -> [ObligationState] {
    obligations.filter { verdict($0.verdict)?.isStanding(under: policy, at: now) == true }
  }

  func openObligations(at now: Timestamp) -> [ObligationState] {
    countingObligations(at: now).filter { $0.verified == nil }
  }

  /// Whether the words of an obligation's section have changed since it was asked for.
  package func isFulfilled(_ obligation: ObligationState) -> Bool {
    let tree = SectionScope.trees(rootedAt: [obligation.obligation.section], in: sections)
    let now = sections.filter { tree.contains($0.id) }.scoped
    return Set(now) != Set(obligation.asked)
  }

  /// Whose move an open obligation is: the owner's until its section has changed, then its verifier's.
  func turn(in obligation: ObligationState, context: GateContext) -> (holders: [String], since: Timestamp) {
    guard isFulfilled(obligation) else { return ([owner], obligation.askedAt) }
    let named = obligation.obligation.verifier ?? obligation.askedBy
    if obligation.obligation.verifier != nil || context.people.isActivePerson(named) { return ([named], draftAt) }
    let others = context.people.people(in: obligation.role, of: project).filter { !authors.contains($0) }
    return (others, draftAt)
  }

  /// Whose move the open threads are, each once, and since when the latest is: the one's who did not speak last. What an
  /// agent says passes no turn.
  fileprivate func turnsInThreads(people: Directory) -> (holders: [String], since: Timestamp) {
    let speakers = comments.speakers
    let isOwners = speakers.map { $0 == owner }
    // By place, so that ten thousand threads compare no names.
    let starters = speakers.map { people.isActivePerson($0) ? $0 : owner }
    var (holders, since) = ([String](), stageEnteredAt)
    var (hasStarter, hasOwner) = ([Bool](repeating: false, count: speakers.count), false)
    comments.forEachOpenThread(counting: people.isActivePerson) { beginner, last, spokenAt in
      if isOwners[last] {
        if !hasStarter[beginner] { holders.append(starters[beginner]) }
        hasStarter[beginner] = true
      } else {
        if !hasOwner { holders.append(owner) }
        hasOwner = true
      }
      since = max(since, spokenAt)
    }
    return (holders.deduplicated, since)
  }
}
