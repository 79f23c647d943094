/// Who there is and which roles they hold: what rules about people are decided against.
package struct Directory: Hashable, Sendable {
  package struct User: Hashable, Sendable {
    package let id: String
    package let kind: ActorKind
    package var active = true
    package var grants: Set<RoleGrant> = []
  }

  package private(set) var users: [String: User] = [:]

  package init() {}

  /// Takes an event of any stream in; those that say nothing of people change nothing.
  package mutating func evolve(_ event: Event) {
    switch event {
    case .userRegistered(let registered):
      users[registered.user] = User(id: registered.user, kind: registered.kind)
    case .userUpdated(let updated):
      if let active = updated.active { users[updated.user]?.active = active }
    case .roleGranted(let granted):
      users[granted.user]?.grants.insert(RoleGrant(role: granted.role, project: granted.project))
    case .roleRevoked(let revoked):
      users[revoked.user]?.grants.remove(RoleGrant(role: revoked.role, project: revoked.project))
    default: break
    }
  }

  package func holds(_ user: String, role: String, in project: String?) -> Bool {
    guard let user = users[user], user.active else { return false }
    return user.grants.contains(RoleGrant(role: role))
      || (project != nil && user.grants.contains(RoleGrant(role: role, project: project)))
  }

  package func isAdmin(_ user: String) -> Bool {
    holds(user, role: KnownRole.admin, in: nil)
  }

  /// Anybody with a role beside that of an auditor may write.
  package func mayWrite(_ user: String, in project: String?) -> Bool {
    guard let user = users[user], user.active else { return false }
    return user.grants.contains { grant in
      grant.role != KnownRole.auditor && (grant.project == nil || grant.project == project)
    }
  }

  /// The active people who hold a role, sorted. A nil role is held by every person who may write.
  package func people(in role: String?, of project: String?) -> [String] {
    users.values.filter { user in
      guard user.kind == .person, user.active else { return false }
      guard let role, role != KnownRole.reviewer else { return mayWrite(user.id, in: project) }
      return holds(user.id, role: role, in: project)
    }
    .map(\.id).sorted()
  }
}
