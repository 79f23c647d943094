import Workflow

/// How each rule of a stage stands.
extension GateOracle {
  /// One admissible reading of a stage. There is more than one only where distinct people can be seated in several ways.
  struct Reading: Hashable {
    /// By rule.
    var states: [String: State]
    /// Whether the rule's group has been reached, by rule.
    var isOpen: [String: Bool]
    var whole: State
  }

  func readings(of stage: Stage) -> Set<Reading> {
    let asked = stage.gate.filter { $0.requires == .approvals && $0.distinctPeople == true && isAsked($0, in: stage) }
    let seatings = Seating(rules: asked, oracle: self).outcomes()
    return Set(seatings.map { reading(of: stage, seating: $0) })
  }

  func passes(_ stage: Stage) -> Bool { readings(of: stage).contains { $0.whole.letsPass } }

  private func reading(of stage: Stage, seating: Seating.Outcome) -> Reading {
    var reading = Reading(states: [:], isOpen: [:], whole: .satisfied)
    for rule in stage.gate { reading.states[rule.id] = state(of: rule, in: stage, seating: seating) }
    for rule in stage.gate {
      reading.isOpen[rule.id] = !earlierGroups(than: rule, in: stage).contains { earlier in
        reading.states[earlier.id].map { !$0.letsPass } ?? false
      }
    }
    if leavesToNobody(stage) {
      reading.states["somebody"] = .unsatisfiable
      reading.isOpen["somebody"] = true
    }
    let all = Array(reading.states.values) + held(in: stage).map { _ in .unsatisfied }
    if all.allSatisfy(\.letsPass) {
      reading.whole = all.contains(.overridden) ? .overridden : .satisfied
    } else {
      reading.whole = all.contains(.unsatisfiable) ? .unsatisfiable : all.contains(.stale) ? .stale : .unsatisfied
    }
    return reading
  }

  private func earlierGroups(than rule: Rule, in stage: Stage) -> [Rule] {
    guard stage.order == .serial, let group = rule.group,
      let first = stage.gate.firstIndex(where: { $0.group == group })
    else { return [] }
    let earlier = Set(stage.gate[..<first].compactMap(\.group))
    return stage.gate.filter { $0.group.map(earlier.contains) ?? false }
  }

  /// Live rejections that sent the document to this stage, which asks nothing that they block: they hold it there.
  func held(in stage: Stage) -> [Say] {
    says.filter { say in
      say.standing == .live && say.returnedTo == stage.name
        && !stage.gate.contains { applies($0) && isBlocked($0, by: say) }
    }
  }

  /// Nothing is approved by nobody: where no rule asks for an approval, the last stage is stuck.
  func leavesToNobody(_ stage: Stage) -> Bool {
    let asks = policy.stages.flatMap(\.gate).contains { $0.requires == .approvals && $0.count > 0 && applies($0) }
    return stage.name == policy.stages.last?.name && !asks
  }

  // MARK: One rule

  func applies(_ rule: Rule) -> Bool { rule.applicableIf.map(holds) ?? true }

  private func holds(_ condition: Condition) -> Bool {
    switch condition {
    case .section(let name): !sections(of: [name]).isEmpty
    case .any(let parts): parts.contains(where: holds)
    case .all(let parts): parts.allSatisfy(holds)
    case .not(let part): !holds(part)
    case .frontMatter, .configuration: false
    }
  }

  func isOverridden(_ rule: Rule, in stage: Stage) -> Bool {
    passes.last { $0.stage == stage.name && $0.rule == rule.id }.map { $0.words == words(in: rule.scope) } ?? false
  }

  /// Neither out of place nor passed over.
  func isAsked(_ rule: Rule, in stage: Stage) -> Bool { applies(rule) && !isOverridden(rule, in: stage) }

