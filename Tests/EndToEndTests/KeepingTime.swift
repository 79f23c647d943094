import Documents
import TestSupport
import Testing

/// The timers of the running daemon.
@Suite struct KeepingTime {
  @Test("a gate says when its last approver leaves and when they are back, and a date that has come is said once")
  func timers() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    var admin = TestClient(url: daemon.url, token: daemon.token)
    #expect(try await admin.send("POST", "users", Self.ada).status == 201)
    let opened = try await admin.send("POST", "documents", ["template": "design", "title": "Search"])
    let id = try #require(opened.json["id"]?.string)
    let saved = try await admin.send(
      "PUT", "documents/\(id)/content", ["markdown": .string(Self.words), "base_revision": 1])
    #expect(saved.status == 200)
    #expect(try await admin.send("POST", "documents/\(id)/submission", [:]).status == 200)

    #expect(try await admin.send("PATCH", "users/ada", ["active": false]).status == 200)
    #expect(try await Self.appear(1, "gate.unsatisfiable", admin))
    #expect(try await admin.send("PATCH", "users/ada", ["active": true]).status == 200)
    #expect(try await Self.appear(1, "gate.satisfiable", admin))

    for _ in 0..<2 {
      daemon.kill()
      try daemon.start()
      admin = TestClient(url: daemon.url, token: daemon.token)
      #expect(try await Self.appear(1, "reminder.sent", admin))
    }
    let reminders = try await Self.events("reminder.sent", admin)
    #expect(reminders.first?["data"]?["subject"] == "new_search" && reminders.first?["metadata"]?["source"] == "timer")
    #expect(reminders.first?["actor"]?["kind"] == "service")
    #expect(daemon.stop() == 0)
  }

  private static let ada: Value = ["id": "ada", "name": "Ada", "kind": "person", "roles": [["role": "member"]]]

  private static let words = """
    # Search

    ## Feature Flags

    | Flag | Cleanup Date |
    |---|---|
    | new_search | 2026-01-31 |
    """

  private static func events(_ type: String, _ client: TestClient) async throws -> [Value] {
    try await client.send("GET", "events?type=\(type)").json["items"]?.items ?? []
  }

  private static func appear(_ count: Int, _ type: String, _ client: TestClient) async throws -> Bool {
    try await eventually { try await events(type, client).count == count }
  }
}
