/// What somebody asks of the registry: templates, projects, people, and the ways in and out.
package enum RegistryCommand: Hashable, Sendable {
  case publishTemplate(TemplatePublished)
  case publishWorkflow(WorkflowPublished)
  case publishPipeline(PipelinePublished)
  case openProject(ProjectOpened)
  case updateProject(ProjectUpdated)
  case registerUser(UserRegistered, grants: [RoleGrant])
  /// `grants` nil leaves the roles as they are; otherwise it is all that the user holds from now on.
  case updateUser(UserUpdated, grants: [RoleGrant]?)
  /// Of the roles `governed`, the user holds those of `claimed` from now on, for everywhere.
  case followRoles(user: String, governed: Set<String>, claimed: Set<String>)
  case createGroup(GroupCreated)
  /// `members` and `grants` nil leave them as they are; otherwise they are all that there are from now on.
  case updateGroup(id: String, name: String?, members: [String]?, grants: [RoleGrant]?)
  case deleteGroup(id: String)
  case grantDelegation(DelegationGranted)
  case endDelegation(id: String, DelegationEnded.Cause)
  case issueToken(TokenIssued)
  case revokeToken(id: String)
  case createEndpoint(EndpointCreated)
  case updateEndpoint(EndpointUpdated)
  case disableEndpoint(EndpointDisabled)
  case deleteEndpoint(id: String)
  case exhaustDelivery(DeliveryExhausted)
  case createConnection(ConnectionCreated)
  case deleteConnection(id: String)
  case receivePush(PushReceived)
  case updateChangeRequest(ChangeRequestUpdated)
  case reviewChangeRequest(ChangeRequestReviewed)

  /// The stream that its events go to.
  package var stream: String {
    switch self {
    case .publishTemplate(let published): "template-\(published.name)"
    case .publishWorkflow(let published): "workflow-\(published.name)"
    case .publishPipeline(let published): "pipeline-\(published.name)"
    case .grantDelegation(let granted): "delegation-\(granted.delegation)"
    case .endDelegation(let id, _): "delegation-\(id)"
    case .openProject(let opened): "project-\(opened.slug)"
    case .updateProject(let updated): "project-\(updated.slug)"
    case .registerUser(let registered, _): "user-\(registered.user)"
    case .updateUser(let updated, _): "user-\(updated.user)"
    case .followRoles(let user, _, _): "user-\(user)"
    case .createGroup(let created): "group-\(created.group)"
    case .updateGroup(let id, _, _, _): "group-\(id)"
    case .deleteGroup(let id): "group-\(id)"
    case .issueToken(let issued): "token-\(issued.token)"
    case .revokeToken(let id): "token-\(id)"
    case .createEndpoint(let created): "endpoint-\(created.endpoint)"
    case .updateEndpoint(let updated): "endpoint-\(updated.endpoint)"
    case .disableEndpoint(let disabled): "endpoint-\(disabled.endpoint)"
    case .deleteEndpoint(let id): "endpoint-\(id)"
    case .exhaustDelivery(let exhausted): "endpoint-\(exhausted.endpoint)"
    case .createConnection(let created): "connection-\(created.connection)"
    case .deleteConnection(let id): "connection-\(id)"
    case .receivePush(let received): "connection-\(received.connection)"
    case .updateChangeRequest(let updated): "connection-\(updated.connection)"
    case .reviewChangeRequest(let reviewed): "connection-\(reviewed.connection)"
    }
  }

  package var project: String? {
    switch self {
    case .openProject(let opened): opened.slug
    case .updateProject(let updated): updated.slug
    default: nil
    }
  }
}

/// What is known of the thing that a registry command speaks of.
package struct RegistryFacts: Sendable {
  /// The latest version of a template, a workflow or a pipeline.
  package struct Published: Sendable {
    package let version: Int
    /// The digests of what it says.
    package let text: String
    package let definition: String?
    /// Whether it was published by the daemon itself, from what is compiled in.
    package let isBuiltIn: Bool

    package init(version: Int, text: String, definition: String? = nil, isBuiltIn: Bool) {
      self.version = version
      self.text = text
      self.definition = definition
      self.isBuiltIn = isBuiltIn
    }
  }

  /// The number of events in its stream; 0 where there is none.
  package var streamVersion: Int
  package var published: Published?
  /// Whether it was deleted, revoked, disabled or ended.
  package var isGone: Bool

  package init(streamVersion: Int, published: Published?, isGone: Bool) {
    self.streamVersion = streamVersion
    self.published = published
    self.isGone = isGone
  }
}
