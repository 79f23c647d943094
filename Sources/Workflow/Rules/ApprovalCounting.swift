import Documents

/// Which approvals count for which of a stage's rules.
///
/// Within one rule each person counts once. Between rules that ask for distinct people each person counts for one of
/// them, for themselves or through somebody who speaks for them: approvals are taken in the order in which they came to stand, and each finds its place by an augmenting path
/// (Kuhn's method), which never takes a rule's place away. So one more approval never undoes a rule.
struct ApprovalCounting {
  private let rules: [Rule]
  private let document: DocumentState
  private let context: GateContext
  /// For each rule, by id, the verdicts that count.
  private var counted: [String: [Verdict]] = [:]
  /// For each rule that asks for distinct people, by id, how many could be had at best.
  private var reachable: [String: Int] = [:]
  /// Those whose approval, for whatever rule of distinct people, would bring the most places to be taken.
  private var helpers: [String] = []

  init(rules: [Rule], document: DocumentState, context: GateContext) {
    self.rules = rules.filter { $0.requires == .approvals }
    self.document = document
    self.context = context
    for rule in self.rules where rule.distinctPeople != true { counted[rule.id] = standing(for: rule) }
    matchDistinct(self.rules.filter { $0.distinctPeople == true })
  }

  /// The verdicts that count for a rule.
  func approvals(for rule: Rule) -> [Verdict] { counted[rule.id] ?? [] }

  /// Those who could still give one: eligible, and not among those who did.
  func candidates(for rule: Rule) -> [String] {
    let approvals = approvals(for: rule)
    let done = Set(approvals.flatMap { [$0.actor, $0.principal] })
    let elsewhere = rule.distinctPeople == true ? peopleElsewhere(than: rule) : []
    let found = eligible(for: rule).filter { !done.contains($0) && !elsewhere.contains($0) }
    // Somebody else may free one who counts elsewhere.
    return found.isEmpty && rule.distinctPeople == true ? helpers : found
  }

  /// Those whom a candidate has given their say to.
  func delegates(of candidates: [String], for rule: Rule) -> [String] {
    guard let role = rule.role else { return [] }
    let delegates = context.people.delegates(in: role, of: document.project, at: context.now)
    return delegates.filter { candidates.contains($0.principal) && isEligible($0.delegate, for: rule) }.map(\.delegate)
  }

  /// Whether enough people are left to give what is missing.
  func canBeSatisfied(_ rule: Rule) -> Bool {
    if let most = reachable[rule.id] { return most >= rule.count }
    // Who is eligible can take back what a delegate said for them, and free the delegate for their own say.
    let eligible = eligible(for: rule)
    let others = approvals(for: rule).filter { !eligible.contains($0.actor) && !eligible.contains($0.principal) }
    return eligible.count + others.count >= rule.count
  }

  private func isEligible(_ user: String, for rule: Rule) -> Bool {
    rule.mayCount(user, of: document)
  }

  /// All who could approve for themselves, whether they have or not.
  private func eligible(for rule: Rule) -> [String] {
    holders(of: rule).filter { isEligible($0, for: rule) }
  }

  /// All who hold what the rule asks for, whether they may count or not.
  private func holders(of rule: Rule) -> [String] {
    let holders = context.people.people(in: rule.role, of: document.project)
    guard let named = rule.people else { return holders }
    return holders.filter(named.contains)
  }

  /// In the order in which they came to stand, each person and each say once.
  private func standing(for rule: Rule) -> [Verdict] {
    var used: Set<String> = []
    return approving(rule).filter { verdict in
      guard used.isDisjoint(with: [verdict.actor, verdict.principal]) else { return false }
      used.formUnion([verdict.actor, verdict.principal])
      return true
    }
  }

  private func approving(_ rule: Rule) -> [Verdict] {
    document.verdicts.filter { verdict in
      verdict.isApproval && verdict.isStanding(under: document.policy, at: context.now)
        && rule.counts(role: verdict.role, person: verdict.principal, isReviewer: false)
        && isEligible(verdict.actor, for: rule) && isEligible(verdict.principal, for: rule)
    }.sorted { ($0.standingSince, $0.seq) < ($1.standingSince, $1.seq) }
  }

