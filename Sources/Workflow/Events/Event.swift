/// Everything that can have happened, one case a type.
package enum Event: Hashable, Sendable {
  case documentOpened(DocumentOpened)
  case draftSaved(DraftSaved)
  case draftSourceChanged(DraftSourceChanged)
  case reviewRequested(ReviewRequested)
  case reviewWithdrawn(ReviewWithdrawn)
  case reviewerAdded(ReviewerAdded)
  case commentAdded(CommentAdded)
  case commentEdited(CommentEdited)
  case commentResolved(CommentResolved)
  case commentReopened(CommentReopened)
  case checklistMarked(ChecklistMarked)
  case questionAnswered(QuestionAnswered)
  case verdictGiven(VerdictGiven)
  case verdictWithdrawn(VerdictWithdrawn)
  case verdictStaled(VerdictStaled)
  case verdictRestored(VerdictRestored)
  case obligationVerified(ObligationVerified)
  case stageCompleted(StageCompleted)
  case stageReturned(StageReturned)
  case documentApproved(DocumentApproved)
  case documentReopened(DocumentReopened)
  case documentDeprecated(DocumentDeprecated)
  case documentImported(DocumentImported)
  case gateOverridden(GateOverridden)
  case gateUnsatisfiable(GateUnsatisfiable)
  case gateSatisfiable(GateSatisfiable)
  case reviewCommented(ReviewCommented)
  case turnHandedOver(TurnHandedOver)
  case documentWorkflowChanged(DocumentWorkflowChanged)
  case reminderSent(ReminderSent)
  case projectStepCompleted(ProjectStepCompleted)
  case projectStepReopened(ProjectStepReopened)
  case templatePublished(TemplatePublished)
  case workflowPublished(WorkflowPublished)
  case pipelinePublished(PipelinePublished)
  case delegationGranted(DelegationGranted)
  case delegationEnded(DelegationEnded)
  case projectOpened(ProjectOpened)
  case projectUpdated(ProjectUpdated)
  case userRegistered(UserRegistered)
  case userUpdated(UserUpdated)
  case roleGranted(RoleGranted)
  case roleRevoked(RoleRevoked)
  case tokenIssued(TokenIssued)
  case tokenRevoked(TokenRevoked)
  case endpointCreated(EndpointCreated)
  case endpointUpdated(EndpointUpdated)
  case endpointDisabled(EndpointDisabled)
  case endpointDeleted(EndpointDeleted)
  case deliveryExhausted(DeliveryExhausted)
  case connectionCreated(ConnectionCreated)
  case connectionDeleted(ConnectionDeleted)
  case pushReceived(PushReceived)
  case changeRequestUpdated(ChangeRequestUpdated)
  case changeRequestReviewed(ChangeRequestReviewed)
  case bodyRedacted(BodyRedacted)
  case userErased(UserErased)
  case groupCreated(GroupCreated)
  case groupUpdated(GroupUpdated)
  case groupDeleted(GroupDeleted)
}

