// People who hold roles together. Version 1 each.

package struct GroupCreated: Hashable, Sendable, Codable {
  package var group: String
  package var name: String
  /// Ids of users, in the order of their names.
  package var members: [String]
  /// What each member holds while they are one.
  package var roles: [RoleGrant]

  package init(group: String, name: String, members: [String], roles: [RoleGrant]) {
    self.group = group
    self.name = name
    self.members = members
    self.roles = roles
  }
}

/// What changed; what is not named stays.
package struct GroupUpdated: Hashable, Sendable, Codable {
  package var group: String
  package var name: String?
  package var added: [String]
  package var removed: [String]
  package var granted: [RoleGrant]
  package var revoked: [RoleGrant]

  package init(
    group: String, name: String? = nil, added: [String] = [], removed: [String] = [], granted: [RoleGrant] = [],
    revoked: [RoleGrant] = []
  ) {
    self.group = group
    self.name = name
    self.added = added
    self.removed = removed
    self.granted = granted
    self.revoked = revoked
  }

  var isEmpty: Bool { name == nil && added.isEmpty && removed.isEmpty && granted.isEmpty && revoked.isEmpty }
}

package struct GroupDeleted: Hashable, Sendable, Codable {
  package var group: String

  package init(group: String) {
    self.group = group
  }
}
