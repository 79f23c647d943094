import Documents
import Ledger
import Workflow

/// Templates, projects and people as the API shows them.
enum RegistryViews {
  static func template(_ name: String, version: Int, markdown: String, findings: Findings) throws -> Value {
    let document = ParsedDocument(markdown)
    let sections: [Value] = document.sections.map {
      ["id": .string($0.id), "title": .string($0.title), "level": .int($0.level)]
    }
    let roles = findings.signOffRoles.map(\.role)
    return try JSON.value(of: findings).merging([
      "name": .string(name), "version": .int(version), "sections": .array(sections), "sign_off_roles": Value(roles),
      "sign_off_titles": Value(findings.signOffRoles.map(\.title)),
    ])
  }

  /// Roles in the projects that are `hidden` are left out.
  static func user(_ user: UserRecord, hidden: Set<String> = []) -> Value {
    [
      "id": .string(user.id), "name": .string(user.profile.name), "email": Value(user.profile.email),
      "kind": .string(user.kind.rawValue), "active": .bool(user.active),
      "roles": .array(user.grants.filter { !hidden.hides($0.project) }.map(role)),
      "identities": .array(
        user.profile.identities.map { ["host": .string($0.host), "login": .string($0.login)] }),
      "created_at": Value(user.createdAt),
    ]
  }

  static func role(_ grant: RoleGrant) -> Value {
    ["role": .string(grant.role), "project": Value(grant.project)]
  }

  static func token(_ token: TokenRecord) -> Value {
    [
      "id": .string(token.issued.token), "user": .string(token.issued.user), "name": .string(token.issued.name),
      "scopes": Value(token.issued.scopes), "expires_at": Value(token.issued.expiresAt),
      "revoked": .bool(token.revoked), "created_at": Value(token.createdAt), "last_used_at": Value(token.lastUsed),
      "replaced_by": Value(token.replacedBy),
    ]
  }
}
