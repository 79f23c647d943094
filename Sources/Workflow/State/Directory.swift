extension EventType {
  /// The types that say something of people, and of what they may see.
  package static let ofPeople: [EventType] = [
    .userRegistered, .userUpdated, .roleGranted, .roleRevoked, .delegationGranted, .delegationEnded,
    .userErased, .groupCreated, .groupUpdated, .groupDeleted, .projectOpened, .projectUpdated,
  ]
}

/// Who there is and which roles they hold: what rules about people are decided against.
package struct Directory: Hashable, Sendable {
  package struct User: Hashable, Sendable {
    package let id: String
    package let kind: ActorKind
    package var active = true
    /// What they were granted themselves.
    package var grants: Set<RoleGrant> = []
    /// What they hold by the groups that they are in.
    package fileprivate(set) var inherited: Set<RoleGrant> = []

    /// All that they hold.
    package var held: Set<RoleGrant> { inherited.isEmpty ? grants : grants.union(inherited) }

    func holds(_ grant: RoleGrant) -> Bool { grants.contains(grant) || inherited.contains(grant) }
  }

  /// A say that was handed on for a time: it counts while the time is in its window and its giver holds the role.
  package struct Delegation: Hashable, Sendable {
    package let granted: DelegationGranted
    package var ended = false

    package func covers(role: String, project: String?, at now: Timestamp) -> Bool {
      !ended && granted.role == role && granted.from <= now && now < granted.until
        && (granted.project == nil || granted.project == project)
    }
  }

  package private(set) var users: [String: User] = [:]
  /// By id.
  package private(set) var delegations: [String: Delegation] = [:]
  package private(set) var groups = Groups()
  /// The slugs of the projects that not everybody may see.
  package private(set) var restricted: Set<String> = []

  package init() {}

  /// Takes an event of any stream in; those that say nothing of people change nothing.
  package mutating func evolve(_ event: Event) {
    switch event {
    case .userRegistered(let registered):
      var user = User(id: registered.user, kind: registered.kind)
      user.inherited = groups.grants(of: registered.user)
      users[registered.user] = user
    case .userUpdated(let updated):
      if let active = updated.active { users[updated.user]?.active = active }
    case .userErased(let erased): users[erased.user]?.active = false
    case .roleGranted(let granted):
      users[granted.user]?.grants.insert(RoleGrant(role: granted.role, project: granted.project))
    case .roleRevoked(let revoked):
      users[revoked.user]?.grants.remove(RoleGrant(role: revoked.role, project: revoked.project))
    case .delegationGranted(let granted): delegations[granted.delegation] = Delegation(granted: granted)
    case .delegationEnded(let ended): delegations[ended.delegation]?.ended = true
    case .groupCreated, .groupUpdated, .groupDeleted:
      for user in groups.evolve(event) { users[user]?.inherited = groups.grants(of: user) }
    case .projectOpened(let opened): restrict(opened.slug, opened.restricted)
    case .projectUpdated(let updated): restrict(updated.slug, updated.restricted)
    default: break
    }
  }

  private mutating func restrict(_ project: String, _ isRestricted: Bool?) {
    guard let isRestricted else { return }
    if isRestricted { restricted.insert(project) } else { restricted.remove(project) }
  }

  package func holds(_ user: String, role: String, in project: String?) -> Bool {
    guard let user = users[user], user.active else { return false }
    let everywhere = RoleGrant(role: role)
    return user.holds(everywhere) && opens(everywhere, project)
      || (project != nil && user.holds(RoleGrant(role: role, project: project)))
  }

  package func isAdmin(_ user: String) -> Bool {
    holds(user, role: KnownRole.admin, in: nil)
  }

  package func isAuditor(_ user: String) -> Bool {
    holds(user, role: KnownRole.auditor, in: nil)
  }

  /// Anybody with a role beside that of an auditor may write.
  package func mayWrite(_ user: String, in project: String?) -> Bool {
    guard let user = users[user], user.active else { return false }
    return user.held.contains { $0.role != KnownRole.auditor && opens($0, project) }
  }

  /// Whether there is any place where somebody may write.
  package func mayWriteSomewhere(_ user: String) -> Bool {
    guard let user = users[user], user.active else { return false }
    return user.held.contains { $0.role != KnownRole.auditor }
  }

  /// Whether anybody active looks after the others.
  package var hasAdmin: Bool { users.keys.contains(where: isAdmin) }

  /// The active people who hold a role, sorted. A nil role is held by every person who may write.
  package func people(in role: String?, of project: String?) -> [String] {
    users.values.filter { user in
      guard user.kind == .person, user.active else { return false }
      guard let role, role != KnownRole.reviewer else { return mayWrite(user.id, in: project) }
      return holds(user.id, role: role, in: project)
    }
    .map(\.id).sorted()
  }

  /// The delegation by which `user` may speak for `principal` in a role; never one that was handed on.
  package func delegation(
    from principal: String, to user: String, role: String, project: String?, at now: Timestamp
  ) -> Delegation? {
    guard holds(principal, role: role, in: project) else { return nil }
    return delegations.values.filter { delegation in
      delegation.granted.by == principal && delegation.granted.to == user
        && delegation.covers(role: role, project: project, at: now)
    }.min { $0.granted.delegation < $1.granted.delegation }
  }

  /// Those who may speak for somebody in a role now: delegate and giver, sorted.
  package func delegates(
    in role: String, of project: String?, at now: Timestamp
  ) -> [(delegate: String, principal: String)] {
    delegations.values.filter { delegation in
      delegation.covers(role: role, project: project, at: now)
        && holds(delegation.granted.by, role: role, in: project)
        && users[delegation.granted.to].map { $0.active && $0.kind == .person } == true
    }
    .map { (delegate: $0.granted.to, principal: $0.granted.by) }
    .sorted { ($0.delegate, $0.principal) < ($1.delegate, $1.principal) }
  }

  package func isActivePerson(_ user: String) -> Bool {
    users[user].map { $0.active && $0.kind == .person } ?? false
  }
}
