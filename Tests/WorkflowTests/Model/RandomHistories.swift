import Workflow

/// What people try, more often than not what they may.
struct RandomHistories {
  static let movesMin = 6
  static let movesMax = 20

  let world: World
  private let users: [String]
  private let asked: [String]
  private let rules: [String]

  init(_ world: World) {
    self.world = world
    users = world.members.map(\.id)
    let gate = world.policy.stages.flatMap(\.gate)
    asked =
      gate.compactMap(\.role) + gate.filter { $0.requires == .approvals && $0.role == nil }.map { _ in "reviewer" }
    rules = gate.map(\.id)
  }

  func moves(_ random: inout Randomness) -> [Move] {
    let count = Self.movesMin + random.below(Self.movesMax - Self.movesMin + 1)
    let start: [Move] = random.chance(92) ? [.submit(by: "ada")] : []
    return start + (start.count..<count).map { _ in move(&random) }
  }

  private func move(_ random: inout Randomness) -> Move {
    let user = random.pick(users)
    switch random.below(100) {
    case 0..<38: return .judge(judgement(&random))
    case 38..<50: return edit(&random)
    case 50..<56: return .undo(by: writer(&random), back: 1 + random.below(2))
    case 56..<60: return .takeBack(by: user, verdict: random.below(4))
    case 60..<65: return .submit(by: random.pick(["ada", user]))
    case 65..<69: return .verify(by: user, obligation: random.below(3), late: random.chance(5))
    case 69..<72: return .comment(by: user)
    case 72..<75: return .resolve(by: user, comment: random.below(2))
    case 75..<79:
      return .mark(
        by: user, item: random.pick(["safe", "safe", "nice"]),
        verdict: random.pick([.approved, .approved, .approvedWithNotes, .needsRevision]))
    case 79..<81: return .answer(by: user, question: random.pick(["which", "why"]))
    case 81..<86: return .override(by: random.pick(["cora", "cora", user]), rule: random.pick(rules))
    default: return rest(user, &random)
    }
  }

  private func rest(_ user: String, _ random: inout Randomness) -> Move {
    switch random.below(14) {
    case 0..<3: return .delegate(by: user, to: random.pick(users), role: role(&random), days: random.pick([3, 30]))
    case 3: return .endDelegation(random.below(2))
    case 4, 5: return .pass(days: random.pick([1, 4, 30]))
    case 6, 7: return .settle
    case 8: return .grant(user: user, role: random.pick(World.roles))
    case 9: return .revoke(user: user, role: random.pick(World.roles))
    case 10, 11: return .activate(user: user, active: random.chance(60))
    case 12: return .withdrawReview(by: random.pick(["ada", "ada", user]))
    default: return .lateDraft(by: user)
    }
  }

  private func edit(_ random: inout Randomness) -> Move {
    let section = random.pick(Paper.sections).id
    if random.chance(25) { return .strike(by: writer(&random), section: section) }
    return .say(by: writer(&random), section: section, word: random.pick(Paper.words))
  }

  private func writer(_ random: inout Randomness) -> String {
    random.chance(80) ? "ada" : random.pick(users)
  }

  private func role(_ random: inout Randomness) -> String {
    asked.isEmpty || random.chance(8) ? random.pick(World.roles + ["reviewer", "chief"]) : random.pick(asked)
  }

  private func judgement(_ random: inout Randomness) -> Move.Judgement {
    let role = role(&random)
    let holders = world.members.filter { role == "reviewer" || $0.roles.contains(role) }.map(\.id)
    let outcome = random.pick([
      VerdictGiven.Outcome.approved, .approved, .approved, .approved, .approvedWithModifications, .rejected,
    ])
    let isFor = random.chance(12) && !holders.isEmpty
    let by = isFor || holders.isEmpty || random.chance(10) ? random.pick(users) : random.pick(holders)
    let asks = outcome == .approvedWithModifications || random.chance(1) ? 1 + random.below(2) : 0
    return Move.Judgement(
      by: by, role: role, outcome: outcome, onBehalfOf: isFor ? random.pick(holders) : nil,
      asks: (0..<asks).map { _ in
        Move.Ask(section: random.pick(Paper.sections).id, verifier: random.chance(25) ? random.pick(users) : nil)
      }, late: random.chance(3))
  }
}
