import Documents
import Foundation
import TestSupport
import Testing

/// A running daemon and the people who use it, each by their own token.
struct Team {
  let daemon: TestDaemon
  let admin: TestClient
  private var people: [String: TestClient] = [:]

  init() throws {
    daemon = try TestDaemon()
    try daemon.start()
    admin = TestClient(url: daemon.url, token: daemon.token)
  }

  subscript(_ id: String) -> TestClient { people[id] ?? TestClient(url: daemon.url, token: "") }

  mutating func register(_ id: String, kind: String = "person", role: String) async throws {
    let user = try await admin.send(
      "POST", "users",
      ["id": .string(id), "name": .string(id), "kind": .string(kind), "roles": [["role": .string(role)]]])
    #expect(user.status == 201)
    let token = try await admin.send("POST", "tokens", ["user": .string(id), "name": "test"])
    people[id] = TestClient(url: daemon.url, token: token.json["token"]?.string ?? "")
  }

  func publish(workflow name: String, _ yaml: String) async throws {
    let answer = try await admin.raw(
      "PUT", "/api/v1/workflows/\(name)", Data(yaml.utf8), headers: ["content-type": "application/yaml"])
    #expect(answer.status == 201, "\(answer.text)")
  }

  /// Opens a document, and returns its id.
  func open(_ body: Value, as user: String) async throws -> String {
    let opened = try await self[user].send("POST", "documents", body)
    #expect(opened.status == 201, "\(opened.text)")
    return try #require(opened.json["id"]?.string)
  }

  func show(_ document: String, at: Int? = nil) async throws -> Value {
    try await admin.send("GET", "documents/\(document)" + (at.map { "?at=\($0)" } ?? "")).json
  }

  /// Saves the words as they are after `change`, and returns the answer.
  @discardableResult
  func edit(
    _ document: String, as user: String, _ change: (String) -> String
  ) async throws -> TestClient.Answer {
    let client = self[user]
    let revision = try await client.send("GET", "documents/\(document)").json["revision"] ?? .null
    let text = try await client.send("GET", "documents/\(document)/content?form=authored").text
    return try await client.send(
      "PUT", "documents/\(document)/content", ["markdown": .string(change(text)), "base_revision": revision])
  }

  @discardableResult
  func judge(
    _ document: String, as user: String, role: String, _ outcome: String = "approved", more: [String: Value] = [:]
  ) async throws -> TestClient.Answer {
    let revision = try await self[user].send("GET", "documents/\(document)").json["revision"] ?? .null
    let body: [String: Value] = [
      "role": .string(role), "outcome": .string(outcome), "revision": revision, "note": "As said.",
    ]
    return try await self[user].send("POST", "documents/\(document)/verdicts", .object(body.merging(more) { $1 }))
  }

  /// Every event of a document, in order.
  func trail(of document: String) async throws -> [Value] {
    var (events, after) = ([Value](), 0)
    while true {
      let page = try await admin.send("GET", "documents/\(document)/events?limit=200&after=\(after)").json
      guard let last = page["items"]?.items.last?["seq"]?.int else { return events }
      events += page["items"]?.items ?? []
      after = last
    }
  }
}
