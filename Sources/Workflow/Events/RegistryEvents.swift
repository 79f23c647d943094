// Templates, people and the ways in and out. Version 1 each. Names, addresses, secrets and hashes of secrets
// stand in tables of their own, not in the log, so that they can be forgotten or rotated.

package struct TemplatePublished: Hashable, Sendable, Codable {
  package var name: String
  package var version: Int
  /// SHA-256 of the Markdown, where the ledger keeps its bytes.
  package var text: String
  /// SHA-256 of the YAML definition, where there is one.
  package var definition: String?

  package init(name: String, version: Int, text: String, definition: String? = nil) {
    self.name = name
    self.version = version
    self.text = text
    self.definition = definition
  }
}

package struct UserRegistered: Hashable, Sendable, Codable {
  package var user: String
  package var kind: ActorKind

  package init(user: String, kind: ActorKind) {
    self.user = user
    self.kind = kind
  }
}

package struct UserUpdated: Hashable, Sendable, Codable {
  package var user: String
  /// The names of the fields that changed; their values stand in the profile.
  package var fields: [String]
  package var active: Bool?

  package init(user: String, fields: [String], active: Bool? = nil) {
    self.user = user
    self.fields = fields
    self.active = active
  }
}

package struct RoleGranted: Hashable, Sendable, Codable {
  package var user: String
  package var role: String
  package var project: String?

  package init(user: String, role: String, project: String? = nil) {
    self.user = user
    self.role = role
    self.project = project
  }
}

package struct RoleRevoked: Hashable, Sendable, Codable {
  package var user: String
  package var role: String
  package var project: String?

  package init(user: String, role: String, project: String? = nil) {
    self.user = user
    self.role = role
    self.project = project
  }
}

package struct TokenIssued: Hashable, Sendable, Codable {
  package var token: String
  package var user: String
  package var name: String
  package var scopes: [String]
  package var expiresAt: Timestamp?
  /// The token in whose place it comes, by a rotation.
  package var replaces: ReplacedToken?

  package init(
    token: String, user: String, name: String, scopes: [String], expiresAt: Timestamp? = nil,
    replaces: ReplacedToken? = nil
  ) {
    self.token = token
    self.user = user
    self.name = name
    self.scopes = scopes
    self.expiresAt = expiresAt
    self.replaces = replaces
  }

  enum CodingKeys: String, CodingKey {
    case token, user, name, scopes, replaces
    case expiresAt = "expires_at"
  }
}

/// A token that another takes the place of, and until when it is good beside that.
package struct ReplacedToken: Hashable, Sendable, Codable {
  package var token: String
  package var until: Timestamp

  package init(token: String, until: Timestamp) {
    self.token = token
    self.until = until
  }
}

package struct TokenRevoked: Hashable, Sendable, Codable {
  package var token: String

  package init(token: String) {
    self.token = token
  }
}

package struct EndpointCreated: Hashable, Sendable, Codable {
  package var endpoint: String
  package var name: String
  package var kind: String
  package var eventTypes: [String]
  /// Empty lets every project through.
  package var projects: [String]
  package var template: String?

  package init(
    endpoint: String, name: String, kind: String, eventTypes: [String], projects: [String], template: String? = nil
  ) {
    self.endpoint = endpoint
    self.name = name
    self.kind = kind
    self.eventTypes = eventTypes
    self.projects = projects
    self.template = template
  }

  enum CodingKeys: String, CodingKey {
    case endpoint, name, kind
    case eventTypes = "event_types"
    case projects, template
  }
}

package struct EndpointUpdated: Hashable, Sendable, Codable {
  package var endpoint: String
  package var name: String?
  package var eventTypes: [String]?
  package var projects: [String]?
  /// `url`, `settings` or `secret`, where one of those was replaced.
  package var replaced: [String]
  package var enabled: Bool?

  package init(
    endpoint: String, name: String? = nil, eventTypes: [String]? = nil, projects: [String]? = nil, replaced: [String],
    enabled: Bool? = nil
  ) {
    self.endpoint = endpoint
    self.name = name
    self.eventTypes = eventTypes
    self.projects = projects
    self.replaced = replaced
    self.enabled = enabled
  }

  enum CodingKeys: String, CodingKey {
    case endpoint, name
    case eventTypes = "event_types"
    case projects, replaced, enabled
  }
}

