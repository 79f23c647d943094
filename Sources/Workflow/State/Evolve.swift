import Documents

/// Where in the log an event stands, and who made it: what evolving needs beside the payload.
package struct EventPosition: Hashable, Sendable {
  package let seq: Int64
  package let eventID: String
  package let timestamp: Timestamp
  package let actor: Actor

  package init(seq: Int64, eventID: String, timestamp: Timestamp, actor: Actor) {
    self.seq = seq
    self.eventID = eventID
    self.timestamp = timestamp
    self.actor = actor
  }
}

extension DocumentState {
  /// The state before any event but its opening.
  package init(id: String, opened: DocumentOpened, at position: EventPosition) {
    self.id = id
    self.opened = opened
    openedBy = position.actor.id
    reviewers = opened.reviewers
    policy = opened.policy
    authors = [opened.owner]
    lastEditor = position.actor.id
    createdAt = position.timestamp
    updatedAt = position.timestamp
    stageEnteredAt = position.timestamp
    stageEnteredSeq = position.seq
    draftAt = position.timestamp
    version = 1
    seq = position.seq
  }

  /// Takes one more event of its stream in. Never fails: what is in the log has happened.
  package mutating func evolve(_ event: Event, at position: EventPosition) {
    version += 1
    seq = position.seq
    updatedAt = position.timestamp
    switch event {
    case .draftSaved(let saved): evolveDraft(saved, at: position)
    case .draftSourceChanged(let changed): orphanedRevisions.formUnion(changed.revisions ?? [])
    case .reviewerAdded(let added): evolveReviewer(added, at: position)
    case .checklistMarked(let marked):
      marks[marked.item] = ChecklistMark(
        verdict: marked.verdict, note: marked.note, by: position.actor.id, at: position.timestamp, seq: position.seq)
    case .questionAnswered(let answered):
      decisions[answered.question] = Decision(
        decision: answered.decision, rationale: answered.rationale, by: position.actor.id, at: position.timestamp,
        seq: position.seq)
    case .commentAdded, .commentEdited, .commentResolved, .commentReopened: evolveComment(event, at: position)
    case .verdictGiven, .verdictWithdrawn, .verdictStaled, .verdictRestored, .obligationVerified:
      evolveVerdict(event, at: position)
    case .documentImported(let facts): evolveImport(facts, at: position)
    case .bodyRedacted(let facts):
      erasures[facts.seq] = Erasure(
        reason: facts.reason, by: position.actor.id, at: position.timestamp, seq: position.seq)
    case .gateOverridden, .gateUnsatisfiable, .gateSatisfiable, .documentWorkflowChanged:
      evolveGate(event, at: position)
    case .reviewCommented, .turnHandedOver, .reminderSent: evolveTurn(event, at: position)
    default: evolveStage(event, at: position)
    }
  }

  private mutating func evolveDraft(_ saved: DraftSaved, at position: EventPosition) {
    let before = sections
    revision = saved.revision
    sections = saved.sections.resolved(before: before)
    earlierSections.add(latest: revision, sections, before: before)
    checklists = saved.checklists ?? checklists
    questions = saved.questions ?? questions
    frontMatter = saved.frontMatter ?? frontMatter
    lint = saved.lint ?? lint
    datedItems = saved.datedItems ?? datedItems
    draftSeq = position.seq
    draftAt = position.timestamp
    lastEditor = saved.author ?? position.actor.id
    // The first revision is the template's text: opening a document for its owner makes nobody an author.
    if saved.revision > 1 || openedBy == owner { authors.insert(lastEditor) }
  }

  private mutating func evolveReviewer(_ added: ReviewerAdded, at position: EventPosition) {
    if !reviewers.contains(added.user) { reviewers.append(added.user) }
    guard added.required != nil || added.group != nil || reviewerTerms[added.user] != nil else { return }
    reviewerTerms[added.user] = ReviewerTerms(
      required: added.required ?? false, group: added.group, groupCount: added.groupCount, seq: position.seq)
  }

