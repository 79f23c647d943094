import Documents
import Workflow

/// The product and the oracle at one moment of a history.
struct HistoryRun {
  private var oracle: GateOracle
  private var document: DocumentState?
  private var people = Directory()
  private var seq: Int64 = 0
  private let policy: Policy
  /// What has happened at least once: types of events, states of rules, refusals.
  private(set) var reached: Set<String> = []

  init(_ world: World) {
    oracle = GateOracle(world)
    policy = world.policy
    for member in world.members {
      people.evolve(.userRegistered(UserRegistered(user: member.id, kind: member.kind)))
      for role in member.roles { people.evolve(.roleGranted(RoleGranted(user: member.id, role: role))) }
    }
    let opened = DocumentOpened(
      title: "T", slug: "t", template: "x", templateVersion: 1, policy: world.policy, signOffRoles: [],
      owner: world.owner, reviewers: [], links: [:])
    let opener = Actor(id: world.opener, kind: people.users[world.opener]?.kind ?? .person)
    append(
      [.documentOpened(opened), .draftSaved(Self.firstDraft(world.words))], by: opener)
  }

  private static func firstDraft(_ words: [String: String]) -> DraftSaved {
    let draft = Paper.draft(words)
    return DraftSaved(
      revision: 1, source: draft.source, sections: .all(draft.sections), changedSections: [],
      checklists: draft.checklists,
      questions: draft.questions, lint: draft.lint)
  }

  private var now: Timestamp { Timestamp(milliseconds: oracle.now) }
  private var context: GateContext { GateContext(people: people, now: now) }

  /// Both sides do it; what they disagree about is returned.
  mutating func play(_ move: Move) -> String? {
    oracle.now += 1
    guard let document else { return "There is no document." }
    guard let (actor, command) = command(for: move, on: document) else {
      tellPeople(move)
      oracle.take(move)
      return compare()
    }
    let allowed = oracle.allows(move)
    let kind = people.users[actor]?.kind ?? .service
    let asking = DecisionContext(actor: Actor(id: actor, kind: kind), now: now, people: people)
    let before = satisfied(by: command, on: document)
    do throws(Refusal) {
      let events = try Decide.decide(command, on: document, context: asking)
      if allowed == false { return "The oracle refuses it; the product answers \(events.map(\.type.rawValue))." }
      append(events, by: asking.actor)
      oracle.take(move)
      return lost(of: before, by: move) ?? compare() ?? compareStuck(after: events)
    } catch {
      reached.insert(error.code)
      return allowed == true ? "The oracle accepts it; the product refuses: \(error.code)." : nil
    }
  }

  private mutating func append(_ events: [Event], by actor: Actor) {
    for event in events {
      reached.insert(event.type.rawValue)
      seq += 1
      let position = EventPosition(seq: seq, eventID: "evt", timestamp: now, actor: actor)
      if case .documentOpened(let opened) = event {
        document = DocumentState(id: "doc", opened: opened, at: position)
      } else {
        document?.evolve(event, at: position)
      }
    }
  }

  private mutating func tellPeople(_ move: Move) {
    switch move {
    case .grant(let user, let role): people.evolve(.roleGranted(RoleGranted(user: user, role: role)))
    case .revoke(let user, let role): people.evolve(.roleRevoked(RoleRevoked(user: user, role: role)))
    case .activate(let user, let active):
      people.evolve(.userUpdated(UserUpdated(user: user, fields: [], active: active)))
    case .delegate(let giver, let user, let role, let days):
      let granted = DelegationGranted(
        delegation: "d\(oracle.handedOn.count)", by: giver, to: user, role: role, from: now,
        until: now.adding(seconds: Double(days) * 86_400))
      people.evolve(.delegationGranted(granted))
    case .endDelegation(let index):
      people.evolve(.delegationEnded(DelegationEnded(delegation: "d\(index)", cause: .revoked)))
    default: break
    }
  }

  /// Nil for what happens outside of the document.
  private func command(for move: Move, on document: DocumentState) -> (String, DocumentCommand)? {
    let revision = document.revision
    switch move {
    case .say(let user, _, _), .strike(let user, _), .undo(let user, _):
      return (user, .saveDraft(Paper.draft(oracle.written(by: move)), baseRevision: revision))
    case .lateDraft(let user): return (user, .saveDraft(Paper.draft(["a": "late"]), baseRevision: revision - 1))
    case .submit(let user): return (user, .requestReview)
    case .withdrawReview(let user): return (user, .withdrawReview(reason: nil))
    case .judge(let judgement): return (judgement.by, .giveVerdict(request(judgement, on: revision)))
    case .takeBack(let user, let index): return (user, .withdrawVerdict(id: "v\(index)"))
    case .comment(let user):
      let comment = CommentAdded(comment: "c\(oracle.comments.count)", body: "Why?", revision: revision)
      return (user, .addComment(comment))
    case .resolve(let user, let index): return (user, .resolveComment(id: "c\(index)"))
    case .mark(let user, let item, let verdict): return (user, .markChecklist(item: item, verdict: verdict, note: "so"))
    case .answer(let user, let question):
      return (user, .answerQuestion(question: question, decision: "Yes", rationale: nil))
    case .verify(let user, let index, let late):
      return (user, .verifyObligation(id: "o\(index)", revision: revision - (late ? 1 : 0), note: nil))
    case .override(let user, let rule): return (user, .override(rule: rule, reason: "now"))
    case .settle: return (Actor.daemon.id, .settle)
    case .grant, .revoke, .activate, .delegate, .endDelegation, .pass: return nil
    }
  }

