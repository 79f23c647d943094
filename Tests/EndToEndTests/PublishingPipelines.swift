import Crypto
import Documents
import Foundation
import TestSupport
import Testing

/// Pipelines as data, and the projects and documents that take their steps.
@Suite struct PublishingPipelines {
  private let daemon: TestDaemon
  private let admin: TestClient

  init() throws {
    daemon = try TestDaemon()
    try daemon.start()
    admin = TestClient(url: daemon.url, token: daemon.token)
  }

  private static let two = """
    name: two
    title: Two steps
    steps:
      - number: 1
        name: design
        title: Design
        template: design
        workflow: peer-review
      - number: 2
        name: plan
        title: Plan
        template: gameplan
        requires: [design]

    """

  private func put(
    _ yaml: String, to name: String = "two", by client: TestClient? = nil
  ) async throws
    -> TestClient.Answer
  {
    try await (client ?? admin).raw(
      "PUT", "/api/v1/pipelines/\(name)", Data(yaml.utf8), headers: ["content-type": "application/yaml"])
  }

  private func openProject(_ slug: String, pipeline: String?) async throws -> TestClient.Answer {
    var body: [String: Value] = ["slug": .string(slug), "title": "P"]
    if let pipeline { body["pipeline"] = .string(pipeline) }
    return try await admin.send("POST", "projects", .object(body))
  }

  private func open(_ template: String, in project: String?, step: String? = nil) async throws -> TestClient.Answer {
    var body: [String: Value] = ["template": .string(template), "title": "T"]
    if let project { body["project"] = .string(project) }
    if let step { body["step"] = .string(step) }
    return try await admin.send("POST", "documents", .object(body))
  }

  private func field(_ answer: TestClient.Answer) -> String? {
    answer.json["errors"]?.items.first?["field"]?.string
  }

  @Test("what is built in is there, and gives way to what people publish, also after a restart")
  func builtIn() async throws {
    let list = try await admin.send("GET", "pipelines").json["items"]?.items ?? []
    #expect(list.compactMap { $0["name"]?.string } == ["eight-step", "single", "story"])
    #expect(list.allSatisfy { $0["version"] == 1 })
    let story = try await admin.send("GET", "pipelines/story").json
    #expect(story["yaml"]?.string?.contains("name: story") == true && story["steps"]?.items.count == 2)
    let own = Self.two.replacingOccurrences(of: "name: two", with: "name: story")
    let published = try await put(own, to: "story")
    #expect(published.status == 201 && published.json["version"] == 2)
    daemon.stop()
    try daemon.start()
    let again = TestClient(url: daemon.url, token: daemon.token)
    let kept = try await again.send("GET", "pipelines/story").json
    #expect(kept["version"] == 2 && kept["title"] == "Two steps")
    #expect(try await again.send("GET", "pipelines/story?version=1").json["title"] != "Two steps")
    #expect(daemon.stop() == 0)
  }

  @Test("only admins publish; a fault is named with its key and line; the same text makes no version")
  func publishing() async throws {
    _ = try await admin.send("POST", "users", ["id": "ada"])
    let token = try await admin.send("POST", "tokens", ["user": "ada", "name": "t"]).json["token"]?.string ?? ""
    let member = try await put(Self.two, by: TestClient(url: daemon.url, token: token))
    #expect(member.status == 403 && member.code == "not_allowed")
    let faults: [(yaml: String, field: String, word: String)] = [
      (Self.two.replacingOccurrences(of: "number: 2", with: "number: 1"), "steps[1].number", "line 9"),
      (Self.two.replacingOccurrences(of: "[design]", with: "[plan]"), "steps[1].requires[0]", "line 13"),
      (Self.two.replacingOccurrences(of: "gameplan", with: "no-such"), "steps[1].template", "'no-such'"),
      (Self.two.replacingOccurrences(of: "peer-review", with: "no-such"), "steps[0].workflow", "'no-such'"),
      (Self.two.replacingOccurrences(of: "name: two", with: "name: three"), "name", "/pipelines/three"),
      ("steps: [", "definition", "not YAML"), ("", "definition", "empty"),
    ]
    for wrong in faults {
      let answer = try await put(wrong.yaml)
      #expect(answer.status == 400 && field(answer) == wrong.field, "\(answer.text)")
      #expect(answer.text.contains(wrong.word), "\(answer.text)")
    }
    #expect(try await admin.send("GET", "pipelines/two").status == 404)
    let first = try await put(Self.two)
    #expect(first.status == 201 && first.json["version"] == 1 && first.json["yaml"] == .string(Self.two))
    let same = try await admin.send("PUT", "pipelines/two", ["definition": .string(Self.two)])
    #expect(same.status == 200 && same.json["version"] == 1 && same.json["unchanged"] == true)
    #expect(daemon.stop() == 0)
  }

