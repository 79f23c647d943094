/// What of the restricted projects somebody may know of.
extension Directory {
  /// Admins, auditors, whoever holds a role in the project, and whoever holds one everywhere that says more than that they
  /// are here at all.
  package func maySee(_ user: String, project: String?) -> Bool {
    guard let project, restricted.contains(project) else { return true }
    guard let user = users[user], user.active else { return false }
    return user.held.contains { opens($0, project) }
  }

  /// The slugs of the projects that must not be shown to a user.
  package func hidden(from user: String) -> Set<String> {
    restricted.filter { !maySee(user, project: $0) }
  }

  /// Whether a role that is held so counts in a project: what makes everybody a member opens no restricted one.
  func opens(_ grant: RoleGrant, _ project: String?) -> Bool {
    if grant.project != nil { return grant.project == project }
    guard let project, restricted.contains(project) else { return true }
    return grant.role != KnownRole.member && grant.role != KnownRole.reviewer
  }
}
