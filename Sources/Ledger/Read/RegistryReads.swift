package import Documents
package import Foundation
import GRDB
package import Workflow

package struct TemplateRecord: Sendable {
  package let name: String
  package let version: Int
  package let markdown: String
  package let definition: String?
  package let createdAt: Timestamp

  /// It was checked when the template was published.
  package var parsedDefinition: TemplateDefinition? { definition.flatMap { try? TemplateDefinition(yaml: $0) } }

  package init(name: String, version: Int, markdown: String, definition: String? = nil, createdAt: Timestamp) {
    self.name = name
    self.version = version
    self.markdown = markdown
    self.definition = definition
    self.createdAt = createdAt
  }
}

package struct ProjectRecord: Sendable {
  package let opened: ProjectOpened
  package let version: Int
  package let seq: Int64
  package let createdAt: Timestamp

  package init(opened: ProjectOpened, version: Int, seq: Int64, createdAt: Timestamp) {
    self.opened = opened
    self.version = version
    self.seq = seq
    self.createdAt = createdAt
  }
}

package struct UserRecord: Sendable {
  package let id: String
  package let kind: ActorKind
  package let active: Bool
  package let profile: Profile
  package let grants: [RoleGrant]
  package let seq: Int64
  package let createdAt: Timestamp

  package init(
    id: String, kind: ActorKind, active: Bool, profile: Profile, grants: [RoleGrant], seq: Int64, createdAt: Timestamp
  ) {
    self.id = id
    self.kind = kind
    self.active = active
    self.profile = profile
    self.grants = grants
    self.seq = seq
    self.createdAt = createdAt
  }
}

package struct TokenRecord: Sendable {
  package let issued: TokenIssued
  package let revoked: Bool
  package let createdAt: Timestamp
  package var lastUsed: Timestamp?
  /// The token that came in its place.
  package let replacedBy: String?

  package init(
    issued: TokenIssued, revoked: Bool, createdAt: Timestamp, lastUsed: Timestamp? = nil, replacedBy: String? = nil
  ) {
    self.issued = issued
    self.revoked = revoked
    self.createdAt = createdAt
    self.lastUsed = lastUsed
    self.replacedBy = replacedBy
  }

  /// Whether it opens anything at a time, as far as it goes by itself.
  package func isLive(at now: Timestamp) -> Bool {
    !revoked && issued.expiresAt.map { $0 > now } ?? true
  }
}

package struct EndpointRecord: Sendable {
  package let created: EndpointCreated
  package let enabled: Bool
  package let disabledReason: String?
  /// The log position of its creation: nothing before it is delivered.
  package let createdSeq: Int64
  package let createdAt: Timestamp
  /// Who created it; nil where that is not known yet.
  package let owner: String?

  package var id: String { created.endpoint }

  package init(
    created: EndpointCreated, enabled: Bool, disabledReason: String? = nil, createdSeq: Int64, createdAt: Timestamp,
    owner: String? = nil
  ) {
    self.created = created
    self.enabled = enabled
    self.disabledReason = disabledReason
    self.createdSeq = createdSeq
    self.createdAt = createdAt
    self.owner = owner
  }
}

package struct ConnectionRecord: Sendable {
  package let created: ConnectionCreated
  /// The commit up to which its branch was taken in; nil before the first.
  package let head: String?
  package let createdAt: Timestamp

  package init(created: ConnectionCreated, head: String? = nil, createdAt: Timestamp) {
    self.created = created
    self.head = head
    self.createdAt = createdAt
  }
}

extension Ledger {
  /// The latest version of a template, or the one asked for.
  package func template(_ name: String, version: Int? = nil) async throws -> TemplateRecord? {
    try await pool.read { db in
      try Row.fetchOne(
        db, sql: "SELECT * FROM template WHERE name = ? AND version <= ? ORDER BY version DESC LIMIT 1",
        arguments: [name, version ?? Int.max]
      ).map { try Self.template($0, in: db) }
    }
  }

  /// What the author of a document's template says of it, in the version that the document was opened from.
  package func definition(of state: DocumentState) async throws -> TemplateDefinition? {
    try await template(state.opened.template, version: state.opened.templateVersion)?.parsedDefinition
  }