  private mutating func evolveGate(_ event: Event, at position: EventPosition) {
    switch event {
    case .gateOverridden(let facts):
      overrides.append(GateOverride(facts: facts, by: position.actor.id, at: position.timestamp, seq: position.seq))
    case .gateUnsatisfiable(let found): unsatisfiable[found.rule] = position.seq
    case .gateSatisfiable(let found): unsatisfiable[found.rule] = nil
    case .documentWorkflowChanged(let changed):
      policy = changed.policy
      let surviving = Set(changed.surviving)
      for index in verdicts.indices where surviving.contains(verdicts[index].id) {
        verdicts[index] = verdicts[index].narrowed(to: policy, in: sections)
      }
      if changed.stage != stage { enter(changed.stage, status: status, at: position) }
      unsatisfiable = [:]
    default: break
    }
  }

  private mutating func evolveTurn(_ event: Event, at position: EventPosition) {
    switch event {
    case .reviewCommented(let facts):
      remarks.append(
        ReviewRemark(
          actor: position.actor.id, role: facts.role, note: facts.note, revision: facts.revision,
          at: position.timestamp, seq: position.seq))
    case .turnHandedOver(let facts):
      handOvers.append(HandOver(facts: facts, at: position.timestamp, seq: position.seq))
    case .reminderSent(let facts): reminders.append(SentReminder(facts: facts, at: position.timestamp))
    default: break
    }
  }

  private mutating func evolveComment(_ event: Event, at position: EventPosition) {
    switch event {
    case .commentAdded(let added):
      comments.append(
        Comment(
          id: added.comment, author: position.actor.id, body: added.body, anchor: added.anchor,
          revision: added.revision, replyTo: added.replyTo, createdAt: position.timestamp, seq: position.seq,
          source: added.source))
    case .commentEdited(let edited):
      comments.update(edited.comment) {
        $0.body = edited.body
        $0.editedAt = position.timestamp
      }
    case .commentResolved(let resolved):
      comments.update(resolved.comment) {
        $0.resolved = true
        $0.resolvedBy = position.actor.id
        $0.resolvedSeq = position.seq
      }
    case .commentReopened(let reopened):
      comments.update(reopened.comment) {
        $0.resolved = false
        $0.resolvedBy = nil
        $0.resolvedSeq = nil
      }
    default: break
    }
  }

  private mutating func evolveVerdict(_ event: Event, at position: EventPosition) {
    switch event {
    case .verdictGiven(let given): addVerdict(given, at: position)
    case .verdictWithdrawn(let withdrawn): updateVerdict(withdrawn.verdict) { $0.state = .withdrawn }
    case .verdictStaled(let staled):
      updateVerdict(staled.verdict) {
        $0.state = .stale
        $0.staledSeq = position.seq
        $0.staledSections = staled.sections
        $0.staledAt = position.timestamp
        if staled.cause == .expired { $0.isExpired = true }
      }
    case .verdictRestored(let restored):
      updateVerdict(restored.verdict) {
        $0.state = .live
        $0.staledSeq = nil
        $0.staledAt = nil
      }
    case .obligationVerified(let verified):
      guard let index = obligations.firstIndex(where: { $0.obligation.id == verified.obligation }) else { return }
      obligations[index].verified = ObligationVerification(
        by: position.actor.id, revision: verified.revision, note: verified.note, at: position.timestamp,
        seq: position.seq)
      bindVerdict(toVerified: obligations[index])
    default: break
    }
  }