  private func state(of rule: Rule, in stage: Stage, seating: Seating.Outcome) -> State {
    if !applies(rule) { return .notApplicable }
    if isOverridden(rule, in: stage) { return .overridden }
    switch rule.requires {
    case .approvals: return approvals(rule, seating: seating)
    case .reviewers: return .notApplicable
    case .checklist: return checklist
    case .questions: return questions
    case .comments: return comments.allSatisfy { $0 } ? .satisfied : .unsatisfied
    case .lint:
      let ignored = rule.ignore ?? []
      let isOpen =
        (words.values.contains("?") && !ignored.contains("placeholder"))
        || (words.values.contains("-") && !ignored.contains("lone_bullet"))
      return isOpen ? .unsatisfied : .satisfied
    case .obligations:
      let counted = duties.filter { duty in says.contains { $0.id == duty.verdict && stands($0) } }
      return counted.isEmpty ? .notApplicable : counted.allSatisfy(\.verified) ? .satisfied : .unsatisfied
    }
  }

  private var checklist: State {
    guard words["a"] != nil else { return .notApplicable }
    if marks["safe"] == .needsRevision || marks["nice"] == .needsRevision { return .unsatisfied }
    return marks["safe"] == nil ? .unsatisfied : .satisfied
  }

  private var questions: State {
    guard let says = words["c"] else { return .notApplicable }
    return says == "2" || answered.contains("which") ? .satisfied : .unsatisfied
  }

  // MARK: Approvals

  private func approvals(_ rule: Rule, seating: Seating.Outcome) -> State {
    if rule.scope != nil, sections(of: rule.scope).isEmpty { return .unsatisfiable }
    if says.contains(where: { $0.standing == .live && isBlocked(rule, by: $0) }) { return .unsatisfied }
    let having = seating.having[rule.id] ?? each(standing(for: rule)).count
    if having >= rule.count { return .satisfied }
    if (seating.reachable[rule.id] ?? mostPeople(for: rule)) < rule.count { return .unsatisfiable }
    let wasThere = says.contains { say in
      say.approves && counts(say, for: rule) && (say.standing == .stale || (say.standing == .live && !stands(say)))
    }
    return wasThere ? .stale : .unsatisfied
  }

  func counts(_ say: Say, for rule: Rule) -> Bool { counts(role: say.role, person: say.principal, for: rule) }

  func counts(role: String, person: String, for rule: Rule) -> Bool {
    rule.requires == .approvals && (rule.role == nil || rule.role == role)
      && (rule.people == nil || rule.people?.contains(person) == true)
  }

  func isBlocked(_ rule: Rule, by say: Say) -> Bool {
    say.outcome == .rejected && rule.veto ?? true && counts(say, for: rule)
  }

  /// Live, and within its time.
  func stands(_ say: Say) -> Bool { say.standing == .live && !isOver(say) }

  func isOver(_ say: Say) -> Bool {
    let days = policy.stages.flatMap(\.gate).filter { counts(say, for: $0) }.compactMap(\.validFor).min()
    return say.approves && days.map { say.at + Int64($0) * Self.day <= now } ?? false
  }

  /// The approvals that a rule may count, in the order in which they came to stand.
  func standing(for rule: Rule) -> [Say] {
    says.filter { say in
      say.approves && stands(say) && counts(say, for: rule) && mayCount(say.actor, for: rule)
        && mayCount(say.principal, for: rule)
    }.sorted { $0.place < $1.place }
  }

  /// Each person once, and each say once.
  private func each(_ says: [Say]) -> [Say] {
    var seen: Set<String> = []
    return says.filter { say in
      if seen.contains(say.actor) || seen.contains(say.principal) { return false }
      seen.formUnion([say.actor, say.principal])
      return true
    }
  }

  /// Those who could still approve for themselves.
  func eligible(for rule: Rule) -> [String] {
    people.keys.filter { user in
      isActivePerson(user) && (rule.role.map { holds(user, $0) } ?? mayWrite(user))
        && (rule.people?.contains(user) ?? true) && mayCount(user, for: rule)
    }.sorted()
  }

  /// Of all approvals that there are and that could be given, as many as no person has two parts in.
  private func mostPeople(for rule: Rule) -> Int {
    let parts = Set(standing(for: rule).map { Set([$0.actor, $0.principal]) } + eligible(for: rule).map { [$0] })
    func most(_ left: [Set<String>], _ used: Set<String>) -> Int {
      guard let part = left.first else { return 0 }
      let rest = Array(left.dropFirst())
      let without = most(rest, used)
      return part.isDisjoint(with: used) ? max(without, 1 + most(rest, used.union(part))) : without
    }
    return most(Array(parts), [])
  }
}