package struct EndpointDisabled: Hashable, Sendable, Codable {
  package var endpoint: String
  package var reason: String

  package init(endpoint: String, reason: String) {
    self.endpoint = endpoint
    self.reason = reason
  }
}

package struct EndpointDeleted: Hashable, Sendable, Codable {
  package var endpoint: String

  package init(endpoint: String) {
    self.endpoint = endpoint
  }
}

package struct DeliveryExhausted: Hashable, Sendable, Codable {
  package var endpoint: String
  package var delivery: String
  /// The log position of the event that could not be delivered.
  package var position: Int64
  package var attempts: Int

  package init(endpoint: String, delivery: String, position: Int64, attempts: Int) {
    self.endpoint = endpoint
    self.delivery = delivery
    self.position = position
    self.attempts = attempts
  }
}

package struct ConnectionCreated: Hashable, Sendable, Codable {
  package var connection: String
  package var name: String
  package var host: String
  package var repository: String
  package var apiURL: String
  package var branch: String
  package var paths: [String]
  package var project: String?
  package var template: String?
  package var workflow: String?
  /// Users by the login that they have at this host; what a user's own identities say comes after.
  package var identities: [String: String]?
  package var settings: ConnectionSettings?

  package init(
    connection: String, name: String, host: String, repository: String, apiURL: String, branch: String, paths: [String],
    project: String? = nil, template: String? = nil, workflow: String? = nil, identities: [String: String]? = nil,
    settings: ConnectionSettings? = nil
  ) {
    self.connection = connection
    self.name = name
    self.host = host
    self.repository = repository
    self.apiURL = apiURL
    self.branch = branch
    self.paths = paths
    self.project = project
    self.template = template
    self.workflow = workflow
    self.identities = identities
    self.settings = settings
  }

  enum CodingKeys: String, CodingKey {
    case connection, name, host, repository
    case apiURL = "api_url"
    case branch, paths, project, template, workflow, identities, settings
  }
}

/// What a connection does beside taking pushes in.
package struct ConnectionSettings: Hashable, Sendable, Codable {
  package enum Comments: String, Hashable, Sendable, Codable, CaseIterable {
    case none
    /// Comments of change requests become comments here.
    case incoming = "in"
    /// And comments made here are posted to the change request.
    case both
  }

  package enum WriteBack: String, Hashable, Sendable, Codable, CaseIterable {
    case none
    /// The record of an approved document is committed on a branch of its own, and proposed.
    case changeRequest = "change_request"
    /// It is committed on the watched branch.
    case direct
  }

  /// Whether the first import takes in all that a file has been, or only what it is.
  package var history = true
  /// Whether the gate is set as a check of a change request's head.
  package var check = true
  package var comments = Comments.incoming
  package var writeBack = WriteBack.none
  /// Minutes between two reconciliations.
  package var reconcileMinutes = 60

  package init() {}

  /// What is not said is as it would be.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    history = try container.decodeIfPresent(Bool.self, forKey: .history) ?? history
    check = try container.decodeIfPresent(Bool.self, forKey: .check) ?? check
    comments = try container.decodeIfPresent(Comments.self, forKey: .comments) ?? comments
    writeBack = try container.decodeIfPresent(WriteBack.self, forKey: .writeBack) ?? writeBack
    reconcileMinutes = try container.decodeIfPresent(Int.self, forKey: .reconcileMinutes) ?? reconcileMinutes
  }

  /// As they are written.
  package static let names = CodingKeys.allCases.map(\.rawValue)

  enum CodingKeys: String, CodingKey, CaseIterable {
    case history, check, comments
    case writeBack = "write_back"
    case reconcileMinutes = "reconcile_minutes"
  }
}

package struct ConnectionDeleted: Hashable, Sendable, Codable {
  package var connection: String

  package init(connection: String) {
    self.connection = connection
  }
}

/// A host told of commits on a branch that is watched.
package struct PushReceived: Hashable, Sendable, Codable {
  package var connection: String
  package var receipt: String
  package var ref: String
  package var before: String
  package var after: String
  /// The watched paths that it touches.
  package var paths: [String]

  package init(connection: String, receipt: String, ref: String, before: String, after: String, paths: [String]) {
    self.connection = connection
    self.receipt = receipt
    self.ref = ref
    self.before = before
    self.after = after
    self.paths = paths
  }
}
