/// Decides what becomes of a user's roles when those whom they signed in with say which of some roles they have.
enum FollowingRoles {
  /// Gives and takes roles of `governed`, for everywhere, until the user has those of `claimed`. Others stay, those of one
  /// project too. Who has no other role is a member, as when a user is made; the last admin stays one.
  static func decide(
    user id: String, governed: Set<String>, claimed: Set<String>, people: Directory
  ) -> [Event] {
    guard let user = people.users[id] else { return [] }
    let member: Set = [RoleGrant(role: KnownRole.member)]
    let others = user.grants.filter { $0.project != nil || !governed.contains($0.role) }
    let given = claimed.intersection(governed).map { RoleGrant(role: $0) }
    let ofOthers = others == member && !given.isEmpty ? [] : others
    let wanted = ofOthers.union(given)
    let events = events(user, wanted: wanted.isEmpty ? member : wanted)
    var after = people
    for event in events { after.evolve(event) }
    guard people.hasAdmin, !after.hasAdmin else { return events }
    return self.events(user, wanted: wanted.union([RoleGrant(role: KnownRole.admin)]))
  }

  private static func events(_ user: Directory.User, wanted: Set<RoleGrant>) -> [Event] {
    let given = wanted.subtracting(user.grants).inOrder
    let taken = user.grants.subtracting(wanted).inOrder
    return given.map { .roleGranted(RoleGranted(user: user.id, role: $0.role, project: $0.project)) }
      + taken.map { .roleRevoked(RoleRevoked(user: user.id, role: $0.role, project: $0.project)) }
  }
}
