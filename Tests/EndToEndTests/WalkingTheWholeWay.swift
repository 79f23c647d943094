import Crypto
import Documents
import Foundation
import TestSupport
import Testing

/// One document from its template to its sign-off, through the real binary and over HTTP.
@Suite(.serialized) struct WalkingTheWholeWay {
  static let builtIn = ["pipeline-proposal", "design", "story", "technical", "architecture"]
  static let templates = builtIn + SharedFiles.seeds.map(\.name)

  @Test("a document goes from its template to sign-off, on the record", arguments: templates)
  func walk(template: String) async throws {
    var walk = try await Walk(template: template)
    try await walk.registerPeople()
    try await walk.connectWebhooks()
    try await walk.openAndDraft()
    try await walk.submitAndDiscuss()
    try await walk.refuseWhoMayNot()
    try await walk.signOff()
    try await walk.checkDeliveries()
    try await walk.checkTrail()
    try await walk.push()
    #expect(walk.daemon.stop() == 0, "SIGTERM ends the daemon in good order.")
  }
}

/// The steps of the walk, and what they have come to so far.
struct Walk {
  let daemon: TestDaemon
  let admin: TestClient
  let template: String
  let hooks: LoopbackReceiver
  let host: LoopbackReceiver
  private(set) var roles: [String] = []
  private var statesItsStatus = false
  private var people: [String: TestClient] = [:]
  private var document = ""
  private var revision = 0
  private var submittedAt = 0
  private var secret = ""

  init(template: String) async throws {
    daemon = try TestDaemon()
    try daemon.start()
    admin = TestClient(url: daemon.url, token: daemon.token)
    self.template = template
    hooks = try await LoopbackReceiver()
    host = try await LoopbackReceiver { request in
      guard request.headers["authorization"] == "Bearer gh-token",
        request.path == "/repos/acme/docs/contents/docs/feature.md?ref=\(Walk.commit)"
      else { return LoopbackReceiver.Answer(status: 404) }
      return LoopbackReceiver.Answer(body: Data("# From git\n\nWords that were pushed.\n".utf8))
    }
    if let seed = SharedFiles.seeds.first(where: { $0.name == template }) {
      let answer = try await admin.send(
        "POST", "templates", ["name": .string(template), "markdown": .string(seed.markdown)])
      #expect(answer.status == 201)
    }
    let found = try await admin.send("GET", "templates/\(template)").json
    let sections = found["sections"]?.items.count ?? 0
    #expect(sections > 0)
    // A front matter's status is written as `approved`.
    statesItsStatus =
      found["fields"]?.items.contains { $0["meaning"] == "status" && $0["form"] != "front_matter" } ?? false
    roles = found["sign_off_roles"]?.items.compactMap(\.string) ?? []
  }

  private static let commit = "0123456789abcdef0123456789abcdef01234567"

  mutating func registerPeople() async throws {
    try await register("ada", kind: "person", role: "member")
    try await register("bot", kind: "agent", role: "member")
    try await register("eve", kind: "person", role: "auditor")
    for role in roles.isEmpty ? ["reviewer"] : roles { try await register("the-\(role)", kind: "person", role: role) }
  }

  private mutating func register(_ id: String, kind: String, role: String) async throws {
    let user = try await admin.send(
      "POST", "users",
      ["id": .string(id), "name": .string(id), "kind": .string(kind), "roles": [["role": .string(role)]]])
    #expect(user.status == 201)
    let token = try await admin.send("POST", "tokens", ["user": .string(id), "name": "test"])
    people[id] = TestClient(url: daemon.url, token: token.json["token"]?.string ?? "")
  }

