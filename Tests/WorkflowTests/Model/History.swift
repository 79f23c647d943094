import Documents
import Workflow

/// A random history, played to the product and to the oracle side by side.
struct History: Sendable {
  var world: World
  var moves: [Move]

  init(world: World, moves: [Move]) {
    self.world = world
    self.moves = moves
  }

  init(seed: UInt64) {
    var random = Randomness(seed: seed)
    world = World.random(&random)
    moves = RandomHistories(world).moves(&random)
  }

  /// The first difference between the two, or nil.
  func difference() -> String? { played().difference }

  func played() -> (difference: String?, reached: Set<String>) {
    var run = HistoryRun(world)
    for (index, move) in moves.enumerated() {
      if let difference = run.play(move) {
        return ("after move \(index + 1), \(move):\n\(difference)", run.reached)
      }
    }
    return (nil, run.reached)
  }

  /// The same, with one approval more of everybody in every role that they could give it in: each a history of its own.
  var withOneMoreApproval: [History] {
    let roles = Set(world.policy.stages.flatMap(\.gate).compactMap(\.role)).sorted() + [KnownRole.reviewer]
    return world.members.flatMap { member in
      roles.map { role in
        let more = Move.Judgement(by: member.id, role: role, outcome: .approved, onBehalfOf: nil, asks: [], late: false)
        return History(world: world, moves: moves + [.judge(more)])
      }
    }
  }

  /// The same difference, or another, with as few moves as dropping them one by one leaves.
  func shrunk() -> History {
    var smallest = self
    var isSmaller = true
    while isSmaller {
      isSmaller = false
      for index in smallest.moves.indices.reversed() {
        var fewer = smallest
        fewer.moves.remove(at: index)
        guard fewer.difference() != nil else { continue }
        smallest = fewer
        isSmaller = true
      }
    }
    return smallest
  }

  /// What somebody needs to see why the two differ.
  var report: String {
    let stages = world.policy.stages.map { stage in
      var head = "stage \(stage.name)"
      if let order = stage.order { head += " \(order)" }
      if let onReject = stage.onReject { head += " on_reject \(onReject)" }
      if let onEdit = stage.onEdit { head += " on_edit \(onEdit)" }
      if let override = stage.override { head += " override \(override.roles + override.people)" }
      return ([head] + stage.gate.map { "  \(Self.shortened($0))" }).joined(separator: "\n")
    }
    let members = world.members.map { "\($0.id) (\($0.kind)) \($0.roles)" }
    return """
      people: \(members.joined(separator: ", "))
      opened by \(world.opener) for \(world.owner), saying \(world.words.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
      \(stages.joined(separator: "\n"))
      moves:
      \(moves.enumerated().map { "  \($0 + 1). \($1)" }.joined(separator: "\n"))
      \(difference() ?? "no difference")
      """
  }

  /// A rule without what it leaves open.
  private static func shortened(_ rule: Rule) -> String {
    Mirror(reflecting: rule).children.compactMap { label, value in
      let text = "\(value)"
      return text == "nil" || text == "false" && label == "fromTemplate" ? nil : "\(label ?? ""): \(text)"
    }.joined(separator: ", ")
  }
}
