/// Who may do what: one entry a route. The router asks it, the documentation is printed from it, and a route that has no
/// entry is let nobody in.
package enum PermissionMatrix {
  package static let all: [Permission] =
    outside + documents + review + trail + people + registry + ways + operations + PagePermissions.all

  /// Nil for a route that is not in it.
  static func permission(_ method: String, _ path: String) -> Permission? { byRoute["\(method) \(path)"] }

  private static let byRoute = Dictionary(uniqueKeysWithValues: all.map { ("\($0.method) \($0.path)", $0) })

  private static let outside: [Permission] = [
    Permission("GET", "/livez", .anyone), Permission("GET", "/readyz", .anyone),
    Permission("GET", "/version", .anyone), Permission("GET", "/metrics", .anyone),
    Permission("POST", "/hooks/{connection}", .signed),
    Permission("GET", "/api/v1/openapi.yaml", .anyone), Permission("GET", "/api/v1/openapi.json", .anyone),
    Permission("GET", "/login", .anyone), Permission("GET", "/login/callback", .anyone),
    Permission("GET", "/login/link", .anyone), Permission("POST", "/login/link", .anyone),
    Permission("POST", "/logout", .anyone),
  ]

  private static func api(
    _ method: String, _ path: String, _ who: Permission.Who, own: Permission.Own? = nil, peopleOnly: String? = nil,
    _ note: String = ""
  ) -> Permission {
    Permission(method, "/api/v1/" + path, who, own: own, peopleOnly: peopleOnly, note)
  }

  private static let documents: [Permission] = [
    api("GET", "documents", .reader, "Without those of projects that one may not see."),
    api("POST", "documents", .writer, "In the project that the body names."),
    api("POST", "imports", .writer, "In the project that the body names; approvals are taken from people only."),
    api("GET", "inbox", .reader, "One's own turns."),
    api("GET", "documents/{id}", .reader), api("GET", "documents/{id}/lint", .reader),
    api("GET", "documents/{id}/content", .reader), api("PUT", "documents/{id}/content", .writer),
    api("PATCH", "documents/{id}/sections/{section}", .writer),
    api("GET", "documents/{id}/revisions", .reader), api("GET", "documents/{id}/revisions/{number}", .reader),
    api("GET", "documents/{id}/diff", .reader),
    api(
      "POST", "documents/{id}/deprecation", .writer, own: .refused("document", "not_the_owner")),
    api("POST", "documents/{id}/reopening", .writer),
    api("POST", "documents/{id}/workflow", .admin),
    api("POST", "documents/{id}/redactions", .admin),
  ]

  private static let review: [Permission] = [
    api("POST", "documents/{id}/submission", .writer),
    api("DELETE", "documents/{id}/submission", .writer, own: .refused("document", "not_the_owner")),
    api("POST", "documents/{id}/reviewers", .writer),
    api("POST", "documents/{id}/reviews", .writer, peopleOnly: "agents_cannot_review"),
    api(
      "POST", "documents/{id}/turn", .writer, own: .refused("turn", "not_your_turn"),
      "The document's owner may hand over everybody's."),
    api("PUT", "documents/{id}/checklists/{item}", .writer),
    api("PUT", "documents/{id}/questions/{question}", .writer, peopleOnly: "agents_cannot_decide"),
    api(
      "POST", "documents/{id}/verdicts", .writer, peopleOnly: "agents_cannot_approve",
      "In a role that one holds, and where the workflow says so not on one's own words."),
    api(
      "DELETE", "documents/{id}/verdicts/{verdict}", .writer,
      own: .refused("verdict", "not_your_verdict", isForAdmins: false)),
    api(
      "POST", "documents/{id}/obligations/{obligation}/verification", .writer, peopleOnly: "agents_cannot_verify",
      "By whom the obligation names, else in the role that asked for it."),
    api("GET", "documents/{id}/comments", .reader), api("POST", "documents/{id}/comments", .writer),
    api(
      "PATCH", "documents/{id}/comments/{comment}", .writer,
      own: .refused("comment", "not_the_author", isForAdmins: false)),
    api("POST", "documents/{id}/comments/{comment}/resolution", .writer),
    api("DELETE", "documents/{id}/comments/{comment}/resolution", .writer),
    api("GET", "documents/{id}/gate", .reader),
    api("POST", "documents/{id}/gate/what-if", .reader, "Nothing is stored."),
    api(
      "POST", "documents/{id}/gate/override", .writer, peopleOnly: "agents_cannot_override",
      "For whom the workflow names."),
  ]

  private static let trail: [Permission] = [
    api("GET", "events", .reader, "Without those that tell of projects that one may not see."),
    api("GET", "events/stream", .reader, "As above, at every event; it ends with the token."),
    api("GET", "events/export", .reader, "As above."),
    api("GET", "documents/{id}/events", .reader), api("GET", "documents/{id}/events/stream", .reader),
    api("GET", "documents/{id}/events/export", .reader), api("GET", "documents/{id}/approvals", .reader),
    api("GET", "readings", .auditor),
    api("GET", "reports/cycle-times", .reader, "Without the documents of projects that one may not see."),
    api("GET", "log/key", .reader), api("GET", "log/checkpoint", .reader),
    api("GET", "log/proof/inclusion", .reader, "Hashes only."),
    api("GET", "log/proof/consistency", .reader, "Hashes only."),
    api("GET", "log/proof/file", .reader, "Not of an event that one may not see."),
    api("POST", "log/witness", .reader, "A note that a known witness has signed."),
  ]

  private static let people: [Permission] = [
    api("GET", "me", .reader), api("GET", "users", .reader, "Roles in projects that one may not see are left out."),
    api("POST", "users", .admin), api("GET", "users/{id}", .reader), api("PATCH", "users/{id}", .admin),
    api("POST", "users/{id}/erasure", .admin),
    api("GET", "groups", .reader), api("POST", "groups", .admin), api("GET", "groups/{id}", .reader),
    api("PATCH", "groups/{id}", .admin), api("DELETE", "groups/{id}", .admin),
    api("POST", "people", .admin, "A file of users, groups and roles, or what it would change."),
    api("GET", "tokens", .reader, "One's own; an admin sees everybody's."),
    api("POST", "tokens", .reader, own: .refused("user", "not_allowed")),
    api("GET", "tokens/{id}", .reader, own: .hidden("token")),
    api("POST", "tokens/{id}/rotation", .reader, own: .hidden("token")),
    api("DELETE", "tokens/{id}", .reader, own: .hidden("token")),
    api("GET", "session", .reader), api("GET", "sessions", .reader, "One's own; an admin sees everybody's."),
    api("DELETE", "sessions/{id}", .reader, own: .hidden("session")),
    api("GET", "searches", .reader, "One's own."), api("POST", "searches", .reader, "One's own."),
    api("DELETE", "searches/{id}", .reader, "One's own."),
    api("GET", "delegations", .reader, "One's own; admins and auditors see everybody's."),
    api("POST", "delegations", .reader, peopleOnly: "agents_cannot_delegate", "A role that one holds oneself."),
    api("DELETE", "delegations/{id}", .reader, own: .hidden("delegation")),
  ]

  private static let registry: [Permission] = [
    api("GET", "templates", .reader), api("POST", "templates", .serverWriter),
    api("GET", "templates/{name}", .reader), api("POST", "templates/{name}/preview", .reader, "Nothing is stored."),
    api("GET", "workflows", .reader), api("GET", "workflows/{name}", .reader), api("PUT", "workflows/{name}", .admin),
    api("GET", "pipelines", .reader), api("GET", "pipelines/{name}", .reader), api("PUT", "pipelines/{name}", .admin),
    api("GET", "projects", .reader, "Those that one may see."),
    api("POST", "projects", .serverWriter, "A restricted one: admins."),
    api("GET", "projects/{slug}", .reader), api("PATCH", "projects/{slug}", .writer, "`restricted`: admins."),
  ]

  private static let ways: [Permission] = [
    api("GET", "endpoints", .admin), api("POST", "endpoints", .admin), api("GET", "endpoints/{id}", .admin),
    api("PATCH", "endpoints/{id}", .admin), api("DELETE", "endpoints/{id}", .admin),
    api("POST", "endpoints/{id}/enablement", .admin), api("POST", "endpoints/{id}/secret-rotation", .admin),
    api("POST", "endpoints/{id}/test", .admin), api("POST", "endpoints/{id}/replay", .admin),
    api("GET", "deliveries", .admin), api("GET", "deliveries/{id}", .admin),
    api("POST", "deliveries/{id}/retry", .admin),
    api("GET", "connections", .admin), api("POST", "connections", .admin), api("GET", "connections/{id}", .admin),
    api("DELETE", "connections/{id}", .admin), api("GET", "connections/{id}/receipts", .admin),
    api("GET", "connections/{id}/receipts/{receipt}", .admin),
    api("POST", "connections/{id}/receipts/{receipt}/retry", .admin),
    api("GET", "connections/{id}/identities", .admin), api("GET", "connections/{id}/change-requests", .admin),
    api("GET", "connections/{id}/change-requests/{number}", .admin),
    api("GET", "connections/{id}/change-requests/{number}/diff", .admin),
    api("POST", "connections/{id}/reconciliation", .admin),
  ]

  private static let operations: [Permission] = [
    api("GET", "backups", .admin), api("POST", "backups", .admin), api("GET", "rebuild", .admin),
    api("POST", "rebuild", .admin), api("GET", "log-level", .admin), api("PUT", "log-level", .admin),
    api("POST", "echo", .serverWriter, "Stores nothing."),
  ]
}