  /// The latest version of each template, by name.
  package func templates(after name: String?, limit: Int) async throws -> [TemplateRecord] {
    try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT *, MAX(version) FROM template WHERE name > ? GROUP BY name ORDER BY name LIMIT ?
          """, arguments: [name ?? "", limit]
      ).map { try Self.template($0, in: db) }
    }
  }

  private static func template(_ row: Row, in db: Database) throws -> TemplateRecord {
    let definition: String? = row["definition"]
    return TemplateRecord(
      name: row["name"], version: row["version"],
      markdown: String(decoding: try TextReading.body(row["text"], in: db), as: UTF8.self),
      definition: try definition.map { String(decoding: try TextReading.body($0, in: db), as: UTF8.self) },
      createdAt: Timestamp(milliseconds: row["created_at"]))
  }

  package func project(_ slug: String) async throws -> ProjectRecord? {
    try await pool.read { db in
      try Row.fetchOne(db, sql: "SELECT * FROM project WHERE slug = ?", arguments: [slug]).map(Self.project)
    }
  }

  /// By slug, without those that are not to be known of.
  package func projects(
    after slug: String?, limit: Int, hidden: Set<String> = []
  ) async throws -> [ProjectRecord] {
    try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT * FROM project WHERE slug > ? AND slug NOT IN (\(EventReading.marks(hidden.count)))
          ORDER BY slug LIMIT ?
          """, arguments: [slug ?? ""] + StatementArguments(hidden) + [limit]
      ).map(Self.project)
    }
  }

  private static func project(_ row: Row) throws -> ProjectRecord {
    ProjectRecord(
      opened: ProjectOpened(
        slug: row["slug"], title: row["title"], pipeline: row["pipeline"],
        configuration: try decoded(row["configuration"]), links: try decoded(row["links"]),
        steps: try (row["steps"] as String?).map { try decoded($0) }, restricted: row["restricted"]),
      version: row["version"], seq: row["seq"], createdAt: Timestamp(milliseconds: row["created_at"]))
  }

  package func user(_ id: String) async throws -> UserRecord? {
    try await users(where: "user.id = ?", [id], limit: 1).first
  }

  package func users(after id: String?, limit: Int) async throws -> [UserRecord] {
    try await users(where: "user.id > ?", [id ?? ""], limit: limit)
  }

  private func users(where condition: String, _ values: [String], limit: Int) async throws -> [UserRecord] {
    try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT user.*, profile.name, profile.email, profile.identities FROM user
          LEFT JOIN profile ON profile.user = user.id WHERE \(condition) ORDER BY user.id LIMIT ?
          """, arguments: StatementArguments(values) + [limit]
      ).map { row in
        let id: String = row["id"]
        let identities: String? = row["identities"]
        let grants = try Row.fetchAll(
          db, sql: "SELECT role, project FROM user_role WHERE user = ? ORDER BY role, project", arguments: [id]
        ).map { grant in
          let project: String = grant["project"]
          return RoleGrant(role: grant["role"], project: project.isEmpty ? nil : project)
        }
        return UserRecord(
          id: id, kind: ActorKind(rawValue: row["kind"]) ?? .service, active: row["active"],
          profile: Profile(
            name: row["name"] ?? id, email: row["email"], identities: try identities.map(Self.decoded) ?? []),
          grants: grants, seq: row["seq"], createdAt: Timestamp(milliseconds: row["created_at"]))
      }
    }
  }

  /// The display names of users, for those who have one.
  package func names(of users: Set<String>) async throws -> [String: String] {
    let marks = EventReading.marks(users.count)
    let arguments = StatementArguments(users)
    return try await pool.read { db in
      let rows = try Row.fetchAll(
        db, sql: "SELECT user, name FROM profile WHERE user IN (\(marks))", arguments: arguments)
      return Dictionary(rows.map { ($0["user"], $0["name"]) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Names and identities of users, by id; one without a profile has its id for a name.
  package func profiles(of users: Set<String>) async throws -> [String: Profile] {
    guard !users.isEmpty else { return [:] }
    let marks = EventReading.marks(users.count)
    let found = try await self.users(where: "user.id IN (\(marks))", users.sorted(), limit: users.count)
    return Dictionary(found.map { ($0.id, $0.profile) }, uniquingKeysWith: { first, _ in first })
  }

  /// The user whose profile names that e-mail address, where exactly one does.
  package func user(withEmail email: String) async throws -> String? {
    let found = try await users(where: "profile.email = ? COLLATE NOCASE", [email], limit: 2)
    return found.count == 1 ? found.first?.id : nil
  }

  package func endpoints() async throws -> [EndpointRecord] {
    try await pool.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT endpoint.*, event.actor AS owner FROM endpoint
          LEFT JOIN event ON event.seq = endpoint.created_seq ORDER BY endpoint.id
          """
      ).map { row in
        EndpointRecord(
          created: EndpointCreated(
            endpoint: row["id"], name: row["name"], kind: row["kind"], eventTypes: try Self.decoded(row["event_types"]),
            projects: try Self.decoded(row["projects"]), template: row["template"]),
          enabled: row["enabled"], disabledReason: row["disabled_reason"], createdSeq: row["created_seq"],
          createdAt: Timestamp(milliseconds: row["created_at"]), owner: row["owner"])
      }
    }
  }

  package func connections() async throws -> [ConnectionRecord] { try await connections(where: "TRUE", []) }

  package func connection(_ id: String) async throws -> ConnectionRecord? {
    try await connections(where: "id = ?", [id]).first
  }

  private func connections(where condition: String, _ arguments: StatementArguments) async throws -> [ConnectionRecord]
  {
    try await pool.read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM connection WHERE \(condition) ORDER BY id", arguments: arguments
      ).map { row in
        ConnectionRecord(
          created: ConnectionCreated(
            connection: row["id"], name: row["name"], host: row["host"], repository: row["repository"],
            apiURL: row["api_url"], branch: row["branch"], paths: try Self.decoded(row["paths"]),
            project: row["project"], template: row["template"], workflow: row["workflow"],
            identities: try Self.decoded(row["identities"]), settings: try Self.decoded(row["settings"])),
          head: row["head"], createdAt: Timestamp(milliseconds: row["created_at"]))
      }
    }
  }

  /// What was sealed for an endpoint or a connection; nil where nothing is.
  package func secret(of owner: String) async throws -> Data? {
    let sealed = try await pool.read { db in
      try Data.fetchOne(db, sql: "SELECT sealed FROM sealed_secret WHERE owner = ?", arguments: [owner])
    }
    return try sealed.map { try box.open($0, purpose: owner) }
  }

  static func decoded<Value: Decodable>(_ json: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(json.utf8))
  }
}
