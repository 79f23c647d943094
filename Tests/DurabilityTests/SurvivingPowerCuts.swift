import Ledger
import Testing

/// Power may go at any call: what was acknowledged is there afterwards, whole and in order.
@Suite(.serialized) struct SurvivingPowerCuts {
  private static let cutsInOne = 125
  private static let controlRoundsMax = 10

  @Test("no power cut takes or breaks anything that was acknowledged")
  func powerCuts() async throws {
    print("Power cuts: seed \(Torture.seed), \(Torture.cuts) cuts")
    let start = ContinuousClock.now
    var (done, complaints) = (0, 0)
    while done < Torture.cuts {
      let cuts = min(Self.cutsInOne, Torture.cuts - done)
      let found = try await PowerCutRun(seed: Torture.seed &+ UInt64(done), cuts: cuts).run()
      #expect(found.isEmpty, "\(found.prefix(5))")
      done += cuts
      complaints += found.count
      if done % 2_000 == 0 { print("Power cuts: \(done) of \(Torture.cuts), \(complaints) complaints") }
    }
    Torture.report("power cuts", done, "\(complaints) lost or corrupt", since: start)
  }

  @Test("a disk that syncs nothing is found out")
  func syncMeansNothing() async throws {
    let found = try await complaints("sync does nothing", PowerCutRun(seed: 1, cuts: 40, ignoresSyncs: true))
    #expect(found.contains { $0.contains("acknowledged") || $0.contains("cannot be opened") })
  }

  @Test("commits that are not synced are found out")
  func synchronousIsNormal() async throws {
    let found = try await complaints(
      "synchronous is NORMAL", PowerCutRun(seed: 2, cuts: 40, faults: .commitsWithoutSync))
    #expect(found.contains { $0.contains("acknowledged") })
  }

  @Test("answers before the commit are found out")
  func answersBeforeCommit() async throws {
    let found = try await complaints(
      "answers before the commit", PowerCutRun(seed: 3, cuts: 200, faults: .answersBeforeCommit))
    #expect(found.contains { $0.contains("acknowledged") })
  }

  /// What was found wrong in one of a few runs of a writer that does wrong: on a busy machine few answers lie just before a
  /// cut.
  private func complaints(_ name: String, _ run: PowerCutRun) async throws -> [String] {
    let start = ContinuousClock.now
    var (found, cuts) = ([String](), 0)
    for round in 0..<UInt64(Self.controlRoundsMax) where !found.contains(where: { $0.contains("acknowledged") }) {
      var run = run
      run.seed &+= round * 100
      found += try await run.run()
      cuts += run.cuts
    }
    Torture.report("control: \(name)", cuts, found.isEmpty ? "not noticed" : "\(found.count) complaints", since: start)
    return found
  }
}
