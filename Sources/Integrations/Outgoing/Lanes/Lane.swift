import AsyncAlgorithms
import Foundation
import Ledger
import Logging
import Telemetry
import Workflow

/// One endpoint's deliveries: each document's in order, several documents at once, no faster than the endpoint bears, and
/// none while it is down. Another endpoint's are never held up by it.
actor Lane {
  /// Deliveries that are read at once.
  private static let pageMax = 500
  /// Fewer than so many that could go make it read on.
  private static let readyMin = 200
  /// In memory; what rests beyond this is read later.
  private static let loadedMax = 20_000
  private static let restSeconds = 30.0

  private let endpoint: LaneEndpoint
  private let ledger: Ledger
  private let logger: Logger
  private let meters: DaemonMeters
  private let (wakeUps, waking) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  private var queue = DeliveryQueue()
  private var breaker = Breaker()
  private var place: (position: Int64, id: String)?
  private var isAtEnd = false
  private var loadedAt: Int64 = 0
  private var underWay = 0
  private var nextStart = ContinuousClock.now
  private var pausedUntil: Timestamp?
  private var isStopped = false

  init(_ endpoint: LaneEndpoint, ledger: Ledger, logger: Logger, meters: DaemonMeters) {
    self.endpoint = endpoint
    self.ledger = ledger
    self.logger = logger
    self.meters = meters
    queue.gathers = { endpoint.gathers($0) }
  }

  nonisolated var id: String { endpoint.id }

  /// There is something new behind what it has read.
  func readOn() {
    isAtEnd = false
    waking.yield()
  }

  /// What it has read may be no longer so.
  func readAgain() {
    queue.clear()
    (place, isAtEnd) = (nil, false)
    waking.yield()
  }

  /// Begins nothing more; `run` returns once what is under way has ended.
  func stop() {
    isStopped = true
    waking.yield()
  }

  func run() async {
    await withDiscardingTaskGroup { group in
      while !isStopped, !Task.isCancelled {
        await load()
        let wakeAt = start(in: &group)
        await rest(until: wakeAt)
      }
    }
  }

  private func load() async {
    // What was erased since it was read must not go out.
    if ledger.lastPosition(of: [.bodyRedacted, .userErased]) > loadedAt { readAgain() }
    while !isAtEnd, queue.readyCount < Self.readyMin, queue.count < Self.loadedMax {
      let position = ledger.position
      do {
        let read = try await ledger.waitingDeliveries(of: endpoint.id, after: place, limit: Self.pageMax)
        loadedAt = position
        let now = ledger.now
        for delivery in read { queue.add(held(delivery), now: now) }
        if let last = read.last { place = (last.position, last.id) }
        isAtEnd = read.count < Self.pageMax
      } catch {
        logger.error("deliveries cannot be read", metadata: ["endpoint": "\(endpoint.id)", "error": "\(error)"])
        pausedUntil = ledger.now.adding(seconds: 1)
        return
      }
    }
  }

  /// A comment waits for others, from when it was planned.
  private func held(_ delivery: Delivery) -> Delivery {
    guard endpoint.gathers(delivery), delivery.attempts == 0 else { return delivery }
    return delivery.due(at: max(delivery.dueAt, delivery.createdAt.adding(seconds: endpoint.hours.gatherSeconds)))
  }

  /// Starts what may start now. Returns when there may be more.
  private func start(in group: inout DiscardingTaskGroup) -> Timestamp {
    let now = ledger.now
    let latest = now.adding(seconds: Self.restSeconds)
    if let pausedUntil, pausedUntil > now { return min(pausedUntil, latest) }
    if endpoint.traits.isChat, let quietEnd = endpoint.hours.quietEnd(at: now) { return min(quietEnd, latest) }
    while underWay < endpoint.pace.concurrency {
      if ContinuousClock.now < nextStart {
        return now.adding(seconds: (nextStart - ContinuousClock.now) / .seconds(1))
      }
      guard queue.readyCount > 0 || queue.nextDue.map({ $0 <= now }) ?? false else { break }
      guard breaker.admits(at: now) else { return min(breaker.reopensAt ?? latest, latest) }
      guard let taken = queue.take(now: now) else { break }
      nextStart = max(ContinuousClock.now, nextStart) + endpoint.pace.interval
      underWay += 1
      group.addTask { [self] in
        await TraceContext.$current.withValue(trace(of: taken)) { await carryOut(taken) }
      }
      if breaker.isOpen { break }
    }
    return min(queue.nextDue ?? latest, latest)
  }

  private func rest(until time: Timestamp) async {
    let seconds = max(0.001, Double(time.milliseconds - ledger.now.milliseconds) / 1000)
    let timer = Task { [waking] in
      try? await Task.sleep(for: .seconds(seconds))
      if !Task.isCancelled { waking.yield() }
    }
    for await _ in wakeUps { break }
    timer.cancel()
  }

  /// A span of the trace in which the last of them was caused; of its own where that is not known.
  nonisolated private func trace(of taken: [Delivery]) -> TraceContext {
    TraceContext.continuing(taken.last?.trace, ledger.sources.randomBytes)
  }

  private func carryOut(_ taken: [Delivery]) async {
    let start = ContinuousClock.now
    let attempt = LaneAttempt(endpoint: endpoint, ledger: ledger, deliveries: taken)
    do {
      let outcome = try await attempt.run()
      end(taken, outcome)
      tell(of: taken, outcome, took: ContinuousClock.now - start)
      try await giveUp(taken[0], outcome)
    } catch is CancellationError {
      // The daemon ends: it is tried again after the next start.
      underWay -= 1
    } catch {
      logger.error("deliveries are held up", metadata: ["endpoint": "\(endpoint.id)", "error": "\(error)"])
      underWay -= 1
      _ = queue.end(taken, retryAt: ledger.now.adding(seconds: 1), now: ledger.now)
      waking.yield()
    }
  }

  private func tell(of taken: [Delivery], _ outcome: AttemptOutcome, took: Duration) {
    let (kind, failure) = (endpoint.record.created.kind, outcome.failure?.kind.rawValue)
    meters.deliveryAttempts.add([kind, failure ?? "delivered"])
    meters.deliverySeconds.observe(took / .seconds(1), [kind])
    var metadata: Logger.Metadata = [
      "delivery": "\(taken[0].id)", "endpoint": "\(endpoint.id)", "attempt": .stringConvertible(outcome.number),
      "state": "\(outcome.state.rawValue)", "duration_ms": .stringConvertible(took.loggedMilliseconds),
    ]
    if let failure { metadata["failure"] = "\(failure)" }
    logger.info("delivery attempted", metadata: metadata)
  }

  private func end(_ taken: [Delivery], _ outcome: AttemptOutcome) {
    let now = ledger.now
    underWay -= 1
    breaker.record(succeeded: outcome.failure == nil, at: now)
    if let failure = outcome.failure, failure.kind == .rateLimit, let seconds = failure.retryAfter {
      pausedUntil = now.adding(seconds: seconds)
    }
    let waitsUntil = outcome.state.isWaiting && !outcome.isAskedAgain ? outcome.dueAt : nil
    let mustRead = queue.end(taken, retryAt: waitsUntil, as: outcome.state, now: now)
    if mustRead || outcome.isAskedAgain { (place, isAtEnd) = (nil, false) }
    waking.yield()
  }

  /// An endpoint that is gone, or that never answered, is switched off, on the record.
  private func giveUp(_ delivery: Delivery, _ outcome: AttemptOutcome) async throws {
    guard outcome.state == .exhausted || outcome.state == .failed, !outcome.isAskedAgain else { return }
    let metadata = EventMetadata(source: "delivery")
    if outcome.state == .exhausted {
      let exhausted = DeliveryExhausted(
        endpoint: delivery.endpoint, delivery: delivery.id, position: delivery.position, attempts: outcome.number)
      _ = try await ledger.perform(
        WriteRequest(target: .registry(.exhaustDelivery(exhausted)), actor: .daemon, metadata: metadata))
    }
    let reason =
      outcome.state == .failed
      ? "The endpoint says that it is gone." : "\(outcome.number) attempts at one delivery failed."
    _ = try await ledger.perform(
      WriteRequest(
        target: .registry(.disableEndpoint(EndpointDisabled(endpoint: delivery.endpoint, reason: reason))),
        actor: .daemon, metadata: metadata))
  }
}
