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
    if let name = updated.name { groups[updated.group]?.name = name }
    groups[updated.group]?.members.formUnion(updated.added)
    groups[updated.group]?.members.subtract(updated.removed)
    groups[updated.group]?.grants.formUnion(updated.granted)
    groups[updated.group]?.grants.subtract(updated.revoked)
    let moved = Set(updated.added + updated.removed)
    // Whoever stayed holds by it what they held, unless its roles were changed.
    if updated.granted.isEmpty, updated.revoked.isEmpty { return moved }
    return moved.union(groups[updated.group]?.members ?? [])
  }
}
