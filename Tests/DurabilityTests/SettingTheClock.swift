import Foundation
import Ledger
import TestSupport
import Testing
import Workflow

/// The machine's clock may jump: the log's order, keys and what is due do not depend on it.
@Suite struct SettingTheClock {
  private static let hour: Int64 = 3_600_000

  @Test("the log's time never goes back, and a key gives its answer, whatever the clock does")
  func order() async throws {
    let (recording, clock) = (try Recording(), TestLedger.Clock())
    let ledger = try TestLedger.open(recording.database, clock: clock)
    for request in [Requests.register("ada"), Requests.open("one")] { _ = try await ledger.perform(request) }
    var random = Seeded(Torture.seed)
    var answers: [Data] = []
    for number in 0..<60 {
      clock.move(by: [Self.hour, -Self.hour, -60_000, 0, 1].randomElement(using: &random) ?? 0)
      answers.append(try await ledger.perform(Requests.comment("c\(number)", on: "one", key: "k\(number)")).answer.body)
    }
    clock.move(by: -24 * Self.hour)
    for (number, answer) in answers.enumerated() {
      let again = try await ledger.perform(Requests.comment("c\(number)", on: "one", key: "k\(number)")).answer
      #expect(again.isReplayed && again.body == answer)
    }
    let events = try await ledger.events(limit: 1000)
    let times = events.map(\.position.timestamp)
    #expect(times == times.sorted() && events.map(\.seq) == Array(1...Int64(events.count)), "seed \(Torture.seed)")
    for event in events {
      let position = try await ledger.position(at: event.position.timestamp)
      #expect(position >= event.seq)
    }
    try ledger.close()
  }

  @Test("a clock that goes back neither holds deliveries up nor changes their order")
  func deliveries() async throws {
    let (recording, clock) = (try Recording(), TestLedger.Clock())
    let ledger = try TestLedger.open(recording.database, clock: clock)
    _ = try await ledger.perform(Requests.register("ada"))
    _ = try await ledger.perform(Requests.endpoint("ep"))
    for position in [1, 2] as [Int64] {
      // The id holds the time, and that of the second is the earlier one.
      let planned = PlannedDelivery(
        id: ledger.sources.newID("dlv"), endpoint: "ep", position: position, document: "one",
        eventType: "comment.added", body: Data())
      try await ledger.plan([planned], cursors: ["ep": position])
      clock.move(by: -Self.hour)
    }
    let waiting = try await ledger.waitingDeliveries(of: "ep", limit: 10)
    #expect(waiting.map(\.position) == [1, 2])
    #expect(waiting.allSatisfy { $0.dueAt <= ledger.now }, "What is due by the time that was stays due.")
    try ledger.close()
  }

  @Test("receipts are dealt with in the order in which they came, whatever the clock does")
  func receipts() async throws {
    let (recording, clock) = (try Recording(), TestLedger.Clock())
    let ledger = try TestLedger.open(recording.database, clock: clock)
    _ = try await ledger.perform(Requests.register("ada"))
    for name in ["first", "second"] {
      _ = try await ledger.receive(
        connection: "con", delivery: name, event: "push", subject: "refs/heads/main", body: Data())
      clock.move(by: -Self.hour)
    }
    let due = try await ledger.takeReceipt(of: "con", leaseSeconds: 60)
    #expect(due?.delivery == "first")
    try ledger.close()
  }
}
