import Workflow

/// Whether somebody may do what they try.
extension GateOracle {
  var isUnderReview: Bool { status == .inReview }
  var presentStage: Stage? { policy.stages.first { $0.name == stage } }

  /// Nil where it hangs on how distinct people are seated, and both answers are right.
  func allows(_ move: Move) -> Bool? {
    switch move {
    case .say(let user, _, _), .strike(let user, _), .undo(let user, _), .comment(let user): mayWrite(user)
    case .lateDraft: false
    case .submit(let user): mayWrite(user) && (status == .draft || status == .rejected)
    case .withdrawReview(let user):
      mayWrite(user) && isUnderReview && (user == owner || people[user]?.roles.contains("admin") == true)
    case .judge(let judgement): mayWrite(judgement.by) ? allows(judgement) : false
    case .takeBack(let user, let verdict):
      mayWrite(user) && says.indices.contains(verdict) && [says[verdict].actor, says[verdict].principal].contains(user)
        && (says[verdict].standing == .live || says[verdict].standing == .stale)
    case .resolve(let user, let comment): mayWrite(user) && comments.indices.contains(comment)
    case .mark(let user, _, _): mayWrite(user) && isPerson(user) && words["a"] != nil
    case .answer(let user, _): mayWrite(user) && isPerson(user) && words["c"] != nil
    case .verify(let user, let duty, let late): mayWrite(user) && !late && mayVerify(user, duty)
    case .override(let user, let rule): mayWrite(user) ? mayOverride(user, rule) : false
    case .grant, .revoke, .activate, .delegate, .endDelegation, .pass, .settle: true
    }
  }

  /// People only, on the words that stand or that stood in their scope, in a role that they hold or that its holder has handed to them, where a rule
  /// asks for it that they may count for, and once its group is reached.
  private func allows(_ judgement: Move.Judgement) -> Bool? {
    let principal = judgement.onBehalfOf ?? judgement.by
    guard isPerson(judgement.by), isUnderReview, !judgement.late || readsTheSame(judgement) else { return false }
    if judgement.onBehalfOf == nil {
      guard holds(judgement.by, judgement.role) || judgement.role == "reviewer" else { return false }
    } else {
      guard principal != judgement.by, speaks(judgement.by, for: principal, as: judgement.role) else { return false }
      let own = says.contains {
        $0.actor != judgement.by && $0.principal == principal && $0.role == judgement.role && $0.standing == .live
      }
      guard !own else { return false }
    }
    guard areGood(judgement.asks, outcome: judgement.outcome) else { return false }
    let asking = { (rule: Rule) in counts(role: judgement.role, person: principal, for: rule) }
    let takes = { (rule: Rule) in asking(rule) && mayCount(judgement.by, for: rule) && mayCount(principal, for: rule) }
    guard policy.stages.contains(where: { $0.gate.contains(where: takes) }) else { return false }
    guard let stage = presentStage, stage.gate.contains(where: asking) else { return true }
    return agreed(stage) { reading in
      stage.gate.contains { asking($0) && reading.isOpen[$0.id] == true }
    }
  }

  /// Whether the revision before the latest has the same words in the scope of a verdict.
  private func readsTheSame(_ judgement: Move.Judgement) -> Bool {
    guard past.count > 1 else { return false }
    var before = self
    before.words = past[past.count - 2]
    let principal = judgement.onBehalfOf ?? judgement.by
    return before.reach(role: judgement.role, person: principal).words
      == reach(role: judgement.role, person: principal).words
  }

  /// A say that was handed on directly, for now, by somebody who holds the role.
  private func speaks(_ user: String, for principal: String, as role: String) -> Bool {
    holds(principal, role)
      && handedOn.contains {
        $0.by == principal && $0.to == user && $0.role == role && !$0.ended && $0.from <= now && now < $0.until
      }
  }

  private func areGood(_ asks: [Move.Ask], outcome: VerdictGiven.Outcome) -> Bool {
    guard asks.isEmpty == (outcome != .approvedWithModifications) else { return false }
    return asks.allSatisfy { ask in
      words[ask.section] != nil
        && (ask.verifier.map { isActivePerson($0) && !authors.contains($0) } ?? true)
    }
  }

  private func mayVerify(_ user: String, _ index: Int) -> Bool {
    guard duties.indices.contains(index), !duties[index].verified else { return false }
    let duty = duties[index]
    guard isPerson(user), !authors.contains(user) else { return false }
    guard let verifier = duty.verifier else { return user == duty.asker || holds(user, duty.role) }
    return user == verifier || (holds(user, duty.role) && !isActivePerson(verifier))
  }

  private func mayOverride(_ user: String, _ rule: String) -> Bool? {
    guard isPerson(user), !authors.contains(user), isUnderReview, let stage = presentStage,
      let override = stage.override, stage.gate.contains(where: { $0.id == rule }),
      override.people.contains(user) || override.roles.contains(where: { holds(user, $0) })
    else { return false }
    return agreed(stage) { reading in reading.states[rule].map { !$0.letsPass } ?? false }
  }

  private func agreed(_ stage: Stage, _ ask: (Reading) -> Bool) -> Bool? {
    let answers = Set(readings(of: stage).map(ask))
    return answers.count == 1 ? answers.first : nil
  }
}
