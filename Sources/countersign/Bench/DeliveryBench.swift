import Documents
import Foundation
import NIOHTTP1

/// Deliveries to a receiver that answers at once: signed, sent and recorded; and the same beside one that never answers.
struct DeliveryBench {
  private static let deliveriesPerSecondGoal = 3000.0
  /// What a hung endpoint may cost the others.
  private static let hungShareMax = 0.05
  /// In turns, so that a noisy minute falls on both.
  private static let turns = 2
  private static let waitSecondsMax = 120.0

  let run: BenchRun

  func measure() async throws {
    // The loopback of another machine's daemon is not ours.
    guard run.daemon != nil else { return }
    let count = min(20_000, max(2000, run.plan.events / 10))
    let before = try await run.counts().position
    try await fill(count)
    let receiver = try await BenchReceiver()
    let fast = try await endpoint("fast", receiver.url + "/fast")
    let hung = try await endpoint("hung", receiver.url + "/hung")
    var progress = ProgressBar("deliveries", of: 2 * Self.turns)
    var (alone, beside) = ([Double](), [Double]())
    for turn in 0..<Self.turns {
      try await enable(hung, false)
      alone.append(try await replay([fast], after: before, to: receiver, count: count))
      progress.show(2 * turn + 1)
      try await enable(hung, true)
      beside.append(try await replay([hung, fast], after: before, to: receiver, count: count))
      progress.show(2 * turn + 2)
    }
    for id in [fast, hung] { _ = try await run.api.json(.DELETE, "endpoints/\(id)") }
    try await receiver.close()
    add(alone: alone, beside: beside)
  }

  private func add(alone: [Double], beside: [Double]) {
    let mean = { (figures: [Double]) in figures.reduce(0, +) / Double(figures.count) }
    run.add(
      Measure("deliveries, signed and recorded", mean(alone), "/s")
        .goal("≥ 3,000/s", mean(alone) >= Self.deliveriesPerSecondGoal))
    run.add(
      Measure("the same beside an endpoint that hangs", mean(beside), "/s")
        .goal("within 5 % of it", mean(beside) >= (1 - Self.hungShareMax) * mean(alone)))
  }

  private func fill(_ count: Int) async throws {
    let documents = try await run.open(64, "Delivered")
    let target = run.target
    _ = try Load(target: target, connections: 64, requestsMax: count).run { number in
      target.request("POST", "documents/\(documents[number % documents.count])/comments", BenchRun.comment(number))
    }
  }

  private func endpoint(_ name: String, _ url: String) async throws -> String {
    let made = try await run.api.json(
      .POST, "endpoints",
      ["name": .string(name), "kind": "webhook", "url": .string(url), "event_types": ["comment.added"]])
    guard let id = made["id"]?.string else { throw CommandFailure("The endpoint was not made: \(made)") }
    return id
  }

  private func enable(_ endpoint: String, _ isEnabled: Bool) async throws {
    _ = try await run.api.json(.PATCH, "endpoints/\(endpoint)", ["enabled": .bool(isEnabled)])
  }

  /// Sends all of them again, and returns how many came a second.
  private func replay(
    _ endpoints: [String], after position: Int, to receiver: BenchReceiver, count: Int
  ) async throws -> Double {
    receiver.begin()
    for endpoint in endpoints {
      _ = try await run.api.json(.POST, "endpoints/\(endpoint)/replay", ["after": .int(position)])
    }
    let deadline = ContinuousClock.now + .seconds(Self.waitSecondsMax)
    while receiver.received < count {
      guard ContinuousClock.now < deadline else {
        throw CommandFailure("\(receiver.received) of \(count) deliveries came within two minutes.")
      }
      try await Task.sleep(for: .milliseconds(20))
    }
    return receiver.perSecond
  }
}
