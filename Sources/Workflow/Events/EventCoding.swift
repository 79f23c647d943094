package import Foundation

/// A stored event that this version cannot read; start-up stops with its position.
package struct UnknownEvent: Error, CustomStringConvertible {
  package let type: String
  package let schemaVersion: Int

  package init(type: String, schemaVersion: Int) {
    self.type = type
    self.schemaVersion = schemaVersion
  }

  package var description: String {
    "The event type '\(type)' in version \(schemaVersion) is unknown to this version of Countersign."
  }
}

extension Event {
  /// The payload as JSON with sorted keys: the bytes that the log stores and hashes.
  package func encoded() throws -> Data {
    try PayloadCoding.encode(payload)
  }

  private var payload: any Encodable {
    switch self {
    case .documentOpened(let payload): payload
    case .draftSaved(let payload): payload
    case .draftSourceChanged(let payload): payload
    case .reviewRequested(let payload): payload
    case .reviewWithdrawn(let payload): payload
    case .reviewerAdded(let payload): payload
    case .commentAdded(let payload): payload
    case .commentEdited(let payload): payload
    case .commentResolved(let payload): payload
    case .commentReopened(let payload): payload
    case .checklistMarked(let payload): payload
    case .questionAnswered(let payload): payload
    case .verdictGiven(let payload): payload
    case .verdictWithdrawn(let payload): payload
    case .verdictStaled(let payload): payload
    case .verdictRestored(let payload): payload
    case .obligationVerified(let payload): payload
    case .stageCompleted(let payload): payload
    case .stageReturned(let payload): payload
    case .documentApproved(let payload): payload
    case .documentReopened(let payload): payload
    case .documentDeprecated(let payload): payload
    case .documentImported(let payload): payload
    case .gateOverridden(let payload): payload
    case .gateUnsatisfiable(let payload): payload
    case .gateSatisfiable(let payload): payload
    case .reviewCommented(let payload): payload
    case .turnHandedOver(let payload): payload
    case .documentWorkflowChanged(let payload): payload
    case .reminderSent(let payload): payload
    case .projectStepCompleted(let payload): payload
    case .projectStepReopened(let payload): payload
    case .templatePublished(let payload): payload
    case .workflowPublished(let payload): payload
    case .pipelinePublished(let payload): payload
    case .delegationGranted(let payload): payload
    case .delegationEnded(let payload): payload
    case .projectOpened(let payload): payload
    case .projectUpdated(let payload): payload
    case .userRegistered(let payload): payload
    case .userUpdated(let payload): payload
    case .roleGranted(let payload): payload
    case .roleRevoked(let payload): payload
    case .tokenIssued(let payload): payload
    case .tokenRevoked(let payload): payload
    case .endpointCreated(let payload): payload
    case .endpointUpdated(let payload): payload
    case .endpointDisabled(let payload): payload
    case .endpointDeleted(let payload): payload
    case .deliveryExhausted(let payload): payload
    case .connectionCreated(let payload): payload
    case .connectionDeleted(let payload): payload
    case .pushReceived(let payload): payload
    case .changeRequestUpdated(let payload): payload
    case .changeRequestReviewed(let payload): payload
    case .bodyRedacted(let payload): payload
    case .userErased(let payload): payload
    case .groupCreated(let payload): payload
    case .groupUpdated(let payload): payload
    case .groupDeleted(let payload): payload
    }
  }

