import AsyncAlgorithms
import Foundation
package import Ledger
package import Logging
import ServiceLifecycle
import Workflow

/// Carries deliveries out: plans them from the log, sends what is due, keeps what came of it.
///
/// All that it knows is in the database, so a crash at any line leaves a delivery planned or not, sent or due again
/// under the same id.
package struct Deliverer: Service {
  /// Deliveries under way at once.
  private static let concurrencyMax = 8
  /// Even with nothing due it looks again after this long.
  private static let restSeconds = 30.0

  private let ledger: Ledger
  private let publicURL: @Sendable () -> String
  private let sender: Sender
  private let clients: HTTPClients
  private let nudge: Nudge
  private let logger: Logger

  package init(
    ledger: Ledger, policy: AddressPolicy, publicURL: @escaping @Sendable () -> String, nudge: Nudge, logger: Logger
  ) {
    self.ledger = ledger
    self.nudge = nudge
    self.logger = logger
    clients = HTTPClients()
    self.publicURL = publicURL
    sender = Sender(clients: clients, policy: policy, sources: ledger.sources)
  }

  package func run() async throws {
    let wakeUps = Wake.ups(of: ledger, nudge: nudge).cancelOnGracefulShutdown()
    var planner = Planner(ledger: ledger, publicURL: publicURL)
    var restUntil = Timestamp(milliseconds: 0)
    var seen: Int64 = -1
    for await wake in wakeUps {
      let now = ledger.now
      guard wake == .asked || now >= restUntil || ledger.position != seen else { continue }
      seen = ledger.position
      do {
        // An append that no endpoint wants is no reason to look for what is due.
        guard try await planner.planAll() || wake == .asked || now >= restUntil else { continue }
        try await sendDue()
        let latest = now.adding(seconds: Self.restSeconds)
        restUntil = min(try await ledger.nextDeliveryDue() ?? latest, latest)
      } catch {
        logger.error("deliveries are held up", metadata: ["error": "\(error)"])
        restUntil = now.adding(seconds: 1)
      }
    }
    await clients.shutdown()
  }

  private func sendDue() async throws {
    while true {
      let due = try await ledger.dueDeliveries(limit: Self.concurrencyMax)
      guard !due.isEmpty else { return }
      try await withThrowingDiscardingTaskGroup { group in
        for delivery in due { group.addTask { try await attempt(delivery) } }
      }
    }
  }

  private func attempt(_ delivery: Delivery) async throws {
    let start = ledger.now
    let clock = ContinuousClock.now
    guard let sealed = try await ledger.secret(of: delivery.endpoint) else { return }
    let secret = try JSONDecoder().decode(EndpointSecret.self, from: sealed)
    let result = await sender.send(delivery, secret: secret)
    let took = ContinuousClock.now - clock
    let number = delivery.attempts + 1
    let next = nextAttempt(after: number, result)
    let state: Delivery.State =
      result.isDelivered ? .delivered : result.isGone ? .failed : next == nil ? .exhausted : .pending
    let milliseconds = Int(took.components.seconds * 1000 + took.components.attoseconds / 1_000_000_000_000_000)
    try await ledger.record(
      DeliveryAttempt(
        number: number, at: start, durationMilliseconds: milliseconds, status: result.status, failure: result.failure,
        answer: result.answer), of: delivery.id, state: state, dueAt: next)
    logger.info(
      "delivery attempted",
      metadata: ["delivery": "\(delivery.id)", "attempt": "\(number)", "state": "\(state.rawValue)"])
    try await giveUp(delivery, state: state, attempts: number)
  }

  private func nextAttempt(after number: Int, _ result: AttemptResult) -> Timestamp? {
    let jitter = Double(ledger.sources.randomBytes(1).first ?? 0) / 255
    return RetrySchedule.next(
      after: number, at: ledger.now, jitter: jitter, retryAfter: result.retryAfterSeconds)
  }

  /// An endpoint that is gone, or that never answered, is switched off, on the record.
  private func giveUp(_ delivery: Delivery, state: Delivery.State, attempts: Int) async throws {
    guard state == .exhausted || state == .failed else { return }
    let metadata = EventMetadata(source: "delivery")
    if state == .exhausted {
      let exhausted = DeliveryExhausted(
        endpoint: delivery.endpoint, delivery: delivery.id, position: delivery.position, attempts: attempts)
      _ = try await ledger.perform(
        WriteRequest(target: .registry(.exhaustDelivery(exhausted)), actor: .daemon, metadata: metadata))
    }
    let reason = state == .failed ? "The endpoint answered 410 Gone." : "\(attempts) attempts at one delivery failed."
    _ = try await ledger.perform(
      WriteRequest(
        target: .registry(.disableEndpoint(EndpointDisabled(endpoint: delivery.endpoint, reason: reason))),
        actor: .daemon, metadata: metadata))
  }
}
