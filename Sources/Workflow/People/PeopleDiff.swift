/// What a file of people would change: one line for each difference, and the commands that make it so.
package struct PeopleDiff: Sendable {
  /// How somebody is known who is there already.
  package struct Known: Hashable, Sendable {
    package let name: String
    package let email: String?
    package let identities: [Identity]

    package init(name: String, email: String?, identities: [Identity]) {
      self.name = name
      self.email = email
      self.identities = identities
    }
  }

  package struct Change: Hashable, Sendable {
    /// `user` or `group`.
    package let kind: String
    package let id: String
    /// `add`, `change` or `remove`.
    package let action: String
    /// A field, or `role`, `member`; empty for the whole.
    package let what: String
    package let from: String?
    package let to: String?
  }

  /// What is done to one user or group.
  package struct Step: Sendable {
    package let command: RegistryCommand
    /// A user's profile as it is to be, where it changes.
    package let profile: Known?
    package let changes: [Change]
  }

  package let steps: [Step]
  package var changes: [Change] { steps.flatMap(\.changes) }

  /// What is not in the file stays, unless it is to be pruned: then its users are deactivated and its groups deleted.
  /// `keeping` is the user who asks, who is never put out by it.
  package init(
    _ file: PeopleFile, people: Directory, known: [String: Known], isPruning: Bool, keeping caller: String
  ) {
    var steps = file.users.compactMap { Self.step($0, people.users[$0.id], known[$0.id]) }
    steps += file.groups.compactMap { Self.step($0, people.groups[$0.id]) }
    if isPruning { steps += Self.pruning(file, people, keeping: caller) }
    self.steps = steps
  }

  private static func step(_ user: PeopleFile.User, _ there: Directory.User?, _ known: Known?) -> Step? {
    var changes = Differences(kind: "user", id: user.id, isNew: there == nil)
    let profile = Known(
      name: user.name ?? known?.name ?? user.id, email: user.email ?? known?.email,
      identities: user.identities ?? known?.identities ?? [])
    changes.compare("name", known?.name, profile.name)
    changes.compare("email", known?.email, profile.email)
    changes.compare("identities", text(known?.identities), text(profile.identities))
    let isProfileNew = !changes.found.isEmpty
    let fields = changes.found.map(\.what)
    guard let there else {
      // Nobody is let in to be put out at once.
      guard user.isActive != false else { return nil }
      changes.compare("role", Set<RoleGrant>(), user.roles ?? [RoleGrant(role: KnownRole.member)])
      return Step(
        command: .registerUser(
          UserRegistered(user: user.id, kind: user.kind), grants: (user.roles ?? []).inOrder),
        profile: profile, changes: changes.found)
    }
    let isActive = user.isActive == there.active ? nil : user.isActive
    if let isActive { changes.compare("active", "\(there.active)", "\(isActive)") }
    if let roles = user.roles { changes.compare("role", there.grants, roles) }
    guard !changes.found.isEmpty else { return nil }
    return Step(
      command: .updateUser(
        UserUpdated(user: user.id, fields: fields, active: isActive), grants: user.roles?.inOrder),
      profile: isProfileNew ? profile : nil, changes: changes.found)
  }

  private static func text(_ identities: [Identity]?) -> String? {
    guard let identities, !identities.isEmpty else { return nil }
    return identities.map { "\($0.login) at \($0.host)" }.joined(separator: ", ")
  }

  private static func step(_ group: PeopleFile.Group, _ there: Groups.Group?) -> Step? {
    var changes = Differences(kind: "group", id: group.id, isNew: there == nil)
    let name = group.name ?? there?.name ?? group.id
    changes.compare("name", there?.name, name)
    changes.compare("member", there?.members ?? [], group.members)
    changes.compare("role", there?.grants ?? [], group.roles)
    guard !changes.found.isEmpty else { return nil }
    let (members, roles) = (group.members.sorted(), group.roles.inOrder)
    let command: RegistryCommand =
      there == nil
      ? .createGroup(GroupCreated(group: group.id, name: name, members: members, roles: roles))
      : .updateGroup(id: group.id, name: name, members: members, grants: roles)
    return Step(command: command, profile: nil, changes: changes.found)
  }

  private static func pruning(_ file: PeopleFile, _ people: Directory, keeping caller: String) -> [Step] {
    let (users, groups) = (Set(file.users.map(\.id)), Set(file.groups.map(\.id)))
    let gone = people.groups.all.filter { !groups.contains($0.id) }.map { group in
      Step(
        command: .deleteGroup(id: group.id), profile: nil,
        changes: [Change(kind: "group", id: group.id, action: "remove", what: "", from: nil, to: nil)])
    }
    let left = people.users.values.filter { $0.active && !users.contains($0.id) && $0.id != caller }
    return gone
      + left.sorted { $0.id < $1.id }.map { user in
        Step(
          command: .updateUser(UserUpdated(user: user.id, fields: [], active: false), grants: nil), profile: nil,
          changes: [
            Change(kind: "user", id: user.id, action: "change", what: "active", from: "true", to: "false")
          ])
      }
  }
}

/// What differs between what is there and what is to be.
private struct Differences {
  let kind: String
  let id: String
  let isNew: Bool
  var found: [PeopleDiff.Change] = []

  init(kind: String, id: String, isNew: Bool) {
    self.kind = kind
    self.id = id
    self.isNew = isNew
  }

  mutating func compare(_ what: String, _ from: String?, _ to: String?) {
    guard from != to else { return }
    note(what, from: from, to: to, isNew ? "add" : "change")
  }

  mutating func compare(_ what: String, _ from: Set<RoleGrant>, _ to: Set<RoleGrant>) {
    compare(what, Set(from.map(Self.text)), Set(to.map(Self.text)))
  }

  mutating func compare(_ what: String, _ from: Set<String>, _ to: Set<String>) {
    for gone in from.subtracting(to).sorted() { note(what, from: gone, to: nil, "remove") }
    for added in to.subtracting(from).sorted() { note(what, from: nil, to: added, "add") }
  }

  private mutating func note(_ what: String, from: String?, to: String?, _ action: String) {
    found.append(PeopleDiff.Change(kind: kind, id: id, action: action, what: what, from: from, to: to))
  }

  private static func text(_ grant: RoleGrant) -> String {
    grant.project.map { "\(grant.role) in \($0)" } ?? grant.role
  }
}
