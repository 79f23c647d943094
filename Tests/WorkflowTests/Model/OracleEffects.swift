import Workflow

/// What becomes of the document when something is done.
extension GateOracle {
  /// Takes in what was accepted.
  mutating func take(_ move: Move) {
    switch move {
    case .grant(let user, let role): people[user]?.roles.insert(role)
    case .revoke(let user, let role): people[user]?.roles.remove(role)
    case .activate(let user, let active): people[user]?.active = active
    case .delegate(let giver, let user, let role, let days):
      handedOn.append(
        HandedOn(
          id: "d\(handedOn.count)", by: giver, to: user, role: role, from: now, until: now + Int64(days) * Self.day))
    case .endDelegation(let index):
      if handedOn.indices.contains(index) { handedOn[index].ended = true }
    case .pass(let days): now += Int64(days) * Self.day
    case .settle: settle(after: move)
    default: if change(move) { settle(after: move) }
    }
  }

  /// False where all is as it was.
  private mutating func change(_ move: Move) -> Bool {
    switch move {
    case .say(let user, _, _), .strike(let user, _), .undo(let user, _): return save(move, by: user)
    case .submit: enter(policy.stages[0].name, .inReview)
    case .withdrawReview: enter("draft", .draft)
    case .judge(let judgement): add(judgement)
    case .takeBack(_, let index): says[index].standing = .withdrawn
    case .comment: comments.append(false)
    case .resolve(_, let index):
      if comments[index] { return false }
      comments[index] = true
    case .mark(let user, let item, let verdict):
      if marks[item] == verdict, markers[item] == user { return false }
      (marks[item], markers[item]) = (verdict, user)
    case .answer(_, let question): answered.insert(question)
    case .verify(_, let index, _):
      duties[index].verified = true
      bind(to: duties[index])
    case .override(_, let id):
      let scope = presentStage?.gate.first { $0.id == id }?.scope
      passes.append(Pass(stage: stage, rule: id, words: words(in: scope)))
    default: break
    }
    return true
  }

  /// What a draft would say.
  func written(by move: Move) -> [String: String] {
    var written = words
    switch move {
    case .say(_, let section, let word): written[section] = word
    case .strike(_, let section): if written.count > 1 { written[section] = nil }
    case .undo(_, let back): written = past[max(0, past.count - 1 - back)]
    default: break
    }
    return written
  }

  private mutating func save(_ move: Move, by user: String) -> Bool {
    let written = written(by: move)
    if written == words { return false }
    words = written
    past.append(written)
    revision += 1
    authors.insert(user)
    lastEditor = user
    return true
  }

  private mutating func enter(_ stage: String, _ status: Status) {
    self.stage = stage
    self.status = status
  }

  private mutating func add(_ judgement: Move.Judgement) {
    let principal = judgement.onBehalfOf ?? judgement.by
    let approves = judgement.outcome != .rejected
    var place = says.count
    for index in says.indices where says[index].principal == principal && says[index].role == judgement.role {
      guard says[index].standing == .live || says[index].standing == .stale else { continue }
      // An approval that has stood until now goes on standing.
      if approves, says[index].approves, stands(says[index]) { place = min(place, says[index].place) }
      says[index].standing = .superseded
    }
    let asked = Set(judgement.asks.map(\.section))
    let say = Say(
      id: "v\(says.count)", actor: judgement.by, principal: principal, role: judgement.role, outcome: judgement.outcome,
      seen: reach(role: judgement.role, person: principal).words,
      obliged: Set(words.keys.filter { family(of: $0).contains { asked.contains($0.id) } }), at: now, place: place)
    says.append(say)
    for ask in judgement.asks {
      duties.append(
        Duty(
          id: "o\(duties.count)", verdict: say.id, verifier: ask.verifier, asker: say.actor, role: say.role,
          section: ask.section, asked: tree(of: ask.section)))
    }
  }

