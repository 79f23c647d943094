import Documents
import Foundation
import TestSupport
import Testing

/// A daemon on which everybody has something of each kind that can be one's own.
struct MatrixStage {
  static let users = ["root", "olga", "ada", "bot", "hook", "gone", "anonymous"]

  /// A time that a delegation may last to.
  static var soon: String { Date(timeIntervalSinceNow: 30 * 86_400).formatted(.iso8601) }

  struct Said {
    let status: Int
    let code: String?
    /// Whether it is the answer to somebody who may not, and not to a request that says too little.
    let isRefused: Bool
    var text: String { "\(status) \(code ?? "")" }

    func matches(_ expected: String) -> Bool { text == expected || expected == "404" && status == 404 }
  }

  private(set) var team: Team

  init() async throws {
    team = try Team()
    try await team.register("root", role: "admin")
    _ = try await team.admin.send("PATCH", "users/root", ["roles": ["admin", "member"]])
    try await team.register("olga", role: "auditor")
    try await team.register("ada", role: "member")
    try await team.register("other", role: "member")
    try await team.register("bot", kind: "agent", role: "member")
    try await team.register("hook", kind: "service", role: "member")
    try await team.register("gone", role: "member")
    _ = try await team.admin.send("PATCH", "users/gone", ["active": false])
    _ = try await team.admin.send("POST", "projects", ["slug": "p", "title": "P"])
  }

  /// Whether somebody can have what a path leads to: a delegation is a person's.
  func canOwn(_ user: String, _ path: String) -> Bool {
    // Only a browser has a session.
    if path.contains("sessions") { return false }
    return (path.contains("delegations") ? ["root", "ada"] : ["root", "olga", "ada", "bot", "hook"]).contains(user)
  }

  func ask(_ method: String, _ path: String, as user: String, own: Bool) async throws -> Said {
    let owner = own ? user : "other"
    let (filled, body) = try await request(method, path, as: user, owner: owner)
    let answer = try await team[user].raw(method, filled, body.map { try JSONEncoder().encode($0) })
    let code = answer.code
    let permissions = [
      "unauthorized", "bad_signature", "not_allowed", "read_only", "not_the_owner", "not_your_turn", "not_your_verdict",
      "not_the_author",
    ]
    let isRefused =
      code.map { permissions.contains($0) || $0.hasPrefix("agents_cannot_") } ?? false
      || answer.status == 404 && ["tokens/{id}", "delegations/{id}"].contains { path.contains($0) }
      || answer.status == 404 && path.contains("sessions/{id}") && user != "root"
    return Said(status: answer.status, code: code, isRefused: isRefused)
  }

  /// A body that says too little for anything to happen, but where it must be said whose it is.
  private func request(
    _ method: String, _ path: String, as user: String, owner: String
  ) async throws -> (path: String, body: Value?) {
    var filled = path.replacing("{slug}", with: "p").replacing("{connection}", with: "con_none")
    var body: Value? = method == "GET" || method == "DELETE" ? nil : [:]
    if path.hasPrefix("/api/v1/documents/{id}") {
      // Whoever owns a document is one of its authors, and gives no verdict on it.
      let document = try await document(of: path.contains("{verdict}") ? nil : owner)
      filled = filled.replacing("{id}", with: document)
      if path.hasSuffix("/verdicts/{verdict}") {
        filled = filled.replacing("{verdict}", with: try await verdict(of: owner, on: document))
      }
      if path.contains("{comment}") {
        filled = filled.replacing("{comment}", with: try await comment(of: owner, on: document))
      }
      if path.hasSuffix("/submission"), method == "DELETE" {
        _ = try await team.admin.send("POST", "documents/\(document)/submission", [:])
      }
      if path.hasSuffix("/deprecation") { body = ["reason": "It is over."] }
      if path.hasSuffix("/turn") { body = ["from": .string(owner == user ? user : "root"), "to": "other"] }
      if path.hasSuffix("/comments/{comment}"), method == "PATCH" { body = ["body": "Otherwise."] }
    }
    if path == "/api/v1/tokens", method == "POST" { body = ["user": .string(owner), "name": "one more"] }
    if path.hasPrefix("/api/v1/tokens/{id}") { filled = filled.replacing("{id}", with: try await token(of: owner)) }
    if path == "/api/v1/delegations/{id}" { filled = filled.replacing("{id}", with: try await delegation(of: owner)) }
    if path.hasPrefix("/api/v1/users/{id}") { filled = filled.replacing("{id}", with: "other") }
    for name in ["id", "number", "section", "item", "question", "obligation", "name", "receipt", "verdict"] {
      filled = filled.replacing("{\(name)}", with: "none")
    }
    return (filled, body)
  }

  private func document(of owner: String?) async throws -> String {
    var body: [String: Value] = ["template": "design", "title": "D", "project": "p"]
    if let owner { body["owner"] = .string(owner) }
    return try await made("POST", "documents", .object(body))
  }

  private func comment(of owner: String, on document: String) async throws -> String {
    // An auditor has none.
    guard owner != "olga" else { return "com_none" }
    return try await made("POST", "documents/\(document)/comments", ["body": "Why?"], as: owner)
  }

  private func verdict(of owner: String, on document: String) async throws -> String {
    guard ["ada", "root", "other"].contains(owner) else { return "ver_none" }
    _ = try await team.admin.send("POST", "documents/\(document)/submission", [:])
    return try await made(
      "POST", "documents/\(document)/verdicts", ["outcome": "rejected", "revision": 1, "note": "No."], as: owner)
  }

  private func token(of owner: String) async throws -> String {
    try await made("POST", "tokens", ["user": .string(owner), "name": "spare"])
  }

  private func delegation(of owner: String) async throws -> String {
    guard ["ada", "root", "other"].contains(owner) else { return "del_none" }
    return try await made(
      "POST", "delegations",
      ["to": .string(owner == "other" ? "root" : "other"), "role": "member", "until": .string(Self.soon)],
      as: owner)
  }

  private func made(_ method: String, _ path: String, _ body: Value, as user: String? = nil) async throws -> String {
    let client = user.map { team[$0] } ?? team.admin
    let answer = try await client.send(method, path, body)
    #expect(answer.status == 201, "\(path) \(answer.text)")
    return try #require(answer.json["id"]?.string)
  }
}