  /// Reads a stored payload, of any version that ever was written. Throws `UnknownEvent` for a type or version that is not known, and a `DecodingError` for
  /// a payload that is not what its type says.
  package init(type name: String, schemaVersion: Int, payload: Data) throws {
    guard let type = EventType.named[name] else { throw UnknownEvent(type: name, schemaVersion: schemaVersion) }
    let payload = try Upcasting.payload(payload, of: type, version: schemaVersion)
    func decoded<Payload: Decodable>(_ make: (Payload) -> Event) throws -> Event {
      make(try PayloadCoding.decode(from: payload))
    }
    self =
      switch type {
      case .documentOpened: try decoded(Event.documentOpened)
      case .draftSaved: try decoded(Event.draftSaved)
      case .draftSourceChanged: try decoded(Event.draftSourceChanged)
      case .reviewRequested: try decoded(Event.reviewRequested)
      case .reviewWithdrawn: try decoded(Event.reviewWithdrawn)
      case .reviewerAdded: try decoded(Event.reviewerAdded)
      case .commentAdded: try decoded(Event.commentAdded)
      case .commentEdited: try decoded(Event.commentEdited)
      case .commentResolved: try decoded(Event.commentResolved)
      case .commentReopened: try decoded(Event.commentReopened)
      case .checklistMarked: try decoded(Event.checklistMarked)
      case .questionAnswered: try decoded(Event.questionAnswered)
      case .verdictGiven: try decoded(Event.verdictGiven)
      case .verdictWithdrawn: try decoded(Event.verdictWithdrawn)
      case .verdictStaled: try decoded(Event.verdictStaled)
      case .verdictRestored: try decoded(Event.verdictRestored)
      case .obligationVerified: try decoded(Event.obligationVerified)
      case .stageCompleted: try decoded(Event.stageCompleted)
      case .stageReturned: try decoded(Event.stageReturned)
      case .documentApproved: try decoded(Event.documentApproved)
      case .documentReopened: try decoded(Event.documentReopened)
      case .documentDeprecated: try decoded(Event.documentDeprecated)
      case .documentImported: try decoded(Event.documentImported)
      case .gateOverridden: try decoded(Event.gateOverridden)
      case .gateUnsatisfiable: try decoded(Event.gateUnsatisfiable)
      case .gateSatisfiable: try decoded(Event.gateSatisfiable)
      case .reviewCommented: try decoded(Event.reviewCommented)
      case .turnHandedOver: try decoded(Event.turnHandedOver)
      case .documentWorkflowChanged: try decoded(Event.documentWorkflowChanged)
      case .reminderSent: try decoded(Event.reminderSent)
      case .projectStepCompleted: try decoded(Event.projectStepCompleted)
      case .projectStepReopened: try decoded(Event.projectStepReopened)
      case .templatePublished: try decoded(Event.templatePublished)
      case .workflowPublished: try decoded(Event.workflowPublished)
      case .pipelinePublished: try decoded(Event.pipelinePublished)
      case .delegationGranted: try decoded(Event.delegationGranted)
      case .delegationEnded: try decoded(Event.delegationEnded)
      case .projectOpened: try decoded(Event.projectOpened)
      case .projectUpdated: try decoded(Event.projectUpdated)
      case .userRegistered: try decoded(Event.userRegistered)
      case .userUpdated: try decoded(Event.userUpdated)
      case .roleGranted: try decoded(Event.roleGranted)
      case .roleRevoked: try decoded(Event.roleRevoked)
      case .tokenIssued: try decoded(Event.tokenIssued)
      case .tokenRevoked: try decoded(Event.tokenRevoked)
      case .endpointCreated: try decoded(Event.endpointCreated)
      case .endpointUpdated: try decoded(Event.endpointUpdated)
      case .endpointDisabled: try decoded(Event.endpointDisabled)
      case .endpointDeleted: try decoded(Event.endpointDeleted)
      case .deliveryExhausted: try decoded(Event.deliveryExhausted)
      case .connectionCreated: try decoded(Event.connectionCreated)
      case .connectionDeleted: try decoded(Event.connectionDeleted)
      case .pushReceived: try decoded(Event.pushReceived)
      case .changeRequestUpdated: try decoded(Event.changeRequestUpdated)
      case .changeRequestReviewed: try decoded(Event.changeRequestReviewed)
      case .bodyRedacted: try decoded(Event.bodyRedacted)
      case .userErased: try decoded(Event.userErased)
      case .groupCreated: try decoded(Event.groupCreated)
      case .groupUpdated: try decoded(Event.groupUpdated)
      case .groupDeleted: try decoded(Event.groupDeleted)
      }
  }
}
