import Foundation
import Testing
import Workflow

/// Random histories, played to the product and to an oracle of the gate.
@Suite struct AgreeingWithTheOracle {
  private static let histories = 100_000
  private static let tasks = 4

  /// `COUNTERSIGN_SEED` plays others.
  private static var seed: UInt64 {
    ProcessInfo.processInfo.environment["COUNTERSIGN_SEED"].flatMap { UInt64($0) } ?? 20_261_121
  }

  @Test("in 100,000 random histories the product and the oracle differ in nothing")
  func agree() async {
    let seed = Self.seed
    print("Random histories: COUNTERSIGN_SEED=\(seed)")
    let differing = await withTaskGroup(of: Int?.self) { group in
      for task in 0..<Self.tasks {
        group.addTask { Self.firstDiffering(of: stride(from: task, to: Self.histories, by: Self.tasks), seed: seed) }
      }
      return await group.reduce(into: [Int]()) { found, index in found += index.map { [$0] } ?? [] }
    }
    for index in differing.sorted() {
      Issue.record("seed \(seed), history \(index):\n\(Self.history(index, of: seed).shrunk().report)")
    }
  }

  private static func firstDiffering(of indices: StrideTo<Int>, seed: UInt64) -> Int? {
    indices.first { !Task.isCancelled && history($0, of: seed).difference() != nil }
  }

  private static func history(_ index: Int, of seed: UInt64) -> History {
    History(seed: seed &+ UInt64(index) &* 0xD134_2543_DE82_EF95)
  }
}