  private mutating func addVerdict(_ given: VerdictGiven, at position: EventPosition) {
    let principal = given.onBehalfOf ?? position.actor.id
    var standingSince = position.seq
    for index in verdicts.indices where verdicts[index].isSuperseded(by: given, of: principal) {
      let earlier = verdicts[index]
      if earlier.isApproval, given.outcome != .rejected, earlier.isStanding(under: policy, at: position.timestamp) {
        standingSince = min(standingSince, earlier.standingSince)
      }
      verdicts[index].state = .superseded
    }
    let obliged = Set(given.obligations.map(\.section))
    verdicts.append(
      Verdict(
        id: given.verdict, actor: position.actor.id, actorKind: position.actor.kind, role: given.role,
        outcome: given.outcome, note: given.note, revision: given.revision, scope: given.scope,
        obliged: SectionScope.trees(rootedAt: obliged, in: sections).union(obliged), onBehalfOf: given.onBehalfOf,
        source: given.source,
        givenAt: position.timestamp, seq: position.seq, eventID: position.eventID, standingSince: standingSince))
    obligations += given.obligations.map { obligation in
      let tree = SectionScope.trees(rootedAt: [obligation.section], in: sections)
      return ObligationState(
        obligation: obligation, verdict: given.verdict, role: given.role, askedBy: position.actor.id,
        askedAt: position.timestamp,
        asked: sections.filter { tree.contains($0.id) }.scoped)
    }
  }

  private mutating func evolveStage(_ event: Event, at position: EventPosition) {
    switch event {
    case .reviewRequested(let requested):
      enter(requested.stage, status: .inReview, at: position)
      submittedAt = position.timestamp
    case .reviewWithdrawn: enter(Policy.draftStage, status: .draft, at: position)
    case .stageCompleted(let completed):
      if let next = completed.nextStage { enter(next, status: status, at: position) }
    case .stageReturned(let returned):
      if let verdict = returned.verdict { updateVerdict(verdict) { $0.returnedTo = returned.to } }
      enter(returned.to, status: returned.to == Policy.draftStage ? .rejected : .inReview, at: position)
    case .documentApproved(let approved):
      status = approved.withModifications ? .approvedWithModifications : .approved
      approvedAt = position.timestamp
      completedAt = position.timestamp
      importedApproval = nil
      approvedSections = sections
      stepReopened = nil
    case .projectStepReopened(let reopened): stepReopened = reopened
    case .documentReopened(let reopened):
      enter(reopened.stage, status: reopened.stage == Policy.draftStage ? .draft : .inReview, at: position)
      approvedAt = nil
      completedAt = nil
      importedApproval = nil
    case .documentDeprecated: status = .deprecated
    default: break
    }
  }

  /// The status that the document came with. A review is not taken over but begun, by an event of its own.
  private mutating func evolveImport(_ facts: DocumentImported, at position: EventPosition) {
    imported = ImportedPast(facts: facts, by: position.actor.id, at: position.timestamp, seq: position.seq)
    switch facts.history.status {
    case .draft, .inReview: break
    case .deprecated: status = .deprecated
    case .approved:
      enter(policy.stages.last?.name ?? Policy.draftStage, status: .approved, at: position)
      // The day that the document names; where it names none, none is made up.
      approvedAt = facts.history.date("approved_at").flatMap { Timestamp($0) }
      completedAt = position.timestamp
      importedApproval = sections
      approvedSections = sections
    }
  }

  private mutating func enter(_ stage: String, status: Status, at position: EventPosition) {
    self.stage = stage
    self.status = status
    stageEnteredAt = position.timestamp
    stageEnteredSeq = position.seq
    handOvers = []
    unsatisfiable = [:]
  }

  private mutating func updateVerdict(_ id: String, _ change: (inout Verdict) -> Void) {
    guard let index = verdicts.firstIndex(where: { $0.id == id }) else { return }
    change(&verdicts[index])
  }
}

extension Verdict {
  /// A say has one verdict a role, the latest, whoever gave it for its holder.
  fileprivate func isSuperseded(by given: VerdictGiven, of principal: String) -> Bool {
    self.principal == principal && role == given.role && (state == .live || state == .stale)
  }
}