  /// What was verified is approved as it is; what is still asked for may change.
  private mutating func bind(to duty: Duty) {
    guard let index = says.firstIndex(where: { $0.id == duty.verdict }) else { return }
    let open = duties.filter { $0.verdict == duty.verdict && !$0.verified }
    let approved = tree(of: duty.section).union(duty.asked)
      .filter { section in !open.contains { tree(of: $0.section).union($0.asked).contains(section) } }
    let words = reach(role: says[index].role, person: says[index].principal).words
    for section in approved {
      says[index].obliged.remove(section)
      says[index].seen[section] = words[section]
    }
  }

  /// A section and what stands under it.
  private func tree(of section: String) -> Set<String> {
    Set(words.keys.filter { family(of: $0).contains { $0.id == section } }).union([section])
  }

  // MARK: Words

  /// The words that a verdict in a role is bound to now, and what an edit there does: those of the rules that ask for the
  /// role or the person, else of those that ask for anybody; what is strictest holds.
  func reach(role: String, person: String) -> (words: [String: String], onEdit: Stage.OnEdit) {
    let all = policy.stages.flatMap { stage in
      stage.gate.filter { counts(role: role, person: person, for: $0) }.map { (rule: $0, edit: stage.onEdit) }
    }
    let named = all.filter { $0.rule.role != nil || $0.rule.people != nil }
    let rules = named.isEmpty ? all : named
    if rules.contains(where: { $0.edit == .all }) { return (words, .all) }
    let onEdit: Stage.OnEdit = rules.allSatisfy { $0.edit == Stage.OnEdit.none } ? .none : .changed
    if rules.contains(where: { $0.rule.scope == nil }) { return (words, onEdit) }
    let sections = rules.reduce(into: Set<String>()) { $0.formUnion(self.sections(of: $1.rule.scope)) }
    return (words.filter { sections.contains($0.key) }, onEdit)
  }

  /// Whether words that it is bound to are others now, those that it asked to change aside.
  private func isChanged(_ say: Say) -> Bool {
    let reach = reach(role: say.role, person: say.principal)
    guard reach.onEdit != .none else { return false }
    return Set(reach.words.keys).union(say.seen.keys).contains { section in
      let isNewUnderObliged = say.seen[section] == nil && family(of: section).contains { say.obliged.contains($0.id) }
      return reach.words[section] != say.seen[section] && !say.obliged.contains(section) && !isNewUnderObliged
    }
  }

  // MARK: What follows

  private mutating func settle(after move: Move) {
    for index in says.indices where says[index].standing == .live || says[index].standing == .stale {
      if isOver(says[index]) { says[index].expired = true }
      says[index].standing = says[index].expired || isChanged(says[index]) ? .stale : .live
    }
    if case .judge(let judgement) = move, judgement.outcome == .rejected { sendBack() }
    if status == .approved || status == .approvedWithModifications {
      if let open = policy.stages.first(where: lacksApproval) { enter(open.name, .inReview) }
    }
    while isUnderReview, let stage = presentStage, passes(stage) { leave(stage) }
  }

  private mutating func sendBack() {
    guard isUnderReview, let stage = presentStage, let say = says.last,
      policy.stages.contains(where: { $0.gate.contains { isBlocked($0, by: say) } })
    else { return }
    switch stage.onReject {
    case Stage.stay: break
    case nil, "draft":
      says[says.count - 1].returnedTo = "draft"
      enter("draft", .rejected)
    case let earlier?:
      says[says.count - 1].returnedTo = earlier
      enter(earlier, .inReview)
    }
  }

  private func lacksApproval(_ stage: Stage) -> Bool {
    let lacks = readings(of: stage).contains { reading in
      stage.gate.contains { $0.requires == .approvals && reading.states[$0.id].map { !$0.letsPass } ?? false }
    }
    return lacks || !held(in: stage).isEmpty || leavesToNobody(stage)
  }

  private mutating func leave(_ stage: Stage) {
    let next = policy.stages.firstIndex { $0.name == stage.name }.map { $0 + 1 } ?? 0
    if next < policy.stages.count { return enter(policy.stages[next].name, .inReview) }
    // What an earlier stage approved must stand to the end.
    if let open = policy.stages.first(where: lacksApproval) { return enter(open.name, .inReview) }
    let isModified = says.contains { $0.standing == .live && $0.outcome == .approvedWithModifications }
    status = isModified ? .approvedWithModifications : .approved
  }
}