  private func client(_ id: String) throws -> TestClient { try #require(people[id]) }

  mutating func connectWebhooks() async throws {
    let endpoint = try await admin.send(
      "POST", "endpoints",
      ["name": "tracker", "kind": "webhook", "url": .string(hooks.url + "/in"), "event_types": ["stage.completed"]])
    #expect(endpoint.status == 201)
    secret = try #require(endpoint.json["secret"]?.string)
    let shown = try await admin.send("GET", "endpoints/\(endpoint.json["id"]?.string ?? "")")
    #expect(shown.json["secret"] == nil, "The secret is shown once.")
  }

  mutating func openAndDraft() async throws {
    let ada = try client("ada")
    let opened = try await ada.send(
      "POST", "documents", ["template": .string(template), "title": "Feature", "variables": Self.variables])
    #expect(opened.status == 201)
    document = try #require(opened.json["id"]?.string)
    #expect(opened.headers["location"] == "/api/v1/documents/\(document)")
    let authored = try await ada.send("GET", "documents/\(document)/content?form=authored").text
    #expect(!authored.contains("{{") && !authored.contains("{%"))
    let body: Value = ["markdown": .string(authored + "\nOne more line.\n"), "message": "More", "base_revision": 1]
    let saved = try await ada.send("PUT", "documents/\(document)/content", body)
    #expect(saved.json["revision"] == 2)
    let again = try await ada.send("PUT", "documents/\(document)/content", body)
    #expect(again.status == 409 && again.code == "stale_revision")
    let baseless = try await ada.send("PUT", "documents/\(document)/content", ["markdown": "x"])
    #expect(baseless.status == 428)
    let section = try #require(
      opened.json["sections"]?.items.filter { $0["level"] == 2 }.dropFirst().first?["id"]?.string)
    let patched = try await ada.send(
      "PATCH", "documents/\(document)/sections/\(section)",
      ["markdown": .string("## Added by hand\n\nA sentence to speak of.\n"), "base_revision": 2])
    #expect(patched.json["revision"] == 3)
    revision = 3
    let revisions = try await ada.send("GET", "documents/\(document)/revisions?limit=2")
    #expect(revisions.json["items"]?.items.compactMap { $0["revision"]?.int } == [3, 2])
    let diff = try await ada.send("GET", "documents/\(document)/diff?from=1&to=3")
    #expect(diff.text.contains("+A sentence to speak of."))
    let unchanged = try await ada.raw(
      "PUT", "/api/v1/documents/\(document)/content?base_revision=3",
      try await ada.send("GET", "documents/\(document)/content?form=authored").data,
      headers: ["content-type": "text/markdown"])
    #expect(unchanged.json["unchanged"] == true)
  }

  private static let variables: Value = [
    "story_title": "A \"quoted\" story", "story_id": "ST-1", "created_date": "2026-11-21", "author": "Ada",
    "description": "What it is.", "tasks": ["one", "two", "three", "four"], "acceptance_criteria": ["fast", "safe"],
  ]

