import Foundation
import TestSupport
import Testing
import Workflow

/// Random histories, played to the product and to an oracle of the gate. Each step is compared: whether it is refused,
/// where the document stands, which verdicts are live, how each rule of each stage stands; and an approval that is given
/// must leave every satisfied rule satisfied.
@Suite struct AgreeingWithTheOracle {
  private static let historiesUsually = 100_000
  /// Fewer where `COUNTERSIGN_HISTORIES` says so; then they need not reach everything.
  private static let histories = Amount.named("COUNTERSIGN_HISTORIES", usually: historiesUsually)
  private static let tasks = 4

  /// `COUNTERSIGN_SEED` plays others.
  private static var seed: UInt64 {
    ProcessInfo.processInfo.environment["COUNTERSIGN_SEED"].flatMap { UInt64($0) } ?? 20_261_121
  }

  @Test("in many random histories the product and the oracle differ in nothing")
  func agree() async {
    let seed = Self.seed
    print("\(Self.histories) random histories: COUNTERSIGN_SEED=\(seed)")
    let played = await withTaskGroup(of: Played.self) { group in
      for task in 0..<Self.tasks {
        group.addTask { await Self.play(stride(from: task, to: Self.histories, by: Self.tasks), of: seed) }
      }
      return await group.reduce(into: Played()) { all, part in
        all.differing += part.differing
        all.reached.formUnion(part.reached)
      }
    }
    for index in played.differing.sorted() {
      Issue.record("seed \(seed), history \(index):\n\(Self.history(index, of: seed).shrunk().report)")
    }
    let missed = Self.mustReach.subtracting(played.reached)
    #expect(
      missed.isEmpty || Self.histories < Self.historiesUsually, "The histories must reach what they are to compare.")
  }

  @Test("one more approval, whoever gives it, takes nothing away")
  func oneMore() async {
    let seed = Self.seed
    for index in stride(from: 0, to: Self.histories, by: 400) {
      await Task.yield()
      let history = Self.history(index, of: seed)
      for more in history.withOneMoreApproval where more.difference() != nil {
        Issue.record("seed \(seed), history \(index):\n\(more.shrunk().report)")
        return
      }
    }
  }

  private struct Played: Sendable {
    /// Of each task the first.
    var differing: [Int] = []
    var reached: Set<String> = []
  }

  /// Lets other tests have their turn between the histories.
  private static func play(_ indices: StrideTo<Int>, of seed: UInt64) async -> Played {
    var all = Played()
    for index in indices {
      await Task.yield()
      let played = history(index, of: seed).played()
      all.reached.formUnion(played.reached)
      guard played.difference == nil else {
        all.differing.append(index)
        break
      }
    }
    return all
  }

  private static func history(_ index: Int, of seed: UInt64) -> History {
    History(seed: seed &+ UInt64(index) &* 0xD134_2543_DE82_EF95)
  }

  private static let mustReach: Set<String> = [
    "NOT_APPLICABLE", "UNSATISFIED", "SATISFIED", "STALE", "OVERRIDDEN", "UNSATISFIABLE",
    "draft.saved", "review.requested", "review.withdrawn", "verdict.given", "verdict.withdrawn", "verdict.staled",
    "verdict.restored", "obligation.verified", "gate.overridden", "gate.unsatisfiable", "gate.satisfiable",
    "stage.completed", "stage.returned", "document.approved", "document.reopened", "comment.resolved",
    "checklist.marked", "question.answered",
    "agents_cannot_approve", "author_cannot_approve", "last_editor_cannot_approve", "not_in_role", "not_delegated",
    "already_decided", "role_not_asked", "group_not_open", "stale_revision", "not_in_review", "read_only",
    "author_cannot_override", "nothing_to_override", "not_the_verifier",
  ]
}
