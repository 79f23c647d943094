import Foundation
import Ledger
import Testing
import Workflow

@testable import Integrations

/// What waits for one endpoint: order is kept for each document, and none holds up another.
@Suite struct QueueingDeliveries {
  private let now = Timestamp(milliseconds: 1_000_000)

  @Test("a document's deliveries go one after another, and another document's meanwhile")
  func order() {
    var queue = DeliveryQueue()
    for delivery in [made(1, "a"), made(2, "a"), made(3, "b")] { queue.add(delivery, now: now) }
    let first = queue.take(now: now)
    let second = queue.take(now: now)
    #expect(first?.map(\.position) == [1] && second?.map(\.position) == [3])
    #expect(queue.take(now: now) == nil, "The second of 'a' waits for the first.")
    _ = queue.end(first ?? [], retryAt: nil, now: now)
    #expect(queue.take(now: now)?.map(\.position) == [2])
  }

  @Test("one that failed is tried again at its time, before those behind it")
  func retry() {
    var queue = DeliveryQueue()
    for delivery in [made(1, "a"), made(2, "a")] { queue.add(delivery, now: now) }
    let later = now.adding(seconds: 5)
    let first = queue.take(now: now) ?? []
    _ = queue.end(first, retryAt: later, as: .unknown, now: now)
    #expect(queue.take(now: now) == nil && queue.nextDue == later)
    let again = queue.take(now: later)?.first
    #expect(again?.position == 1 && again?.attempts == 1 && again?.state == .unknown)
  }

  @Test("what has no document waits for nothing")
  func withoutDocument() {
    var queue = DeliveryQueue()
    for delivery in [made(1, nil), made(2, nil)] { queue.add(delivery, now: now) }
    #expect(queue.take(now: now) != nil && queue.take(now: now) != nil)
  }

  @Test("comments are held back and go together, at once where something else stands behind them")
  func gathering() {
    var queue = DeliveryQueue()
    queue.gathers = { $0.eventType == "comment.added" }
    let held = now.adding(seconds: 300)
    for position in 1...3 as ClosedRange<Int64> {
      queue.add(made(position, "a", type: "comment.added", due: held), now: now)
    }
    #expect(queue.take(now: now) == nil && queue.nextDue == held)
    queue.add(made(4, "a", type: "verdict.given"), now: now)
    let gathered = queue.take(now: now) ?? []
    #expect(gathered.map(\.position) == [1, 2, 3])
    _ = queue.end(gathered, retryAt: nil, now: now)
    #expect(queue.take(now: now)?.map(\.position) == [4])
  }

  @Test("what went together goes together again, without what has come since")
  func gatheredAgain() {
    var queue = DeliveryQueue()
    queue.gathers = { $0.eventType == "comment.added" }
    for position in 1...2 as ClosedRange<Int64> { queue.add(made(position, "a", type: "comment.added"), now: now) }
    let taken = queue.take(now: now) ?? []
    queue.add(made(3, "a", type: "comment.added"), now: now)
    _ = queue.end(taken, retryAt: now, as: .unknown, now: now)
    let again = queue.take(now: now) ?? []
    #expect(again.map(\.position) == [1, 2])
    _ = queue.end(again, retryAt: nil, now: now)
    #expect(queue.take(now: now)?.map(\.position) == [3])
  }

  @Test("of a document with very many, the rest is read again once these are gone")
  func partial() {
    var queue = DeliveryQueue()
    let count = Int64(DeliveryQueue.chainMax) + 5
    for position in 1...count { queue.add(made(position, "a"), now: now) }
    #expect(queue.count == DeliveryQueue.chainMax)
    var (sent, mustRead) = (0, false)
    while let taken = queue.take(now: now) {
      sent += taken.count
      mustRead = queue.end(taken, retryAt: nil, now: now)
    }
    #expect(sent == DeliveryQueue.chainMax && mustRead && queue.count == 0)
  }

  @Test("forgetting keeps what is under way, so that it is not begun twice")
  func clearing() {
    var queue = DeliveryQueue()
    for delivery in [made(1, "a"), made(2, "a"), made(3, "b")] { queue.add(delivery, now: now) }
    let taken = queue.take(now: now) ?? []
    queue.clear()
    for delivery in [made(1, "a"), made(2, "a"), made(3, "b")] { queue.add(delivery, now: now) }
    #expect(queue.take(now: now)?.map(\.position) == [3] && queue.take(now: now) == nil)
    _ = queue.end(taken, retryAt: nil, now: now)
    #expect(queue.take(now: now)?.map(\.position) == [2])
  }

  private func made(
    _ position: Int64, _ document: String?, type: String = "stage.completed", due: Timestamp? = nil
  ) -> Delivery {
    Delivery(
      id: "msg_\(position)", endpoint: "ep", position: position, document: document, eventType: type, state: .pending,
      body: Data(), attempts: 0, begun: 0, asks: 0,
      dueAt: due ?? now, createdAt: now, finishedAt: nil)
  }
}
