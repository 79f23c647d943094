import Workflow

/// Distinct people: nobody counts for two rules, neither for themselves nor through somebody who speaks for them.
///
/// Approvals are taken in the order in which they came to stand. After each of them as many places as possible are
/// taken, and no rule has lost one. Where that can be done in several ways, each of them is right.
struct Seating {
  struct Outcome: Hashable {
    /// How many places are taken, by rule.
    var having: [String: Int]
    /// How many could be, if everybody who can approve did.
    var reachable: [String: Int]
  }

  let rules: [Rule]
  let oracle: GateOracle

  func outcomes() -> Set<Outcome> {
    guard !rules.isEmpty else { return [Outcome(having: [:], reachable: [:])] }
    var choices: [String: Set<Int>] = [:]
    var taken: Set<[Int]> = [rules.map { _ in 0 }]
    for say in heard() {
      let here = rules.indices.filter { index in
        oracle.standing(for: rules[index]).contains { $0.id == say.id }
      }
      choices[say.principal, default: []].formUnion(here)
      taken = taken.reduce(into: []) { $0.formUnion(fuller(than: $1, choices)) }
    }
    for (index, rule) in rules.enumerated() {
      for person in oracle.eligible(for: rule) { choices[person, default: []].insert(index) }
    }
    return taken.reduce(into: []) { outcomes, having in
      for reachable in fuller(than: having, choices) {
        outcomes.insert(Outcome(having: named(having), reachable: named(reachable)))
      }
    }
  }

  /// The approvals in their order. Each person is heard for one say only, the first.
  private func heard() -> [GateOracle.Say] {
    let all = oracle.says.filter { say in
      rules.contains { rule in oracle.standing(for: rule).contains { $0.id == say.id } }
    }
    var voices: [String: String] = [:]
    return all.sorted { $0.place < $1.place }.filter { say in
      let both = [say.actor, say.principal]
      guard both.allSatisfy({ voices[$0] ?? say.principal == say.principal }) else { return false }
      for person in both { voices[person] = say.principal }
      return true
    }
  }

  /// The fullest ways to seat these people that take no place away.
  private func fuller(than having: [Int], _ choices: [String: Set<Int>]) -> Set<[Int]> {
    let all = ways(choices)
    let most = all.map { $0.reduce(0, +) }.max() ?? 0
    return all.filter { way in way.reduce(0, +) == most && zip(way, having).allSatisfy { $0 >= $1 } }
  }

  /// Every way to seat each of them on one of the rules that they can be seated on, or on none.
  private func ways(_ choices: [String: Set<Int>]) -> Set<[Int]> {
    var ways: Set<[Int]> = [rules.map { _ in 0 }]
    for person in choices.values {
      for way in ways {
        for rule in person where way[rule] < rules[rule].count {
          var more = way
          more[rule] += 1
          ways.insert(more)
        }
      }
    }
    return ways
  }

  private func named(_ places: [Int]) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: zip(rules.map(\.id), places))
  }
}