  private mutating func matchDistinct(_ distinct: [Rule]) {
    guard !distinct.isEmpty else { return }
    var matching = PeopleMatching(places: Dictionary(distinct.map { ($0.id, $0.count) }, uniquingKeysWith: { $1 }))
    var given: [String: [String: Verdict]] = [:]
    let edges = distinct.flatMap { rule in standing(for: rule).map { (rule: rule.id, verdict: $0) } }
      .sorted { ($0.verdict.standingSince, $0.rule) < ($1.verdict.standingSince, $1.rule) }
    var voices = Voices()
    for edge in edges where voices.hear(edge.verdict) {
      given[edge.rule, default: [:]][edge.verdict.principal] = edge.verdict
      matching.add(edge.verdict.principal, to: edge.rule)
    }
    for rule in distinct {
      counted[rule.id] = matching.people(at: rule.id).compactMap { given[rule.id]?[$0] }
    }
    // A delegate brings nobody to the table whose say is not there already.
    for rule in distinct {
      for person in eligible(for: rule) { matching.add(person, to: rule.id) }
    }
    for rule in distinct {
      let best = matching.people(at: rule.id)
      reachable[rule.id] = best.count
      helpers += best.filter { given[rule.id]?[$0] == nil && !helpers.contains($0) }
    }
  }

  private func peopleElsewhere(than rule: Rule) -> Set<String> {
    Set(
      rules.filter { $0.distinctPeople == true && $0.id != rule.id }.flatMap {
        approvals(for: $0).flatMap { [$0.actor, $0.principal] }
      })
  }
}

extension Rule {
  /// Whether this user's approval may count, by what they have written.
  package func mayCount(_ user: String, of document: DocumentState) -> Bool {
    if notAuthor ?? true, document.authors.contains(user) { return false }
    return notLastEditor != true || document.lastEditor != user
  }
}

extension Verdict {
  /// Live, given by a person, and within its time.
  func isStanding(under policy: Policy, at now: Timestamp) -> Bool {
    state == .live && actorKind == .person && !isOver(under: policy, at: now)
  }

  /// Whether an approval's time is over. A rejection has none.
  func isOver(under policy: Policy, at now: Timestamp) -> Bool {
    isApproval && validUntil(under: policy).map { $0 <= now } ?? false
  }
}

/// For whom each person speaks among rules that ask for distinct people: for one, themselves or another.
private struct Voices {
  private var principals: [String: String] = [:]

  /// False where either of them was heard for somebody else before.
  mutating func hear(_ verdict: Verdict) -> Bool {
    let both = [verdict.actor, verdict.principal]
    guard both.allSatisfy({ principals[$0] ?? verdict.principal == verdict.principal }) else { return false }
    for person in both { principals[person] = verdict.principal }
    return true
  }
}

/// People and the places that they can take, each person one.
struct PeopleMatching {
  private let places: [String: Int]
  private var choices: [String: [String]] = [:]
  private var order: [String] = []
  private var taken: [String: String] = [:]

  init(places: [String: Int]) {
    self.places = places
  }

  func people(at place: String) -> [String] { order.filter { taken[$0] == place } }

  /// One more person who can take a place, or one more place that a person can take.
  mutating func add(_ person: String, to place: String) {
    if choices[person] == nil { order.append(person) }
    guard choices[person]?.contains(place) != true else { return }
    choices[person, default: []].append(place)
    for free in order where taken[free] == nil {
      var seen: Set<String> = []
      _ = settle(free, seen: &seen)
    }
  }

  /// Finds this person a place; others may change theirs, and none loses one.
  private mutating func settle(_ person: String, seen: inout Set<String>) -> Bool {
    for place in choices[person] ?? [] where seen.insert(place).inserted {
      let sitting = people(at: place)
      if sitting.count < places[place] ?? 0 {
        taken[person] = place
        return true
      }
      for other in sitting where settle(other, seen: &seen) {
        taken[person] = place
        return true
      }
    }
    return false
  }
}
