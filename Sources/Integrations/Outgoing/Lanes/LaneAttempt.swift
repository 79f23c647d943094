import Foundation
import Ledger
import NIOConcurrencyHelpers
import Workflow

/// What one attempt came to.
struct AttemptOutcome: Sendable {
  let number: Int
  let state: Delivery.State
  /// When it is tried again, where it is.
  let dueAt: Timestamp?
  let failure: DeliveryFailure?
  /// Whether it was asked for again while it was under way.
  var isAskedAgain = false
}

/// One attempt at what goes out together: begun on the record, carried out, and kept with what came of it.
struct LaneAttempt: Sendable {
  let endpoint: LaneEndpoint
  let ledger: Ledger
  /// Of one document, in order; more than one where comments were gathered.
  let deliveries: [Delivery]

  private var first: Delivery { deliveries[0] }
  private var last: Delivery { deliveries[deliveries.count - 1] }

  /// Throws `CancellationError` where the daemon ends in the middle of it, and `LedgerFailure`.
  func run() async throws -> AttemptOutcome {
    let (start, clock) = (ledger.now, ContinuousClock.now)
    let answers = NIOLockedValueBox<TargetAnswer?>(nil)
    // A body is keyed by its id whatever happens; a message that is made anew must know whether it was made before.
    if !(endpoint.target is any BodyTarget) { try await ledger.beginAttempt(of: deliveries.map(\.id)) }
    var failure: DeliveryFailure?
    do throws(DeliveryFailure) {
      try await carryOut { answer in answers.withLockedValue { $0 = answer } }
    } catch {
      failure = error
    }
    try Task.checkCancellation()
    var outcome = outcome(of: failure, at: ledger.now)
    let answer = answers.withLockedValue { $0 }
    let attempt = DeliveryAttempt(
      number: outcome.number, at: start, durationMilliseconds: Int((ContinuousClock.now - clock) / .milliseconds(1)),
      status: failure?.status ?? answer?.status, failure: failure?.kind.rawValue,
      answer: endpoint.redacted(failure?.answer ?? answer?.text))
    outcome.isAskedAgain = try await ledger.record(
      DeliveryResult(deliveries: deliveries, attempt: attempt, state: outcome.state, dueAt: outcome.dueAt))
    return outcome
  }

  private func carryOut(
    _ onAnswer: @escaping @Sendable (TargetAnswer) -> Void
  ) async throws(DeliveryFailure) {
    let client = endpoint.client
    let exchange = Exchange(
      id: first.id, seconds: ledger.sources.now().milliseconds / 1000, attempt: max(first.attempts, first.begun) + 1,
      mayHaveArrived: first.state == .unknown || first.begun > first.attempts,
      links: DatabaseLinks(ledger: ledger, endpoint: endpoint.id)
    ) { (request) async throws(DeliveryFailure) in
      let answer = try await client.send(request)
      // What was only looked up holds what others have written there: none of it is kept.
      if request.method != "GET" { onAnswer(answer) }
      return answer
    }
    if let target = endpoint.target as? any BodyTarget {
      try await target.deliver(last.body, through: exchange)
    } else {
      try await endpoint.target.deliver(try notice(), through: exchange)
    }
  }

  private func notice() throws(DeliveryFailure) -> Notice {
    do {
      var notices = try deliveries.map { try JSONDecoder().decode(Notice.self, from: $0.body) }
      guard var notice = notices.popLast() else {
        throw DeliveryFailure(.settings, answer: "There is nothing to send.")
      }
      notice.gathered = notices
      return notice
    } catch {
      throw DeliveryFailure(.settings, answer: "What was planned cannot be read: \(error)")
    }
  }

  private func outcome(of failure: DeliveryFailure?, at now: Timestamp) -> AttemptOutcome {
    let number = first.attempts + 1
    guard let failure else { return AttemptOutcome(number: number, state: .delivered, dueAt: nil, failure: nil) }
    if failure.isGone { return AttemptOutcome(number: number, state: .failed, dueAt: nil, failure: failure) }
    let jitter = Double(ledger.sources.randomBytes(1).first ?? 0) / 255
    guard
      let next = endpoint.schedule.next(
        after: number, at: now, jitter: jitter, retryAfter: failure.retryAfter)
    else {
      return AttemptOutcome(number: number, state: .exhausted, dueAt: nil, failure: failure)
    }
    return AttemptOutcome(
      number: number, state: failure.isAmbiguous ? .unknown : .pending, dueAt: next, failure: failure)
  }
}

/// The links of one endpoint in the database.
struct DatabaseLinks: LinkStore {
  let ledger: Ledger
  let endpoint: String

  func link(of subject: String) async throws -> ExternalLink? {
    try await ledger.externalLink(endpoint: endpoint, subject: subject)
      .map { ExternalLink(key: $0.key, url: $0.url, note: $0.note) }
  }

  func keep(_ link: ExternalLink, of subject: String) async throws {
    try await ledger.keepExternalLink(
      endpoint: endpoint, subject: subject, key: link.key, url: link.url, note: link.note)
  }
}
