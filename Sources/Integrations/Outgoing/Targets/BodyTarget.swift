package import Foundation
package import Ledger
package import Workflow

/// A target that is sent the event itself, made into a body when it is planned: later attempts send the same bytes.
package protocol BodyTarget: Target {
  /// `facts` are those of the moment right after the event.
  static func body(of facts: PlannedFacts) throws -> Data
  func deliver(_ body: Data, through exchange: Exchange) async throws(DeliveryFailure)
}

extension BodyTarget {
  package func deliver(_ notice: Notice, through exchange: Exchange) async throws(DeliveryFailure) {
    throw DeliveryFailure(.settings, answer: "This kind is sent events, not messages.")
  }

  package func preview(_ notice: Notice) throws(DeliveryFailure) -> String {
    throw DeliveryFailure(.settings, answer: "This kind is sent events, not messages.")
  }
}

/// What is known of an event when its deliveries are planned.
package struct PlannedFacts: Sendable {
  package let recorded: RecordedEvent
  /// As it was right after the event.
  package let document: DocumentState?
  package let project: ProjectRecord?
  /// Names and identities of those who are spoken of, by id.
  package let people: [String: Profile]
  /// Who has the turn then, in their order.
  package let turns: [Turn]
  package let publicURL: String
}
