package import Documents

/// Users, groups and roles as a file has them.
///
///     users:
///       ada: { name: Ada Lovelace, email: ada@example.org, roles: [member, { role: architect, project: billing }] }
///       bot: { kind: agent, active: false }
///     groups:
///       security: { name: Security, members: [ada], roles: [security-lead] }
package struct PeopleFile: Hashable, Sendable {
  /// Bytes of a file: some ten thousand people.
  package static let bytesMax = 4 * 1024 * 1024

  package struct User: Hashable, Sendable {
    package let id: String
    package var kind: ActorKind = .person
    package var name: String?
    package var email: String?
    package var isActive: Bool?
    /// Nil leaves them as they are.
    package var roles: Set<RoleGrant>?
    package var identities: [Identity]?
  }

  package struct Group: Hashable, Sendable {
    package let id: String
    package var name: String?
    package var members: Set<String> = []
    package var roles: Set<RoleGrant> = []
  }

  /// In the order of the file.
  package private(set) var users: [User] = []
  package private(set) var groups: [Group] = []

  /// Throws the key and the line of what is wrong.
  package init(yaml: String) throws(YamlFault) {
    guard let root = try YamlNode.parse(yaml, bytesMax: Self.bytesMax) else {
      throw YamlFault(key: "", line: 1, message: "The file is empty: it has users, groups or both.")
    }
    let fields = try root.fields(allowed: ["users", "groups"])
    // With everybody else deactivated, it would leave nobody.
    guard !fields.isEmpty else {
      throw YamlFault(
        key: "", line: 1, message: "The file names neither users nor groups: it has one of them at least.")
    }
    for (id, node) in try fields["users"]?.members() ?? [] { users.append(try User(id: id, node)) }
    for (id, node) in try fields["groups"]?.members() ?? [] { groups.append(try Group(id: id, node)) }
  }
}

extension PeopleFile.User {
  fileprivate init(id: String, _ node: YamlNode) throws(YamlFault) {
    self.init(id: try node.checked(id))
    guard !node.isNull else { return }
    let fields = try node.fields(allowed: ["kind", "name", "email", "active", "roles", "identities"])
    kind = try fields["kind"]?.word(ActorKind.self) ?? .person
    name = try fields["name"]?.text()
    email = try fields["email"]?.text()
    isActive = try fields["active"]?.truth()
    roles = try fields["roles"]?.grants()
    identities = try fields["identities"]?.identities()
  }
}

extension PeopleFile.Group {
  fileprivate init(id: String, _ node: YamlNode) throws(YamlFault) {
    self.init(id: try node.checked(id))
    guard !node.isNull else { return }
    let fields = try node.fields(allowed: ["name", "members", "roles"])
    name = try fields["name"]?.text()
    var people: Set<String> = []
    for member in try fields["members"]?.items() ?? [] { people.insert(try member.checked(member.text())) }
    members = people
    roles = try fields["roles"]?.grants() ?? []
  }
}

extension YamlNode {
  fileprivate var isNull: Bool { if case .null = content { true } else { false } }

  /// Ids, roles and projects become parts of addresses: lower-case letters, digits, `-`, `_` and `.`.
  fileprivate func checked(_ name: String) throws(YamlFault) -> String {
    let isPlain = name.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "-_.".utf8.contains(byte)
    }
    guard (1...100).contains(name.count), isPlain, let first = name.first, first.isLetter || first.isNumber else {
      throw fault(
        "must be 1 to 100 lower-case letters, digits, '-', '_' or '.', and begin with a letter or a digit.")
    }
    return name
  }

  fileprivate func grants() throws(YamlFault) -> Set<RoleGrant> {
    var grants: Set<RoleGrant> = []
    for item in try items() {
      if case .scalar = item.content {
        grants.insert(RoleGrant(role: try item.checked(item.text())))
        continue
      }
      let fields = try item.fields(allowed: ["role", "project"], needed: ["role"])
      guard let role = fields["role"] else { continue }
      let project = try fields["project"].map { (node) throws(YamlFault) in try node.checked(node.text()) }
      grants.insert(RoleGrant(role: try role.checked(role.text()), project: project))
    }
    return grants
  }

  fileprivate func identities() throws(YamlFault) -> [Identity] {
    var identities: [Identity] = []
    for item in try items() {
      let fields = try item.fields(allowed: ["host", "login"], needed: ["host", "login"])
      guard let host = fields["host"], let login = fields["login"] else { continue }
      identities.append(Identity(host: try host.text(), login: try login.text()))
    }
    return identities
  }
}
