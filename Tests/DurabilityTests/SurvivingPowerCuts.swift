import Ledger
import Testing

/// Power may go at any call: what was acknowledged is there afterwards, whole and in order.
@Suite(.serialized) struct SurvivingPowerCuts {
  private static let cutsInOne = 125

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
    let start = ContinuousClock.now
    let found = try await PowerCutRun(seed: 1, cuts: 40, ignoresSyncs: true).run()
    Torture.report(
      "control: sync does nothing", 40, found.isEmpty ? "not noticed" : "\(found.count) complaints", since: start)
    #expect(found.contains { $0.contains("acknowledged") || $0.contains("cannot be opened") })
  }

  @Test("commits that are not synced are found out")
  func synchronousIsNormal() async throws {
    let start = ContinuousClock.now
    let found = try await PowerCutRun(seed: 2, cuts: 40, faults: .commitsWithoutSync).run()
    Torture.report(
      "control: synchronous is NORMAL", 40, found.isEmpty ? "not noticed" : "\(found.count) complaints", since: start)
    #expect(found.contains { $0.contains("acknowledged") })
  }

  @Test("answers before the commit are found out")
  func answersBeforeCommit() async throws {
    let start = ContinuousClock.now
    let found = try await PowerCutRun(seed: 3, cuts: 200, faults: .answersBeforeCommit).run()
    Torture.report(
      "control: answers before the commit", 200, found.isEmpty ? "not noticed" : "\(found.count) complaints",
      since: start)
    #expect(found.contains { $0.contains("acknowledged") })
  }
}
