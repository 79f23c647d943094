/// Decides the registry's commands. Who may ask is the routes' permission table; here stands what can be.
package enum Registering {
  package static func decide(
    _ command: RegistryCommand, facts: RegistryFacts, actor: Actor, now: Timestamp, people: Directory
  ) throws(Refusal) -> [Event] {
    switch command {
    case .publishTemplate, .publishWorkflow, .publishPipeline: return publish(command, facts: facts, actor: actor)
    case .openProject(let opened):
      try mustBeNew(facts, "project", opened.slug)
      return [.projectOpened(opened)]
    case .updateProject(let updated):
      try mustBeThere(facts, "project", updated.slug)
      return [.projectUpdated(updated)]
    case .registerUser, .updateUser, .followRoles, .issueToken, .revokeToken:
      return try decidePeople(command, facts: facts, people: people)
    case .createGroup, .updateGroup, .deleteGroup:
      return try Grouping.decide(command, people: people)
    case .grantDelegation(let granted):
      try Delegating.check(granted, now: now, people: people)
      return [.delegationGranted(granted)]
    case .endDelegation(let id, let cause):
      try mustBeThere(facts, "delegation", id)
      return facts.isGone ? [] : [.delegationEnded(DelegationEnded(delegation: id, cause: cause))]
    default: return try decideWays(command, facts: facts)
    }
  }

  /// The next version, unless it says the same. What is compiled in never replaces what people have published.
  private static func publish(_ command: RegistryCommand, facts: RegistryFacts, actor: Actor) -> [Event] {
    let version = (facts.published?.version ?? 0) + 1
    if let latest = facts.published, actor == .daemon, !latest.isBuiltIn { return [] }
    switch command {
    case .publishTemplate(var template):
      if facts.published?.text == template.text, facts.published?.definition == template.definition { return [] }
      template.version = version
      return [.templatePublished(template)]
    case .publishWorkflow(var workflow):
      if facts.published?.text == workflow.text { return [] }
      workflow.version = version
      workflow.policy = workflow.policy.numbered(version)
      return [.workflowPublished(workflow)]
    case .publishPipeline(var pipeline):
      if facts.published?.text == pipeline.text { return [] }
      pipeline.version = version
      pipeline.pipeline = pipeline.pipeline.numbered(version)
      return [.pipelinePublished(pipeline)]
    default: return []
    }
  }

  private static func decidePeople(
    _ command: RegistryCommand, facts: RegistryFacts, people: Directory
  ) throws(Refusal) -> [Event] {
    switch command {
    case .registerUser(let registered, let grants):
      try mustBeNew(facts, "user", registered.user)
      let held = grants.isEmpty ? [RoleGrant(role: KnownRole.member)] : grants
      return [.userRegistered(registered)]
        + held.map { .roleGranted(RoleGranted(user: registered.user, role: $0.role, project: $0.project)) }
    case .updateUser(let updated, let grants):
      try mustBeThere(facts, "user", updated.user)
      let changes = changes(updated, grants: grants, people: people)
      if people.isAdmin(updated.user) { try mustKeepAnAdmin(changes, people: people) }
      return changes
    case .followRoles(let user, let governed, let claimed):
      return FollowingRoles.decide(user: user, governed: governed, claimed: claimed, people: people)
    case .issueToken(let issued):
      guard people.users[issued.user]?.active == true else {
        throw Refusal.field("user", "there is no active user '\(issued.user)'.")
      }
      guard !facts.isGone else {
        throw Refusal(
          .conflict, "token_not_live", "The token was revoked or replaced meanwhile: it cannot be replaced again.")
      }
      return [.tokenIssued(issued)]
    case .revokeToken(let id):
      try mustBeThere(facts, "token", id)
      return facts.isGone ? [] : [.tokenRevoked(TokenRevoked(token: id))]
    default: return []
    }
  }

  private static func changes(_ updated: UserUpdated, grants: [RoleGrant]?, people: Directory) -> [Event] {
    let held = people.users[updated.user]?.grants ?? []
    let wanted = grants.map(Set.init) ?? held
    let user = updated.user
    var updated = updated
    if updated.active == people.users[user]?.active { updated.active = nil }
    let update: [Event] = updated.fields.isEmpty && updated.active == nil ? [] : [.userUpdated(updated)]
    return update + roleChanges(of: user, from: held, to: wanted)
  }

  /// What is given, then what is taken.
  static func roleChanges(of user: String, from held: Set<RoleGrant>, to wanted: Set<RoleGrant>) -> [Event] {
    wanted.subtracting(held).inOrder.map {
      .roleGranted(RoleGranted(user: user, role: $0.role, project: $0.project))
    }
      + held.subtracting(wanted).inOrder.map {
        .roleRevoked(RoleRevoked(user: user, role: $0.role, project: $0.project))
      }
  }

  /// A server whose last admin is gone can be mended only with the command line.
  static func mustKeepAnAdmin(_ events: [Event], people: Directory) throws(Refusal) {
    guard takesLastAdmin(events, people: people) else { return }
    let last = people.users.keys.filter(people.isAdmin).sorted().first ?? ""
    throw Refusal(.conflict, "last_admin", "'\(last)' is the last admin: make somebody else one first.")
  }

  static func takesLastAdmin(_ events: [Event], people: Directory) -> Bool {
    var after = people
    for event in events { after.evolve(event) }
    return people.hasAdmin && !after.hasAdmin
  }

  private static func decideWays(_ command: RegistryCommand, facts: RegistryFacts) throws(Refusal) -> [Event] {
    switch command {
    case .createEndpoint(let created): return [.endpointCreated(created)]
    case .updateEndpoint(let updated):
      try mustBeThere(facts, "endpoint", updated.endpoint)
      return [.endpointUpdated(updated)]
    case .disableEndpoint(let disabled):
      return facts.streamVersion == 0 || facts.isGone ? [] : [.endpointDisabled(disabled)]
    case .deleteEndpoint(let id):
      try mustBeThere(facts, "endpoint", id)
      return [.endpointDeleted(EndpointDeleted(endpoint: id))]
    case .exhaustDelivery(let exhausted): return [.deliveryExhausted(exhausted)]
    case .createConnection(let created): return [.connectionCreated(created)]
    case .deleteConnection(let id):
      try mustBeThere(facts, "connection", id)
      return [.connectionDeleted(ConnectionDeleted(connection: id))]
    case .receivePush(let received): return [.pushReceived(received)]
    case .updateChangeRequest(let updated):
      try mustBeThere(facts, "connection", updated.connection)
      return [.changeRequestUpdated(updated)]
    case .reviewChangeRequest(let reviewed):
      try mustBeThere(facts, "connection", reviewed.connection)
      return [.changeRequestReviewed(reviewed)]
    default: return []
    }
  }

  private static func mustBeNew(_ facts: RegistryFacts, _ what: String, _ id: String) throws(Refusal) {
    guard facts.streamVersion == 0 else {
      throw Refusal(
        .conflict, "\(what)_exists", "There is a \(what) '\(id)' already: choose another name or change that one.")
    }
  }

  private static func mustBeThere(_ facts: RegistryFacts, _ what: String, _ id: String) throws(Refusal) {
    guard facts.streamVersion > 0 else { throw Refusal.unknown(what, id) }
  }
}
