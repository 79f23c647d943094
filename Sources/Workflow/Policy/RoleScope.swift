import Documents

/// What a verdict in a role is bound to, by the rules that ask for it.
extension Policy {
  /// The rules that would count a verdict of this person in this role: those that ask for the role or the person, else
  /// those that ask for anybody, and the one for the document's reviewers.
  package func rules(counting role: String, person: String, isReviewer: Bool = true) -> [(stage: Stage, rule: Rule)] {
    stages.flatMap { stage in
      stage.gate.filter { $0.counts(role: role, person: person, isReviewer: isReviewer) }.map { (stage, $0) }
    }
  }

  /// How far a verdict's words reach, and whether edits there make it stale.
  package struct Reach: Hashable, Sendable {
    /// Nil is the whole document.
    let scopes: [SectionScope]?
    package let onEdit: Stage.OnEdit

    package func sections(in all: [SectionRef]) -> [SectionRef] {
      guard let scopes else { return all }
      let ids = Set(scopes.flatMap { $0.sections(in: all).map(\.id) })
      return all.filter { ids.contains($0.id) }
    }
  }

  /// The union of the scopes of the rules that ask for the role or the person; where none does, the whole document. Where
  /// the stages differ in what an edit does, the strictest holds.
  package func reach(of role: String, person: String) -> Reach {
    let counting = rules(counting: role, person: person)
    let asking = counting.filter { !$0.rule.isOpenToAll && $0.rule.requires == .approvals }
    let rules = asking.isEmpty ? counting : asking
    let reactions = Set(rules.map { $0.stage.onEdit ?? .changed })
    if reactions.contains(.all) { return Reach(scopes: nil, onEdit: .all) }
    let onEdit: Stage.OnEdit = reactions == [.none] ? .none : .changed
    let scopes = rules.map(\.rule.scope)
    guard !rules.isEmpty, scopes.allSatisfy({ $0 != nil }) else { return Reach(scopes: nil, onEdit: onEdit) }
    return Reach(scopes: scopes.compactMap { $0.map(SectionScope.init) }, onEdit: onEdit)
  }

  /// The ids of the sections that a verdict of this person in this role is bound to.
  package func scope(of role: String, person: String, in sections: [SectionRef]) -> [String] {
    reach(of: role, person: person).sections(in: sections).map(\.id)
  }

  /// How many days a verdict of this person in this role counts; nil for ever.
  package func validDays(of role: String, person: String) -> Int? {
    rules(counting: role, person: person).compactMap(\.rule.validFor).min()
  }
}

extension Rule {
  /// Whether it takes a verdict of this person, given in this role, into account.
  package func counts(role: String, person: String, isReviewer: Bool) -> Bool {
    switch requires {
    case .approvals: (self.role == nil || self.role == role) && people?.contains(person) != false
    case .reviewers: isReviewer
    default: false
    }
  }
}

extension Verdict {
  /// The sections whose words are not those it saw, its own obligations' aside: changed, gone, moved out of its scope, or
  /// new in it.
  package func changedSections(in sections: [SectionRef], policy: Policy) -> [String] {
    let reach = policy.reach(of: role, person: principal)
    guard reach.onEdit != .none else { return [] }
    let seen = Dictionary(scope.map { ($0.section, $0.digest) }, uniquingKeysWith: { first, _ in first })
    let asked = reach.sections(in: sections)
    let present = Set(asked.map(\.id))
    // New sections under an obliged one are part of its change; those that stood elsewhere are not.
    let within = SectionScope.trees(rootedAt: obliged, in: sections)
    let differing = asked.filter { seen[$0.id] != $0.digest }.map(\.id)
    let gone = scope.map(\.section).filter { !present.contains($0) }
    return (differing + gone).filter { id in
      !obliged.contains(id) && !(seen[id] == nil && within.contains(id))
    }
  }

  /// Bound to no more than another policy binds it to.
  func narrowed(to policy: Policy, in sections: [SectionRef]) -> Verdict {
    let scope = Set(policy.scope(of: role, person: principal, in: sections))
    var verdict = self
    verdict.scope.removeAll { !scope.contains($0.section) }
    return verdict
  }

  /// The moment after which a rule of the policy no longer counts it.
  package func validUntil(under policy: Policy) -> Timestamp? {
    policy.validDays(of: role, person: principal).map { givenAt.adding(seconds: Double($0) * 86_400) }
  }
}
