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
    let events = Registering.roleChanges(of: id, from: user.grants, to: wanted.isEmpty ? member : wanted)
    guard Registering.takesLastAdmin(events, people: people) else { return events }
    let kept = wanted.union([RoleGrant(role: KnownRole.admin)])
    return Registering.roleChanges(of: id, from: user.grants, to: kept)
  }
}