  @Test("a project keeps the steps that it was opened with, and refuses a pipeline that is not there")
  func pinning() async throws {
    let unknown = try await openProject("p", pipeline: "two")
    #expect(unknown.status == 400 && field(unknown) == "pipeline" && unknown.text.contains("PUT /pipelines/two"))
    #expect(try await put(Self.two).status == 201)
    let opened = try await openProject("p", pipeline: "two")
    #expect(opened.status == 201 && opened.json["next_action"]?.string?.hasPrefix("Step 1, 'Design'") == true)
    let later = try await put(Self.two.replacingOccurrences(of: "name: plan", with: "name: scheme"))
    #expect(later.json["version"] == 2)
    let steps = try await admin.send("GET", "projects/p").json["steps"]?.items ?? []
    #expect(steps.compactMap { $0["name"]?.string } == ["design", "plan"])
    #expect(steps.compactMap { $0["state"]?.string } == ["ready", "blocked"])
    let listed = try await admin.send("GET", "projects").json["items"]?.items.first
    #expect(listed?["next_action"]?.string?.hasPrefix("Step 1, 'Design'") == true)
    #expect(daemon.stop() == 0)
  }

  @Test("documents take the first free step of their template; what is no step stands beside, page by page")
  func documents() async throws {
    #expect(try await put(Self.two).status == 201)
    #expect(try await openProject("p", pipeline: "two").status == 201)
    #expect(try await openProject("plain", pipeline: nil).status == 201)
    for (project, step) in [("p", "nowhere"), ("p", "plan"), ("plain", "design"), (nil, "design")] {
      let refused = try await open("design", in: project, step: step)
      #expect(refused.status == 400 && field(refused) == "step", "\(refused.text)")
    }
    let first = try await open("design", in: "p").json
    #expect(first["step"] == "design" && first["workflow"] == "peer-review")
    let second = try await open("design", in: "p").json
    #expect(second["step"] == .null && second["workflow"] == "sign-off")
    let plan = try await open("gameplan", in: "p", step: "plan").json
    #expect(plan["step"] == "plan" && plan["workflow"] == "sign-off")
    let third = try await open("story", in: "p")
    #expect(third.status == 400, "The story's variables are missing: \(third.text)")
    let fourth = try await open("technical", in: "p").json
    let page = try await admin.send("GET", "projects/p?limit=1").json
    #expect(page["steps"]?.items.count == 2)
    #expect(page["documents"]?.items.count == 1 && page["documents"]?.items.first?["id"] == second["id"])
    let cursor = try #require(page["next_cursor"]?.string?.replacingOccurrences(of: "=", with: "%3D"))
    let rest = try await admin.send("GET", "projects/p?limit=1&cursor=\(cursor)").json
    #expect(rest["documents"]?.items.first?["id"] == fourth["id"] && rest["next_cursor"] == .null)
    let bad = try await admin.send("GET", "projects/p?cursor=bm9uZQ%3D%3D")
    #expect(bad.status == 400 && field(bad) == "cursor")
    let plain = try await open("design", in: "plain").json
    let board = try await admin.send("GET", "projects/plain").json
    #expect(board["steps"]?.items.count == 1 && board["steps"]?.items.first?["document"] == plain["id"])
    #expect(board["documents"] == nil && board["next_action"] == nil)
    #expect(daemon.stop() == 0)
  }

