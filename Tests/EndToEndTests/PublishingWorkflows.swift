import Documents
import Foundation
import TestSupport
import Testing

@Suite struct PublishingWorkflows {
  private static func yaml(_ gate: String) -> Data {
    Data("name: mine\nstages:\n  - name: review\n    gate: [\(gate)]\n".utf8)
  }

  private static func put(_ client: TestClient, _ name: String, _ yaml: Data) async throws -> TestClient.Answer {
    try await client.raw("PUT", "/api/v1/workflows/\(name)", yaml, headers: ["content-type": "application/yaml"])
  }

  /// A user with these roles, and a client with a token of theirs.
  private static func user(_ id: String, _ roles: [String], _ admin: TestClient) async throws -> TestClient {
    _ = try await admin.send(
      "POST", "users", ["id": .string(id), "kind": "person", "roles": .array(roles.map(Value.string))])
    let token = try await admin.send("POST", "tokens", ["user": .string(id), "name": "test"])
    return TestClient(url: admin.url, token: token.json["token"]?.string ?? "")
  }

  @Test("a workflow is published in versions, each of which can be read back; the same text makes none")
  func versions() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let first = try await Self.put(admin, "mine", Self.yaml("{role: tech}"))
    #expect(first.status == 201 && first.json["version"] == 1 && first.json["unchanged"] == false)
    #expect(first.headers["location"] == "/api/v1/workflows/mine")
    let same = try await Self.put(admin, "mine", Self.yaml("{role: tech}"))
    #expect(same.status == 200 && same.json["version"] == 1 && same.json["unchanged"] == true)
    #expect(same.json["created_at"] == first.json["created_at"])
    let text = String(decoding: Self.yaml("{role: tech, count: 2}"), as: UTF8.self)
    let second = try await admin.send("PUT", "workflows/mine", ["definition": .string(text)])
    #expect(second.status == 201 && second.json["version"] == 2)
    let json = try await admin.send(
      "PUT", "workflows/as-json", ["stages": [["name": "r", "gate": [["requires": "approvals"]]]]])
    #expect(json.status == 201 && json.json["name"] == "as-json")
    let old = try await admin.send("GET", "workflows/mine?version=1")
    #expect(old.json["yaml"]?.string == String(decoding: Self.yaml("{role: tech}"), as: UTF8.self))
    #expect(old.json["stages"]?.items.first?["gate"]?.items.first?["count"] == 1)
    let latest = try await admin.send("GET", "workflows/mine")
    #expect(latest.json["version"] == 2 && latest.json["yaml"]?.string == text)
    let list = try await admin.send("GET", "workflows")
    let names = list.json["items"]?.items.compactMap { $0["name"]?.string }
    #expect(names == ["agent-drafted", "as-json", "four-eyes", "mine", "peer-review", "sign-off"])
    let page = try await admin.send("GET", "workflows?limit=4")
    let rest = try await admin.send("GET", "workflows?limit=4&cursor=\(page.json["next_cursor"]?.string ?? "")")
    #expect(rest.json["items"]?.items.compactMap { $0["name"]?.string } == ["peer-review", "sign-off"])
    #expect(daemon.stop() == 0)
  }

  @Test("what is wrong is refused with its key and line, strangers are refused, and nothing is stored")
  func refused() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let member = try await Self.user("mia", ["member"], admin)
    let forbidden = try await Self.put(member, "mine", Self.yaml("{role: tech}"))
    #expect(forbidden.status == 403 && forbidden.code == "not_allowed")
    let wrong = try await Self.put(admin, "mine", Self.yaml("{role: tech, quorum: 2}"))
    #expect(wrong.status == 400 && wrong.code == "invalid_workflow")
    #expect(wrong.json["errors"]?.items.first?["field"] == "stages[0].gate[0].quorum")
    #expect(wrong.json["detail"]?.string?.hasPrefix("Line 4: 'stages[0].gate[0].quorum' is unknown") == true)
    let other = try await Self.put(admin, "other", Self.yaml("{role: tech}"))
    #expect(other.status == 400 && other.json["errors"]?.items.first?["field"] == "name")
    for (name, body) in [("mine", Data([0xFF, 0xFE])), ("mine", Data()), ("Mine", Self.yaml("{role: tech}"))] {
      let answer = try await Self.put(admin, name, body)
      #expect(answer.status == 400, "\(name)")
    }
    let large = try await Self.put(admin, "mine", Data(repeating: 0x23, count: 70_000))
    #expect(large.status == 400 && large.text.contains("65536 bytes"))
    let missing = try await admin.send("GET", "workflows/mine")
    #expect(missing.status == 404 && missing.code == "workflow_not_found")
    let version = try await admin.send("GET", "workflows/sign-off?version=x")
    #expect(version.status == 400)
    let later = try await admin.send("GET", "workflows/sign-off?version=2")
    #expect(later.status == 404)
    #expect(daemon.stop() == 0)
  }

  private static let template: Value = [
    "name": "two", "markdown": "# T\n\n## Design\n\nHow it works.\n\n## Security\n\nWhat is kept out.\n",
  ]

  @Test("a document keeps the version it was opened under until an admin moves it, and is told which verdicts survive")
  func moving() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let author = try await Self.user("mia", ["member"], admin)
    let tess = try await Self.user("tess", ["tech"], admin)
    let sam = try await Self.user("sam", ["sec"], admin)
    _ = try await admin.send("POST", "templates", Self.template)
    _ = try await Self.put(admin, "mine", Self.yaml("{role: tech, scope: design}, {role: sec}, {role: cto}"))
    let opened = try await author.send("POST", "documents", ["template": "two", "title": "D", "workflow": "mine"])
    let id = opened.json["id"]?.string ?? ""
    _ = try await Self.put(admin, "mine", Self.yaml("{role: tech}, {role: sec, scope: security}, {role: cto}"))
    _ = try await author.send("POST", "documents/\(id)/submission", [:])
    let first = try await tess.send(
      "POST", "documents/\(id)/verdicts", ["role": "tech", "outcome": "approved", "revision": 1])
    let second = try await sam.send(
      "POST", "documents/\(id)/verdicts", ["role": "sec", "outcome": "approved", "revision": 1])
    #expect(first.status == 201 && second.status == 201)
    let pinned = try await author.send("GET", "documents/\(id)")
    #expect(pinned.json["workflow_version"] == 1)

    let refused = try await author.send("POST", "documents/\(id)/workflow", ["workflow": "mine"])
    #expect(refused.status == 403 && refused.code == "not_allowed")
    let unknown = try await admin.send("POST", "documents/\(id)/workflow", ["workflow": "mine", "version": 7])
    #expect(unknown.status == 400 && unknown.json["errors"]?.items.first?["field"] == "version")
    let moved = try await admin.send("POST", "documents/\(id)/workflow", ["workflow": "mine", "reason": "newer"])
    #expect(moved.status == 200 && moved.json["workflow_version"] == 2 && moved.json["stage"] == "review")
    #expect(moved.json["surviving"]?.items == [second.json["id"] ?? .null])
    #expect(moved.json["staled"]?.items == [first.json["id"] ?? .null])
    let again = try await admin.send("POST", "documents/\(id)/workflow", ["workflow": "mine"])
    #expect(again.json["unchanged"] == true && again.json["seq"] == moved.json["seq"])
    let events = try await admin.send("GET", "documents/\(id)/events")
    let change = events.json["items"]?.items.first { $0["event_type"] == "document.workflow_changed" }
    #expect(change?["data"]?["reason"] == "newer")
    let gate = try await author.send("GET", "documents/\(id)/gate")
    #expect(gate.json["rules"]?.items.compactMap { $0["state"]?.string } == ["STALE", "SATISFIED", "UNSATISFIABLE"])
    #expect(daemon.stop() == 0)
  }

  @Test("what people publish outlives a restart, and files of a directory are published once")
  func restarting() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "workflows-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let daemon = try TestDaemon(environment: ["COUNTERSIGN_WORKFLOWS": folder.path, "COUNTERSIGN_WORKFLOW": "house"])
    let gate = "stages: [{name: house, gate: [{requires: approvals}]}]\n"
    try Data(gate.utf8).write(to: folder.appending(path: "house.yaml"))
    try Data("description: ours\n\(gate)".utf8).write(to: folder.appending(path: "four-eyes.yaml"))
    try Data("not a policy".utf8).write(to: folder.appending(path: "notes.txt"))
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let replaced = try await admin.send("GET", "workflows/four-eyes")
    #expect(replaced.json["version"] == 2 && replaced.json["description"] == "ours")
    for name in ["peer-review", "four-eyes"] {
      let put = try await admin.send("PUT", "workflows/\(name)", ["definition": .string(gate)])
      #expect(put.status == 201)
    }
    _ = try await admin.send("POST", "templates", Self.template)
    let opened = try await admin.send("POST", "documents", ["template": "two", "title": "D"])
    #expect(opened.json["workflow"] == "house")
    #expect(daemon.stop() == 0)
    try daemon.start()
    let after = TestClient(url: daemon.url, token: daemon.token)
    for (name, version) in [("house", 1), ("four-eyes", 3), ("peer-review", 2), ("sign-off", 1)] {
      let workflow = try await after.send("GET", "workflows/\(name)")
      #expect(workflow.json["version"] == .int(version), "\(name)")
    }
    let warned = daemon.output.split(separator: "\n").filter { $0.contains("not what is in force") }
    #expect(warned.count == 1 && warned.first?.contains("four-eyes.yaml") == true)
    #expect(daemon.stop() == 0)
    try Data("stages:\n  - name: house\n    gates: []\n".utf8).write(to: folder.appending(path: "house.yaml"))
    let said = try TestDaemon.shell(
      "countersign serve --data '\(daemon.directory.path)' --listen 127.0.0.1:0; echo exit $?", in: folder,
      environment: ["COUNTERSIGN_WORKFLOWS": folder.path])
    #expect(said.contains("house.yaml, line 3: 'stages[0].gates' is unknown") && said.contains("exit 1"), "\(said)")
  }

  @Test("the command line checks files without a daemon, publishes them and shows them")
  func commands() throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let folder = daemon.directory
    try Self.yaml("{role: tech, valid_for: 12w, scope: [Design]}").write(to: folder.appending(path: "mine.yaml"))
    try Self.yaml("{role: tech, valid_for: soon}").write(to: folder.appending(path: "wrong.yaml"))
    let right = try TestDaemon.shell("countersign workflow check mine.yaml; echo $?", in: folder)
    #expect(right.contains("tech: 1 approval by 'tech', of Design, for 84 days") && right.hasSuffix("0\n"))
    let wrong = try TestDaemon.shell("countersign workflow check mine.yaml wrong.yaml; echo $?", in: folder)
    #expect(wrong.contains("wrong.yaml: line 4: 'stages[0].gate[0].valid_for' must be") && wrong.hasSuffix("1\n"))
    let printed = try TestDaemon.shell("countersign workflow check --json mine.yaml wrong.yaml", in: folder)
    let checks = try JSONDecoder().decode(Value.self, from: Data(printed.utf8)).items
    #expect(checks.first?["workflow"]?["name"] == "mine")
    #expect(checks.last?["fault"]?["key"] == "stages[0].gate[0].valid_for" && checks.last?["fault"]?["line"] == 4)
    #expect(try daemon.shell("countersign workflow publish mine mine.yaml", in: folder) == "mine, version 1\n")
    let refused = try daemon.shell("countersign workflow publish mine wrong.yaml; echo $?", in: folder)
    #expect(refused.contains("line 4") && refused.hasSuffix("1\n"))
    let shown = try daemon.shell("countersign workflow show mine", in: folder)
    #expect(shown == (try String(contentsOf: folder.appending(path: "mine.yaml"), encoding: .utf8)))
    let missing = try daemon.shell("countersign workflow show mine --version 2; echo $?", in: folder)
    #expect(missing.hasSuffix("1\n"))
    let json = try daemon.shell("countersign workflow show mine --json", in: folder)
    #expect(try JSONDecoder().decode(Value.self, from: Data(json.utf8))["version"] == 1)
    #expect(daemon.stop() == 0)
  }
}
