import Foundation
import Ledger
import TestSupport

/// One workload and many power cuts in it.
struct PowerCutRun: Sendable {
  /// Checks that also rebuild and write: one in so many.
  private static let thoroughEvery = 20
  private static let workers = 2
  var seed: UInt64
  let cuts: Int
  var ignoresSyncs = false
  var faults: WriterFaults = []

  /// What was found wrong, each with the seed and the place of its cut.
  func run() async throws -> [String] {
    let recording = try Recording()
    if ignoresSyncs { recording.ignoreSyncs() }
    recording.delaySyncs(microseconds: 300)
    let ledger = try TestLedger.open(recording.database, faults: faults)
    let acknowledged = try await Workload(recording: recording, seed: seed).run(on: ledger)
    let calls = recording.calls
    let check = ImageCheck(expected: try await Expected(ledger), acknowledged: acknowledged)
    var random = Seeded(seed)
    let places = (0..<cuts).map { _ in
      (calls: Int64.random(in: 1...calls, using: &random), seed: random.next())
    }.sorted { $0.calls < $1.calls }
    let found = try await withThrowingTaskGroup(of: [String].self) { group in
      for worker in 0..<Self.workers {
        // Neighbours in turn, so that each worker goes through the recording once.
        let own = places.enumerated().filter { $0.offset % Self.workers == worker }.map(\.element)
        group.addTask { try await Self.check(own, of: recording, with: check, workload: seed) }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    try ledger.close()
    return found
  }

  private static func check(
    _ places: [(calls: Int64, seed: UInt64)], of recording: Recording, with check: ImageCheck, workload: UInt64
  ) async throws -> [String] {
    let cut = PowerCut(of: recording)
    var found: [String] = []
    for (number, place) in places.enumerated() {
      let image = try cut.image(afterCalls: place.calls, seed: place.seed)
      let complaints = await check.complaints(
        about: image, afterCalls: place.calls, isThorough: number % thoroughEvery == 0)
      try FileManager.default.removeItem(at: image)
      found += complaints.map { "workload \(workload), call \(place.calls), cut \(place.seed): \($0)" }
    }
    return found
  }
}