  mutating func submitAndDiscuss() async throws {
    let (ada, reviewer) = (try client("ada"), try client(reviewers[0]))
    let submitted = try await ada.send("POST", "documents/\(document)/submission", [:])
    #expect(submitted.json["status"] == "in_review")
    submittedAt = submitted.json["seq"]?.int ?? 0
    let state = try await ada.send("GET", "documents/\(document)").json
    let section = try #require(
      state["sections"]?.items.first { $0["title"] == "Added by hand" }?["id"]?.string)
    let comment = try await reviewer.send(
      "POST", "documents/\(document)/comments",
      ["body": "Says who?", "anchor": ["section": .string(section), "quote": "A sentence"]])
    #expect(comment.status == 201)
    let id = try #require(comment.json["id"]?.string)
    let reply = try await ada.send(
      "POST", "documents/\(document)/comments", ["body": "I do.", "reply_to": .string(id)])
    #expect(reply.status == 201)
    let gone = try await reviewer.send(
      "POST", "documents/\(document)/comments",
      ["body": "?", "anchor": ["section": .string(section), "quote": "words that stand nowhere"]])
    #expect(gone.status == 400)
    let resolved = try await ada.send("POST", "documents/\(document)/comments/\(id)/resolution", [:])
    #expect(resolved.json["resolved"] == true)
    for item in state["checklists"]?.items.flatMap({ $0["items"]?.items ?? [] }) ?? [] where item["required"] == true {
      let item = item["id"]?.string ?? ""
      let marked = try await reviewer.send("PUT", "documents/\(document)/checklists/\(item)", ["verdict": "approved"])
      #expect(marked.status == 200)
    }
    for question in state["questions"]?.items ?? [] {
      let answered = try await reviewer.send(
        "PUT", "documents/\(document)/questions/\(question["id"]?.string ?? "")",
        ["decision": "A", "rationale": "It is simpler."])
      #expect(answered.status == 200)
    }
  }

  private var reviewers: [String] { (roles.isEmpty ? ["reviewer"] : roles).map { "the-\($0)" } }

  private func approve(_ id: String, role: String, revision: Int) async throws -> TestClient.Answer {
    try await client(id).send(
      "POST", "documents/\(document)/verdicts",
      ["role": .string(role), "outcome": "approved", "revision": .int(revision)])
  }

  func refuseWhoMayNot() async throws {
    let role = roles.first ?? "reviewer"
    let author = try await approve("ada", role: role, revision: revision)
    #expect(author.status == 403 && author.code == "author_cannot_approve")
    let agent = try await approve("bot", role: role, revision: revision)
    #expect(agent.status == 403 && agent.code == "agents_cannot_approve")
    let stale = try await approve(reviewers[0], role: role, revision: revision - 1)
    #expect(stale.status == 409 && stale.code == "stale_revision")
    let stranger = try await approve(reviewers[0], role: "chief-of-everything", revision: revision)
    #expect(stranger.status == 403 && stranger.code == "not_in_role")
    let auditor = try await client("eve").send("POST", "documents/\(document)/comments", ["body": "Hello"])
    #expect(auditor.status == 403)
    let nobody = try await TestClient(url: daemon.url, token: "cs_x_y").send("GET", "documents")
    #expect(nobody.status == 401)
  }

  mutating func signOff() async throws {
    for (id, role) in zip(reviewers, roles.isEmpty ? ["reviewer"] : roles) {
      let verdict = try await approve(id, role: role, revision: revision)
      #expect(verdict.status == 201)
    }
    let state = try await admin.send("GET", "documents/\(document)").json
    #expect(state["status"] == "approved")
    #expect(state["turn"] == [])
    let before = try await admin.send("GET", "documents/\(document)?at=\(submittedAt)").json
    #expect(before["status"] == "in_review" && before["verdicts"] == [])
    let record = try await admin.send("GET", "documents/\(document)/content").text
    if !roles.isEmpty { #expect(record.contains("the-\(roles[0])")) }
    if statesItsStatus { #expect(record.contains("Approved")) }
  }

  func checkDeliveries() async throws {
    let hooks = hooks
    #expect(try await eventually { hooks.requests.count >= 2 })
    let stages = try hooks.requests.map { request in
      #expect(try isSigned(request))
      let body = try JSONDecoder().decode(Value.self, from: request.body)
      #expect(body["type"] == "stage.completed")
      #expect(body["data"]?["document"]?["id"] == .string(document))
      return body["data"]?["stage"]?.string
    }
    #expect(stages == ["review", "sign-off"])
    let admin = admin
    #expect(
      try await eventually { try await admin.send("GET", "deliveries?state=delivered").json["items"]?.items.count == 2 }
    )
  }

  /// Checked as a receiver would, with no code of the daemon's.
  private func isSigned(_ request: LoopbackReceiver.Request) throws -> Bool {
    let key = SymmetricKey(data: try #require(Data(base64Encoded: String(secret.dropFirst(6)))))
    let (id, time) = (request.headers["webhook-id"] ?? "", request.headers["webhook-timestamp"] ?? "")
    let code = HMAC<SHA256>.authenticationCode(for: Data("\(id).\(time).".utf8) + request.body, using: key)
    return !id.isEmpty && request.headers["webhook-signature"] == "v1," + Data(code).base64EncodedString()
  }

  func checkTrail() async throws {
    let all = try await admin.send("GET", "documents/\(document)/events?limit=200").json["items"]?.items ?? []
    #expect(all.first?["event_type"] == "document.opened" && all.last?["event_type"] == "document.approved")
    #expect(all.compactMap { $0["stream_version"]?.int } == Array(1...all.count))
    let verdicts = try await admin.send("GET", "events?type=verdict.*&document=\(document)").json["items"]?.items ?? []
    #expect(verdicts.count == reviewers.count)
    let drafts = try await admin.send("GET", "events?type=draft.saved&actor=ada").json["items"]?.items ?? []
    #expect(drafts.count == 3)
    let none = try await admin.send("GET", "events?since=2999-01-01").json["items"]
    #expect(none == [])
    var (cursor, paged) = ("", 0)
    repeat {
      let page = try await admin.send("GET", "events?limit=7&cursor=\(cursor)").json
      paged += page["items"]?.items.count ?? 0
      cursor = page["next_cursor"]?.string?.replacingOccurrences(of: "=", with: "%3D") ?? ""
    } while !cursor.isEmpty
    let last = try await admin.send("GET", "documents/\(document)").json["seq"]?.int ?? 0
    #expect(paged >= last, "Paging walks through the whole log.")
  }

  func push() async throws {
    let connection = try await admin.send(
      "POST", "connections",
      [
        "name": "docs", "host": "github", "repository": "acme/docs", "api_url": .string(host.url), "token": "gh-token",
        "branch": "main", "paths": ["docs/*.md"], "template": .string(template),
      ])
    #expect(connection.status == 201)
    let id = try #require(connection.json["id"]?.string)
    #expect(connection.json["hook_url"] == .string("\(daemon.url)/hooks/\(id)"))
    let hookSecret = try #require(connection.json["secret"]?.string)
    let body = Data(Self.pushBody.utf8)
    let forged = try await deliver(body, to: id, secret: "another", delivery: "d-1")
    #expect(forged.status == 401 && forged.code == "bad_signature")
    let accepted = try await deliver(body, to: id, secret: hookSecret, delivery: "d-1")
    #expect(accepted.status == 202 && accepted.json["receipt"]?.string != nil)
    let repeated = try await deliver(body, to: id, secret: hookSecret, delivery: "d-1")
    #expect(repeated.status == 200 && repeated.json["receipt"] == accepted.json["receipt"])
    let admin = admin
    #expect(
      try await eventually {
        try await admin.send("GET", "connections/\(id)/receipts").json["items"]?.items.first?["state"] == "done"
      })
    let pushed = try await admin.send("GET", "documents?q=pushed").json["items"]?.items ?? []
    let document = try #require(pushed.first?["id"]?.string)
    let saved = try await admin.send("GET", "documents/\(document)/revisions/1").json
    #expect(saved["source"]?["commit"] == .string(Self.commit) && saved["source"]?["path"] == "docs/feature.md")
    #expect(saved["markdown"] == "# From git\n\nWords that were pushed.\n")
  }

  private func deliver(
    _ body: Data, to connection: String, secret: String, delivery: String
  ) async throws -> TestClient.Answer {
    let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(secret.utf8)))
    let hex = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    return try await TestClient(url: daemon.url, token: "").raw(
      "POST", "/hooks/\(connection)", body,
      headers: [
        "x-hub-signature-256": "sha256=\(hex)", "x-github-event": "push", "x-github-delivery": delivery,
      ])
  }

  private static let pushBody = """
    {"ref": "refs/heads/main", "before": "\(String(repeating: "0", count: 40))", "after": "\(commit)",
     "repository": {"full_name": "acme/docs"},
     "commits": [{"id": "\(commit)", "message": "Write", "author": {"name": "Ada"}, "added": ["docs/feature.md", "README.md"]}]}
    """
}
