/// Putting people into groups, and giving groups roles.
enum Grouping {
  static func decide(_ command: RegistryCommand, people: Directory) throws(Refusal) -> [Event] {
    switch command {
    case .createGroup(let created): return try create(created, people: people)
    case .updateGroup(let id, let name, let members, let grants):
      guard let group = people.groups[id] else { throw Refusal.unknown("group", id) }
      return try update(group, name: name, members: members, grants: grants, people: people)
    case .deleteGroup(let id):
      guard let group = people.groups[id] else { throw Refusal.unknown("group", id) }
      return try keepingAnAdmin([.groupDeleted(GroupDeleted(group: id))], of: group, people: people)
    default: return []
    }
  }

  private static func create(_ created: GroupCreated, people: Directory) throws(Refusal) -> [Event] {
    guard people.groups[created.group] == nil else {
      throw Refusal(
        .conflict, "group_exists",
        "There is a group '\(created.group)' already: choose another name or change that one.")
    }
    try mustBeUsers(created.members, people: people)
    var created = created
    created.members = Set(created.members).sorted()
    created.roles = Set(created.roles).inOrder
    return [.groupCreated(created)]
  }

  private static func update(
    _ group: Groups.Group, name: String?, members: [String]?, grants: [RoleGrant]?, people: Directory
  ) throws(Refusal) -> [Event] {
    let wanted = members.map(Set.init) ?? group.members
    let held = grants.map(Set.init) ?? group.grants
    let added = wanted.subtracting(group.members).sorted()
    try mustBeUsers(added, people: people)
    let updated = GroupUpdated(
      group: group.id, name: name == group.name ? nil : name, added: added,
      removed: group.members.subtracting(wanted).sorted(), granted: held.subtracting(group.grants).inOrder,
      revoked: group.grants.subtracting(held).inOrder)
    guard !updated.isEmpty else { return [] }
    return try keepingAnAdmin([.groupUpdated(updated)], of: group, people: people)
  }

  /// Only a group that makes admins can take the last one away.
  private static func keepingAnAdmin(
    _ events: [Event], of group: Groups.Group, people: Directory
  ) throws(Refusal) -> [Event] {
    if group.grants.contains(RoleGrant(role: KnownRole.admin)) {
      try Registering.mustKeepAnAdmin(events, people: people)
    }
    return events
  }

  private static func mustBeUsers(_ members: some Sequence<String>, people: Directory) throws(Refusal) {
    for member in members where people.users[member] == nil {
      throw Refusal.field("members", "there is no user '\(member)'.")
    }
  }
}

extension Set<RoleGrant> {
  /// By role and project.
  package var inOrder: [RoleGrant] {
    sorted { ($0.role, $0.project ?? "") < ($1.role, $1.project ?? "") }
  }
}
