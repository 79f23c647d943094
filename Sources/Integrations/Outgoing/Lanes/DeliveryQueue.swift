import Ledger
import Workflow

/// What waits for one endpoint: each document's deliveries in their order, one at a time, and the documents in turns.
struct DeliveryQueue {
  /// Of one document in memory; more are read again once these are gone.
  static let chainMax = 64

  private struct Chain {
    var waiting: [Delivery] = []
    /// Earlier than this nothing of it is tried.
    var dueAt: Timestamp
    var isBusy = false
    /// Whether there are more of it than are here.
    var isPartial = false
  }

  private var chains: [String: Chain] = [:]
  private var known: Set<String> = []
  /// Documents whose first delivery is due, in turns.
  private var ready: [String] = []
  private var next = 0
  /// Documents whose first delivery is due later.
  private var resting: Set<String> = []
  private var earliestRest: Timestamp?

  /// Deliveries that may be held back to go out together with those behind them.
  var gathers: @Sendable (Delivery) -> Bool = { _ in false }

  var count: Int { known.count }
  var readyCount: Int { ready.count - next }
  /// When the next of those that rest comes due.
  var nextDue: Timestamp? { earliestRest }

  /// Without a document a delivery has no order to keep.
  private func key(of delivery: Delivery) -> String { delivery.document ?? "delivery/\(delivery.id)" }

  mutating func add(_ delivery: Delivery, now: Timestamp) {
    guard known.insert(delivery.id).inserted else { return }
    let key = key(of: delivery)
    guard var chain = chains[key] else {
      chains[key] = Chain(waiting: [delivery], dueAt: delivery.dueAt)
      return schedule(key, now: now)
    }
    guard chain.waiting.count < Self.chainMax else {
      chains[key]?.isPartial = true
      known.remove(delivery.id)
      return
    }
    chain.waiting.append(delivery)
    // What was held back to be gathered goes as soon as something else stands behind it.
    let endsGathering = !gathers(delivery) && chain.waiting.dropLast().allSatisfy(gathers)
    if endsGathering, !chain.isBusy, chain.waiting[0].attempts == 0 { chain.dueAt = min(chain.dueAt, now) }
    chains[key] = chain
    if endsGathering, !chain.isBusy { schedule(key, now: now) }
  }

  /// The next that is due, with those that go out together with it; its document is busy until `end` is called.
  mutating func take(now: Timestamp) -> [Delivery]? {
    if let earliestRest, earliestRest <= now { wakeResting(now: now) }
    while next < ready.count {
      let key = ready[next]
      next += 1
      if next > 512, next * 2 > ready.count {
        ready.removeFirst(next)
        next = 0
      }
      guard let chain = chains[key], !chain.isBusy, let first = chain.waiting.first, chain.dueAt <= now else {
        continue
      }
      chains[key]?.isBusy = true
      return together(with: first, in: chain)
    }
    return nil
  }

  /// Once tried they are the same again, whatever has come since: a tool that has had them under their key would take
  /// more of them for what it has had.
  private func together(with first: Delivery, in chain: Chain) -> [Delivery] {
    guard gathers(first) else { return [first] }
    return Array(chain.waiting.prefix { gathers($0) && ($0.begun > 0) == (first.begun > 0) })
  }

  /// Ends what was taken. `retryAt` is when it is tried again; nil where it is done with. Returns whether more of this
  /// document has to be read.
  mutating func end(
    _ taken: [Delivery], retryAt: Timestamp?, as state: Delivery.State = .pending, now: Timestamp
  ) -> Bool {
    guard let first = taken.first else { return false }
    let key = key(of: first)
    guard var chain = chains[key] else { return false }
    chain.isBusy = false
    if let retryAt {
      chain.dueAt = retryAt
      chain.waiting.replaceSubrange(..<min(taken.count, chain.waiting.count), with: taken.map { $0.tried(state) })
    } else {
      chain.waiting.removeFirst(min(taken.count, chain.waiting.count))
      taken.forEach { known.remove($0.id) }
      chain.dueAt = chain.waiting.first.map { isHeldBack($0, in: chain) ? $0.dueAt : min($0.dueAt, now) } ?? now
    }
    let mustRead = chain.waiting.isEmpty && chain.isPartial
    chains[key] = chain.waiting.isEmpty ? nil : chain
    if !chain.waiting.isEmpty { schedule(key, now: now) }
    return mustRead
  }

  private func isHeldBack(_ first: Delivery, in chain: Chain) -> Bool {
    first.attempts > 0 || (gathers(first) && chain.waiting.allSatisfy(gathers))
  }

  /// Forgets all that is not under way, to be read again.
  mutating func clear() {
    for (key, chain) in chains where !chain.isBusy {
      chain.waiting.forEach { known.remove($0.id) }
      chains[key] = nil
    }
    for (key, chain) in chains { if chain.waiting.count > 1 { keepFirst(of: key, chain) } }
    (ready, next, resting, earliestRest) = ([], 0, [], nil)
  }

  /// Of a busy one only what is under way stays; the rest is read again.
  private mutating func keepFirst(of key: String, _ chain: Chain) {
    var chain = chain
    let kept = together(with: chain.waiting[0], in: chain)
    chain.waiting.dropFirst(kept.count).forEach { known.remove($0.id) }
    chain.waiting = kept
    chains[key] = chain
  }

  private mutating func schedule(_ key: String, now: Timestamp) {
    guard let chain = chains[key], !chain.isBusy else { return }
    if chain.dueAt <= now {
      resting.remove(key)
      ready.append(key)
    } else {
      resting.insert(key)
      earliestRest = min(earliestRest ?? chain.dueAt, chain.dueAt)
    }
  }

  private mutating func wakeResting(now: Timestamp) {
    let all = resting
    (resting, earliestRest) = ([], nil)
    for key in all { schedule(key, now: now) }
  }
}
