/// People who hold roles together, by the group's id.
package struct Groups: Hashable, Sendable {
  package struct Group: Hashable, Sendable {
    package let id: String
    package var name: String
    package var members: Set<String>
    package var grants: Set<RoleGrant>
  }

  private var groups: [String: Group] = [:]

  init() {}

  package subscript(_ id: String) -> Group? { groups[id] }

  /// By id.
  package var all: [Group] { groups.values.sorted { $0.id < $1.id } }

  /// What a user holds by the groups that they are in.
  func grants(of user: String) -> Set<RoleGrant> {
    groups.values.filter { $0.members.contains(user) }.reduce(into: []) { $0.formUnion($1.grants) }
  }

  /// Takes an event in; returns the users whose roles it may have changed.
  mutating func evolve(_ event: Event) -> Set<String> {
    switch event {
    case .groupCreated(let created):
      let group = Group(
        id: created.group, name: created.name, members: Set(created.members), grants: Set(created.roles))
      groups[created.group] = group
      return group.members
    case .groupUpdated(let updated): return update(updated)
    case .groupDeleted(let deleted): return groups.removeValue(forKey: deleted.group)?.members ?? []
    default: return []
    }
  }

  private mutating func update(_ updated: GroupUpdated) -> Set<String> {
    guard var group = groups[updated.group] else { return [] }
    let before = group.members
    group.name = updated.name ?? group.name
    group.members.formUnion(updated.added)
    group.members.subtract(updated.removed)
    group.grants.formUnion(updated.granted)
    group.grants.subtract(updated.revoked)
    groups[updated.group] = group
    return before.union(group.members)
  }
}