/// The type of an event as the log, the API and the webhooks name it.
package enum EventType: String, Hashable, Sendable, Codable, CaseIterable {
  case documentOpened = "document.opened"
  case draftSaved = "draft.saved"
  case draftSourceChanged = "draft.source_changed"
  case reviewRequested = "review.requested"
  case reviewWithdrawn = "review.withdrawn"
  case reviewerAdded = "reviewer.added"
  case commentAdded = "comment.added"
  case commentEdited = "comment.edited"
  case commentResolved = "comment.resolved"
  case commentReopened = "comment.reopened"
  case checklistMarked = "checklist.marked"
  case questionAnswered = "question.answered"
  case verdictGiven = "verdict.given"
  case verdictWithdrawn = "verdict.withdrawn"
  case verdictStaled = "verdict.staled"
  case verdictRestored = "verdict.restored"
  case obligationVerified = "obligation.verified"
  case stageCompleted = "stage.completed"
  case stageReturned = "stage.returned"
  case documentApproved = "document.approved"
  case documentReopened = "document.reopened"
  case documentDeprecated = "document.deprecated"
  case documentImported = "document.imported"
  case gateOverridden = "gate.overridden"
  case gateUnsatisfiable = "gate.unsatisfiable"
  case gateSatisfiable = "gate.satisfiable"
  case reviewCommented = "review.commented"
  case turnHandedOver = "turn.handed_over"
  case documentWorkflowChanged = "document.workflow_changed"
  case reminderSent = "reminder.sent"
  case projectStepCompleted = "project.step_completed"
  case projectStepReopened = "project.step_reopened"
  case templatePublished = "template.published"
  case workflowPublished = "workflow.published"
  case pipelinePublished = "pipeline.published"
  case delegationGranted = "delegation.granted"
  case delegationEnded = "delegation.ended"
  case projectOpened = "project.opened"
  case projectUpdated = "project.updated"
  case userRegistered = "user.registered"
  case userUpdated = "user.updated"
  case roleGranted = "role.granted"
  case roleRevoked = "role.revoked"
  case tokenIssued = "token.issued"
  case tokenRevoked = "token.revoked"
  case endpointCreated = "endpoint.created"
  case endpointUpdated = "endpoint.updated"
  case endpointDisabled = "endpoint.disabled"
  case endpointDeleted = "endpoint.deleted"
  case deliveryExhausted = "delivery.exhausted"
  case connectionCreated = "connection.created"
  case connectionDeleted = "connection.deleted"
  case pushReceived = "push.received"
  case changeRequestUpdated = "change_request.updated"
  case changeRequestReviewed = "change_request.reviewed"
  case bodyRedacted = "body.redacted"
  case userErased = "user.erased"
  case groupCreated = "group.created"
  case groupUpdated = "group.updated"
  case groupDeleted = "group.deleted"

  /// By name: a raw value is found by comparing with every other.
  static let named = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

  /// The version of the payload that is written today.
  package var schemaVersion: Int { self == .draftSaved ? 2 : 1 }
}

extension Event {
  package var type: EventType {
    switch self {
    case .documentOpened: .documentOpened
    case .draftSaved: .draftSaved
    case .draftSourceChanged: .draftSourceChanged
    case .reviewRequested: .reviewRequested
    case .reviewWithdrawn: .reviewWithdrawn
    case .reviewerAdded: .reviewerAdded
    case .commentAdded: .commentAdded
    case .commentEdited: .commentEdited
    case .commentResolved: .commentResolved
    case .commentReopened: .commentReopened
    case .checklistMarked: .checklistMarked
    case .questionAnswered: .questionAnswered
    case .verdictGiven: .verdictGiven
    case .verdictWithdrawn: .verdictWithdrawn
    case .verdictStaled: .verdictStaled
    case .verdictRestored: .verdictRestored
    case .obligationVerified: .obligationVerified
    case .stageCompleted: .stageCompleted
    case .stageReturned: .stageReturned
    case .documentApproved: .documentApproved
    case .documentReopened: .documentReopened
    case .documentDeprecated: .documentDeprecated
    case .documentImported: .documentImported
    case .gateOverridden: .gateOverridden
    case .gateUnsatisfiable: .gateUnsatisfiable
    case .gateSatisfiable: .gateSatisfiable
    case .reviewCommented: .reviewCommented
    case .turnHandedOver: .turnHandedOver
    case .documentWorkflowChanged: .documentWorkflowChanged
    case .reminderSent: .reminderSent
    case .projectStepCompleted: .projectStepCompleted
    case .projectStepReopened: .projectStepReopened
    case .templatePublished: .templatePublished
    case .workflowPublished: .workflowPublished
    case .pipelinePublished: .pipelinePublished
    case .delegationGranted: .delegationGranted
    case .delegationEnded: .delegationEnded
    case .projectOpened: .projectOpened
    case .projectUpdated: .projectUpdated
    case .userRegistered: .userRegistered
    case .userUpdated: .userUpdated
    case .roleGranted: .roleGranted
    case .roleRevoked: .roleRevoked
    case .tokenIssued: .tokenIssued
    case .tokenRevoked: .tokenRevoked
    case .endpointCreated: .endpointCreated
    case .endpointUpdated: .endpointUpdated
    case .endpointDisabled: .endpointDisabled
    case .endpointDeleted: .endpointDeleted
    case .deliveryExhausted: .deliveryExhausted
    case .connectionCreated: .connectionCreated
    case .connectionDeleted: .connectionDeleted
    case .pushReceived: .pushReceived
    case .changeRequestUpdated: .changeRequestUpdated
    case .changeRequestReviewed: .changeRequestReviewed
    case .bodyRedacted: .bodyRedacted
    case .userErased: .userErased
    case .groupCreated: .groupCreated
    case .groupUpdated: .groupUpdated
    case .groupDeleted: .groupDeleted
    }
  }
}
