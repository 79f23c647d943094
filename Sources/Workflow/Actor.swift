/// Who acts: a person, an agent (a program that drafts and comments) or a service (a part of the daemon, or a host).
package enum ActorKind: String, Hashable, Sendable, Codable, CaseIterable {
  case person, agent, service
}

/// An actor as it stands at the moment of a command: its kind and the roles it then holds.
package struct Actor: Hashable, Sendable {
  package let id: String
  package let kind: ActorKind

  package init(id: String, kind: ActorKind) {
    self.id = id
    self.kind = kind
  }

  /// The daemon itself: deliveries, timers, hooks.
  package static let daemon = Actor(id: "countersign", kind: .service)
}

/// A role that somebody holds everywhere, or in one project.
package struct RoleGrant: Hashable, Sendable, Codable {
  package let role: String
  package let project: String?

  package init(role: String, project: String? = nil) {
    self.role = role
    self.project = project
  }
}

/// The roles that the daemon itself knows; all others are the policy's own.
package enum KnownRole {
  package static let admin = "admin"
  /// Reads everything and writes nothing.
  package static let auditor = "auditor"
  package static let member = "member"
  /// What a person is who approves where no role is asked for; everybody holds it.
  package static let reviewer = "reviewer"
}

/// A login of a user at a git host or a chat tool.
package struct Identity: Hashable, Sendable, Codable {
  package let host: String
  package let login: String

  package init(host: String, login: String) {
    self.host = host
    self.login = login
  }
}
