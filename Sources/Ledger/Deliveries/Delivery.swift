package import Foundation
package import Workflow

/// One thing to be sent to one endpoint, and how that went.
package struct Delivery: Sendable {
  package enum State: String, Sendable, CaseIterable {
    case pending, delivered, failed, exhausted
    /// It waits like a pending one, and an attempt may have been carried out without our knowing.
    case unknown

    package var isWaiting: Bool { self == .pending || self == .unknown }
  }

  /// The `webhook-id`: the same over all attempts and restarts.
  package let id: String
  package let endpoint: String
  /// Of the event in the log.
  package let position: Int64
  package let document: String?
  package let eventType: String
  package private(set) var state: State
  package let body: Data
  /// Attempts that came to an end.
  package private(set) var attempts: Int
  /// Attempts that have begun; one more than `attempts` where the daemon ended in the middle of one.
  package private(set) var begun: Int
  /// How often it was asked for again by hand.
  package let asks: Int
  package private(set) var dueAt: Timestamp
  package let createdAt: Timestamp
  package let finishedAt: Timestamp?
  /// The id of the trace that its event was written in, where that is known.
  package var trace: String?

  package init(
    id: String, endpoint: String, position: Int64, document: String?, eventType: String, state: State, body: Data,
    attempts: Int, begun: Int, asks: Int, dueAt: Timestamp, createdAt: Timestamp, finishedAt: Timestamp?
  ) {
    self.id = id
    self.endpoint = endpoint
    self.position = position
    self.document = document
    self.eventType = eventType
    self.state = state
    self.body = body
    self.attempts = attempts
    self.begun = begun
    self.asks = asks
    self.dueAt = dueAt
    self.createdAt = createdAt
    self.finishedAt = finishedAt
  }

  /// As it is after one more attempt that did not get through.
  package func tried(_ state: State) -> Delivery {
    var delivery = self
    (delivery.state, delivery.attempts) = (state, attempts + 1)
    delivery.begun = max(begun, attempts + 1)
    return delivery
  }

  package func due(at time: Timestamp) -> Delivery {
    var delivery = self
    delivery.dueAt = time
    return delivery
  }
}

package struct DeliveryAttempt: Sendable {
  /// Bytes of an answer that are kept.
  package static let answerBytesMax = 16 * 1024

  package let number: Int
  package let at: Timestamp
  package let durationMilliseconds: Int
  package let status: Int?
  /// A word for what went wrong, such as `timeout`; nil where nothing did.
  package let failure: String?
  package let answer: String?

  package init(
    number: Int, at: Timestamp, durationMilliseconds: Int, status: Int?, failure: String?, answer: String?
  ) {
    self.number = number
    self.at = at
    self.durationMilliseconds = durationMilliseconds
    self.status = status
    self.failure = failure
    self.answer = answer.map { String(decoding: Data($0.utf8).prefix(Self.answerBytesMax), as: UTF8.self) }
  }
}

/// What an attempt came to, to be kept.
package struct DeliveryResult: Sendable {
  package let deliveries: [Delivery]
  package let attempt: DeliveryAttempt
  package let state: Delivery.State
  /// When it is tried again, where it is.
  package let dueAt: Timestamp?

  /// `deliveries` are those that went out together in this attempt.
  package init(deliveries: [Delivery], attempt: DeliveryAttempt, state: Delivery.State, dueAt: Timestamp?) {
    self.deliveries = deliveries
    self.attempt = attempt
    self.state = state
    self.dueAt = dueAt
  }
}

/// A delivery to be planned.
package struct PlannedDelivery: Sendable {
  package let id: String
  package let endpoint: String
  package let position: Int64
  package let document: String?
  package let eventType: String
  package let body: Data
  /// Nil is at once.
  package let dueAt: Timestamp?

  package init(
    id: String, endpoint: String, position: Int64, document: String?, eventType: String, body: Data,
    dueAt: Timestamp? = nil
  ) {
    self.id = id
    self.endpoint = endpoint
    self.position = position
    self.document = document
    self.eventType = eventType
    self.body = body
    self.dueAt = dueAt
  }
}
