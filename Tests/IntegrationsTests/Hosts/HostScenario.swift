import Documents
import Foundation
import TestSupport
import Testing

/// The real daemon, with one connection to the double of a host, and people whom it knows by their logins there.
final class HostScenario {
  static let path = "docs/architecture/billing.md"
  static let workflow = """
    name: two-stages
    stages:
      - name: review
        gate: [{id: tech, role: technical-lead}, {requires: comments}]
      - name: sign-off
        gate: [{id: security, role: security-lead}]
    """

  let daemon: TestDaemon
  private(set) var admin: TestClient
  let host: any HostDouble
  private(set) var connection = ""

  init(_ host: any HostDouble) throws {
    self.host = host
    daemon = try TestDaemon()
    try daemon.start()
    admin = TestClient(url: daemon.url, token: daemon.token)
  }

  /// Starts the daemon again, where it was killed.
  func restart() throws {
    daemon.kill()
    try daemon.start()
    admin = TestClient(url: daemon.url, token: daemon.token)
  }

  func registerPeople() async throws {
    for (user, role) in [(HostedUser.ada, "member"), (.grace, "technical-lead"), (.alan, "security-lead")] {
      let logins = [user.login, user.email].map { Value.object(["host": .string(host.kind), "login": .string($0)]) }
      let answer = try await admin.send(
        "POST", "users",
        [
          "id": .string(user.login), "name": .string(user.name), "kind": "person",
          "roles": [["role": .string(role)]], "identities": .array(logins),
        ])
      #expect(answer.status == 201, "\(answer.text)")
    }
    let answer = try await admin.raw(
      "PUT", "/api/v1/workflows/two-stages", Data(Self.workflow.utf8), headers: ["content-type": "application/yaml"])
    #expect(answer.status == 201, "\(answer.text)")
  }

  func connect(_ settings: Value = ["comments": "both"]) async throws {
    var body: [String: Value] = [
      "name": "docs", "host": .string(host.kind), "repository": .string(host.repositoryName),
      "api_url": .string(host.url), "token": .string(host.token), "branch": "main",
      "paths": ["docs/architecture/*.md"], "template": "design", "workflow": "two-stages", "settings": settings,
    ]
    if let username = host.username { body["username"] = .string(username) }
    let answer = try await admin.send("POST", "connections", .object(body))
    #expect(answer.status == 201, "\(answer.text)")
    connection = try #require(answer.json["id"]?.string)
    host.secret = try #require(answer.json["secret"]?.string)
  }

  /// The daemon ends in good order, and what it leaves proves itself.
  func finish() throws {
    #expect(daemon.stop() == 0)
    _ = try TestDaemon.run(["verify", "--data", daemon.directory.path])
  }

  /// Posts all that the host has to tell, in order, and waits until it was worked on.
  func deliver() async throws {
    for delivery in host.newDeliveries() { try await post(delivery) }
    let isDone = try await eventually { [admin, connection] in
      let items = try await admin.send("GET", "connections/\(connection)/receipts?limit=200").json["items"]?.items ?? []
      return items.allSatisfy { $0["state"] == "done" || $0["state"] == "dead" }
    }
    #expect(isDone)
    let receipts = try await receipts()
    #expect(receipts.allSatisfy { $0["state"] == "done" }, "\(receipts)")
  }

  func receipts() async throws -> [Value] {
    try await admin.send("GET", "connections/\(connection)/receipts?limit=200").json["items"]?.items ?? []
  }

  func post(_ delivery: HookDelivery, expecting status: Int = 202) async throws {
    let answer = try await TestClient(url: daemon.url, token: "").raw(
      "POST", "/hooks/\(connection)", delivery.body,
      headers: Dictionary(delivery.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 }))
    #expect(answer.status == status, "\(answer.text)")
  }

  /// The one document that was opened of a file.
  func document() async throws -> Value {
    let opened = try await eventually { [admin] in
      try await admin.send("GET", "documents").json["items"]?.items.isEmpty == false
    }
    #expect(opened)
    let items = try await admin.send("GET", "documents").json["items"]?.items ?? []
    let id = try #require(items.first?["id"]?.string)
    return try await admin.send("GET", "documents/\(id)").json
  }

  /// What the host had to tell is told to nobody.
  func lose() { _ = host.newDeliveries() }

  /// Has the daemon compare with the host.
  func reconcile() async throws {
    let answer = try await admin.send("POST", "connections/\(connection)/reconciliation", [:])
    #expect(answer.status == 202, "\(answer.text)")
  }

  /// The ids of all documents, by title.
  func documents() async throws -> [String: String] {
    let items = try await admin.send("GET", "documents?limit=200").json["items"]?.items ?? []
    return Dictionary(
      items.map { ($0["title"]?.string ?? "", $0["id"]?.string ?? "") }, uniquingKeysWith: { first, _ in first })
  }

  func shown(_ id: String) async throws -> Value { try await admin.send("GET", "documents/\(id)").json }

  /// Waits until a document is as it is expected.
  func expect(
    _ id: String, _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: @escaping @Sendable (Value) -> Bool
  ) async throws {
    let admin = admin
    let holds = try await eventually { condition(try await admin.send("GET", "documents/\(id)").json) }
    let shown = try await shown(id)
    #expect(holds, "\(what): \(shown)", sourceLocation: sourceLocation)
  }

  func comments(_ id: String) async throws -> [Value] {
    try await admin.send("GET", "documents/\(id)/comments").json["items"]?.items ?? []
  }

  func request(_ number: Int) async throws -> Value {
    try await admin.send("GET", "connections/\(connection)/change-requests/\(number)").json
  }

  /// What the head's checks say at the host, in words that all hosts share; waits until they say what is expected.
  func expect(
    _ expected: [String: String], of number: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let head = try #require(host.repository.request(number)?.head)
    let repository = host.repository
    let says = try await eventually { Self.checks(of: head, in: repository) == expected }
    let shown = try await request(number)["checks"] ?? .null
    #expect(
      says, "\(Self.checks(of: head, in: host.repository)), and the daemon wants \(shown)",
      sourceLocation: sourceLocation)
    let statuses = host.repository.statuses(of: head)
    #expect(
      statuses.allSatisfy { $0.description.count <= 140 && !$0.description.isEmpty && $0.url?.isEmpty == false },
      sourceLocation: sourceLocation)
  }

  private static func checks(of head: String, in repository: HostedRepository) -> [String: String] {
    var found: [String: String] = [:]
    for status in repository.statuses(of: head) { found[status.context] = shared(status.state) }
    return found
  }

  private static func shared(_ state: String) -> String {
    switch state.lowercased() {
    case "success", "successful", "succeeded": "success"
    case "pending", "inprogress", "running", "notset": "pending"
    default: "failure"
    }
  }
}
