import Foundation
import Ledger
import Testing
import Workflow

@Suite struct RacingForVersions {
  private static let rounds = 1_000
  private static let racers = 20

  @Test("of twenty writes to one version exactly one wins, a thousand times")
  func race() async throws {
    let start = ContinuousClock.now
    let recording = try Recording()
    let ledger = try TestLedger.open(recording.database)
    _ = try await ledger.perform(Requests.register("ada"))
    var version = try #require(await ledger.perform(Requests.open("one")).outcome).version
    var decided = 0
    for round in 0..<Self.rounds {
      let winners = await winners(ledger, version: version, round: round)
      #expect(winners.count == 1, "Round \(round): \(winners)")
      decided += winners.count == 1 ? 1 : 0
      version += 1
    }
    let state = try await ledger.document("one")
    #expect(state?.version == version)
    Torture.report("20-way races for a version", Self.rounds, "\(decided) with one winner", since: start)
    try ledger.close()
  }

  /// The versions that those reached who were not refused.
  private func winners(_ ledger: Ledger, version: Int, round: Int) async -> [Int] {
    await withTaskGroup(of: Int?.self) { group in
      for racer in 0..<Self.racers {
        group.addTask {
          // Its own comment is changed over and over, so that the document does not grow.
          var request = Requests.document("one", .editComment(id: "c", body: "\(round) \(racer)"))
          if round == 0 { request = Requests.comment("c", on: "one") }
          request.expectedVersion = version
          return try? await ledger.perform(request).outcome?.version
        }
      }
      return await group.reduce(into: []) { if let version = $1 { $0.append(version) } }
    }
  }
}