  @Test("of many that open documents at once, one has the step and nobody is turned away")
  func racing() async throws {
    #expect(try await openProject("p", pipeline: "single").status == 201)
    let (admin, body): (TestClient, Value) = (admin, ["template": "architecture", "title": "T", "project": "p"])
    let opened = try await withThrowingTaskGroup(of: TestClient.Answer.self) { group in
      for _ in 0..<12 { group.addTask { try await admin.send("POST", "documents", body) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(opened.allSatisfy { $0.status == 201 } && opened.filter { $0.json["step"] == "architecture" }.count == 1)
    let again = try await open("architecture", in: "p", step: "architecture")
    #expect(again.status == 409 && again.code == "step_has_document")
    #expect(daemon.stop() == 0)
  }

  @Test("imports and pushes take steps by the same rule, and the board outlives a kill")
  func comingIn() async throws {
    #expect(try await put(Self.two).status == 201)
    #expect(try await openProject("p", pipeline: "two").status == 201)
    let file: Value = ["path": "a.md", "markdown": "# A design\n", "template": "design", "project": "p"]
    let imported = try await admin.send("POST", "imports", file)
    #expect(imported.status == 201 && imported.json["step"] == "design" && imported.json["workflow"] == "peer-review")
    let again = try await admin.send("POST", "imports", file)
    #expect(again.status == 200 && again.json["id"] == imported.json["id"])
    try await push("# A plan\n", template: "gameplan", project: "p")
    let admin = admin
    #expect(
      try await eventually {
        try await admin.send("GET", "projects/p").json["steps"]?.items.last?["document"]?["title"] == "A plan"
      })
    let before = try await admin.send("GET", "projects/p").json
    #expect(before["steps"]?.items.compactMap { $0["state"]?.string } == ["drafting", "blocked"])
    daemon.kill()
    try daemon.start()
    let after = try await TestClient(url: daemon.url, token: daemon.token).send("GET", "projects/p").json
    for (old, new) in zip(before["steps"]?.items ?? [], after["steps"]?.items ?? []) {
      for key in ["name", "state", "started_at", "next_action", "turn"] { #expect(old[key] == new[key]) }
    }
    #expect(after["steps"]?.items.count == 2 && daemon.stop() == 0)
  }

  private func push(_ markdown: String, template: String, project: String) async throws {
    let commit = String(repeating: "a", count: 40)
    let host = try await LoopbackReceiver { request in
      guard request.path.contains("/contents/") else { return LoopbackReceiver.Answer(status: 404) }
      return LoopbackReceiver.Answer(body: Data(markdown.utf8))
    }
    let connection = try await admin.send(
      "POST", "connections",
      [
        "host": "github", "repository": "acme/docs", "api_url": .string(host.url), "paths": ["*.md"],
        "template": .string(template), "project": .string(project),
      ])
    let (id, secret) = (connection.json["id"]?.string ?? "", connection.json["secret"]?.string ?? "")
    let body = Data(
      """
      {"ref": "refs/heads/main", "before": "\(String(repeating: "0", count: 40))", "after": "\(commit)",
       "repository": {"full_name": "acme/docs"},
       "commits": [{"message": "Write", "author": {"name": "Ada"}, "added": ["plan.md"]}]}
      """.utf8)
    let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(secret.utf8)))
    let hex = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    let accepted = try await TestClient(url: daemon.url, token: "").raw(
      "POST", "/hooks/\(id)", body,
      headers: ["x-hub-signature-256": "sha256=\(hex)", "x-github-event": "push", "x-github-delivery": "d-1"])
    #expect(accepted.status == 202)
    let admin = admin
    #expect(
      try await eventually {
        try await admin.send("GET", "connections/\(id)/receipts").json["items"]?.items.first?["state"] == "done"
      })
  }
}