  private func request(_ judgement: Move.Judgement, on revision: Int) -> VerdictRequest {
    VerdictRequest(
      id: "v\(oracle.says.count)", role: judgement.role, outcome: judgement.outcome, note: "because",
      revision: revision - (judgement.late ? 1 : 0),
      obligations: judgement.asks.enumerated().map { index, ask in
        Obligation(
          id: "o\(oracle.duties.count + index)", section: ask.section, text: "Say how", verifier: ask.verifier)
      }, onBehalfOf: judgement.onBehalfOf)
  }

  // MARK: Comparing

  private mutating func compare() -> String? {
    guard let document else { return "There is no document." }
    let (ours, theirs) = ("\(oracle.status) in \(oracle.stage)", "\(document.status) in \(document.stage)")
    if ours != theirs { return "The oracle has it \(ours); the product \(theirs)." }
    for (say, verdict) in zip(oracle.says, document.verdicts) where say.standing.rawValue != verdict.state.rawValue {
      return "The oracle has \(say.id) of \(say.actor) \(say.standing); the product \(verdict.state)."
    }
    guard oracle.says.count == document.verdicts.count,
      oracle.duties.map(\.verified) == document.obligations.map({ $0.verified != nil })
    else { return "The oracle has \(oracle.says.count) verdicts and \(oracle.duties)." }
    for stage in policy.stages {
      let (readings, product) = (oracle.readings(of: stage), reading(of: stage, on: document))
      for state in product.states.values { reached.insert(state.rawValue) }
      if !readings.contains(product) { return "The oracle has of \(stage.name) \(readings);\nthe product \(product)." }
    }
    return nil
  }

  private func reading(of stage: Stage, on document: DocumentState) -> GateOracle.Reading {
    let gate = Gate.evaluate(stage, of: document, in: context)
    var reading = GateOracle.Reading(states: [:], isOpen: [:], whole: gate.state)
    for finding in gate.findings where !finding.rule.hasPrefix("objection/") {
      reading.states[finding.rule] = finding.state
      reading.isOpen[finding.rule] = finding.isOpen
    }
    return reading
  }

  /// Rules that nobody can satisfy are on record as soon as something happens to the document.
  private func compareStuck(after events: [Event]) -> String? {
    guard !events.isEmpty, let document, document.isUnderReview, let stage = oracle.presentStage else { return nil }
    let known = Set(document.unsatisfiable.keys)
    let stuck = reading(of: stage, on: document).states.filter { $0.value == .unsatisfiable }
    return known == Set(stuck.keys) ? nil : "It is on record that nobody can satisfy \(known.sorted())."
  }

  // MARK: One more approval

  /// The rules that are satisfied before an approval is given.
  private func satisfied(by command: DocumentCommand, on document: DocumentState) -> Set<String> {
    guard case .giveVerdict(let request) = command, request.outcome != .rejected else { return [] }
    let isModified = request.outcome == .approvedWithModifications
    return policy.stages.reduce(into: []) { rules, stage in
      for finding in Gate.evaluate(stage, of: document, in: context).findings where finding.state == .satisfied {
        if !(isModified && finding.requires == .obligations) { rules.insert(finding.rule) }
      }
    }
  }

  /// One more approval takes nothing away; but where a say is used anew by another person, the first one's use is over.
  private func lost(of before: Set<String>, by move: Move) -> String? {
    guard case .judge(let judgement) = move, !before.isEmpty, let document, let given = document.verdicts.last else {
      return nil
    }
    let isTakenOver = document.verdicts.dropLast().contains {
      $0.state == .superseded && $0.principal == given.principal && $0.role == given.role && $0.actor != judgement.by
    }
    guard !isTakenOver else { return nil }
    let after = policy.stages.flatMap { Gate.evaluate($0, of: document, in: context).findings }
    let lost = after.filter { before.contains($0.rule) && !$0.state.letsPass }.map(\.rule)
    return lost.isEmpty ? nil : "One more approval has undone \(lost)."
  }
}
