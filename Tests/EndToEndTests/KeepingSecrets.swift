import Crypto
import Documents
import Foundation
import TestSupport
import Testing

/// Secrets are planted wherever one can stand, at the log's most talkative level; then everything that the daemon has
/// said, shown, sent to somebody else and stored is searched for them.
@Suite(.serialized) struct KeepingSecrets {
  @Test("no secret is in the log, in an answer, in a record, in an export, in the metrics or in the database")
  func search() async throws {
    let scene = try await PlantedScene()
    try await scene.plant()
    let shown = try await scene.everythingShown()
    #expect(shown.count > 60)
    let found = scene.secrets.flatMap { secret in
      shown.filter { secret.stands(in: $0.text) }.map { "\(secret.name) in \($0.place)" }
    }
    #expect(found.isEmpty, "\(Set(found).sorted().joined(separator: "\n"))")
    // The search can find: what is no secret is there.
    #expect(shown.contains { $0.place == "the log" && $0.text.contains("delivery attempted") })
    let word = PlantedSecret("a word", PlantedScene.word)
    #expect(shown.contains { word.stands(in: $0.text) })
    scene.daemon.stop()
    for file in try scene.stored() {
      for secret in scene.secrets where secret.stands(in: file.bytes) {
        Issue.record("\(secret.name) in \(file.name)")
      }
    }
  }
}

/// A daemon whose tools and hosts fail, and say back all that they were sent.
private final class PlantedScene {
  /// Stands in a document: it shows that the search sees what is there.
  static let word = "Waldmeister"
  private static let chosen: [(name: String, text: String)] = [
    ("a password", "pa55w0rd-0fNobody"), ("a JWT", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.c2lnbmF0dXJl"),
    ("a cookie", "c00kie-0fASession-77"), ("a tracker's token", "tr4cker-t0ken-planted"),
    ("a mail's password", "m4il-t0ken-planted-9"), ("a host's token", "h0st-t0ken-planted-42"),
    ("another host's token", "4zure-t0ken-planted-7"), ("a hook's secret", "h00k-secret-planted-123"),
    ("a chat's address", "T000-B000-planted4ddress"), ("a header", "he4der-value-planted"),
    ("a variable", "v4riable-of-the-environment"),
    ("an unknown token", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
    ("a signature", "sha256=5d5d139563c95b5967b9bd9a8c9b233a9dedb45072794cd232dc1b74832607d0"),
  ]

  let daemon: TestDaemon
  private let admin: TestClient
  private let receiver: LoopbackReceiver
  private let backups: URL
  private(set) var secrets: [PlantedSecret]
  private var answers: [(place: String, text: String)] = []
  private var connections: [String] = []

  init() async throws {
    // What it says back is all that it knows.
    receiver = try await LoopbackReceiver { request in
      let said: [String: String] = request.headers.merging(
        ["path": request.path, "body": String(decoding: request.body, as: UTF8.self)]) { $1 }
      let body = (try? JSONEncoder().encode(["message": said.description])) ?? Data()
      return LoopbackReceiver.Answer(status: 400, headers: ["content-type": "application/json"], body: body)
    }
    backups = FileManager.default.temporaryDirectory.appending(path: "backups-\(UUID().uuidString)")
    daemon = try TestDaemon(
      environment: [
        "COUNTERSIGN_ALLOWED_NETWORKS": "127.0.0.0/8", "COUNTERSIGN_BACKUP_DIRECTORY": backups.path,
        "COUNTERSIGN_BACKUP_EVERY_MINUTES": "0", "COUNTERSIGN_LOG_LEVEL": "trace",
        "COUNTERSIGN_DELIVERIES_RETRY_SECONDS": "3600",
        "SOME_PASSWORD": Self.chosen.first { $0.name == "a variable" }?.text ?? "",
      ])
    secrets = Self.chosen.map { PlantedSecret($0.name, $0.text) }
    let keys = daemon.directory.appending(path: "keys")
    for file in try FileManager.default.contentsOfDirectory(atPath: keys.path) {
      secrets.append(PlantedSecret("keys/\(file)", bytes: try Data(contentsOf: keys.appending(path: file))))
    }
    try daemon.start()
    admin = TestClient(url: daemon.url, token: daemon.token)
    secrets.append(
      PlantedSecret("the admin's token", try #require(daemon.token.split(separator: "_").last.map(String.init))))
  }

  deinit { try? FileManager.default.removeItem(at: backups) }

  private func chosen(_ name: String) -> String { Self.chosen.first { $0.name == name }?.text ?? "" }

  func plant() async throws {
    try await plantInTools()
    try await plantInHosts()
    try await plantInPeople()
    let opened = try await admin.send("POST", "documents", ["template": "design", "title": .string(Self.word)])
    let id = try #require(opened.json["id"]?.string)
    try await plantInRequests(document: id)
    try await plantInHooks()
    #expect(try await admin.send("POST", "backups", [:]).status == 201)
    // All three tools have been asked, and so has each host.
    let receiver = receiver
    let isTold = try await eventually {
      ["/hook", "/services/", "/rest/api", "/api/v1/repos", "/_apis"].allSatisfy { part in
        receiver.requests.contains { $0.path.contains(part) }
      }
    }
    #expect(isTold, "\(receiver.requests.map(\.path))")
    let (client, names) = (admin, connections)
    let isKept = try await eventually {
      let waiting = try await client.send("GET", "deliveries").json["items"]?.items ?? []
      var isCompared = true
      for name in names {
        let connection = try await client.send("GET", "connections/\(name)")
        isCompared = isCompared && !connection.text.contains("\"running\"")
      }
      return waiting.count >= 3 && waiting.allSatisfy { $0["attempts"] != 0 && $0["attempts"] != [] } && isCompared
    }
    #expect(isKept)
  }

  private func plantInTools() async throws {
    let events: Value = ["document.opened"]
    let hook = try await admin.send(
      "POST", "endpoints", ["kind": "webhook", "url": .string("\(receiver.url)/hook"), "event_types": events])
    secrets.append(PlantedSecret("an endpoint's secret", try #require(hook.json["secret"]?.string)))
    let id = try #require(hook.json["id"]?.string)
    let rotated = try await admin.send("POST", "endpoints/\(id)/secret-rotation", [:])
    secrets.append(PlantedSecret("an endpoint's new secret", try #require(rotated.json["secret"]?.string)))
    let chat = try await admin.send(
      "POST", "endpoints",
      [
        "kind": "slack", "url": .string("\(receiver.url)/services/\(chosen("a chat's address"))"),
        "event_types": events,
      ])
    #expect(chat.status == 201, "\(chat.text)")
    let jira = try await admin.send(
      "POST", "endpoints",
      [
        "kind": "jira", "url": .string(receiver.url), "event_types": events,
        "settings": [
          "token": .string(chosen("a tracker's token")), "email": "ada@example.org", "project": "DOC",
        ],
      ])
    #expect(jira.status == 201, "\(jira.text)")
    secrets.append(PlantedSecret("a tracker's Basic", "ada@example.org:" + chosen("a tracker's token")))
  }

  private func plantInHosts() async throws {
    for (host, repository, path, token) in [
      ("gitea", "team/docs", "", "a host's token"), ("azure_devops", "project/docs", "/org", "another host's token"),
    ] {
      let made = try await admin.send(
        "POST", "connections",
        [
          "host": .string(host), "repository": .string(repository), "api_url": .string(receiver.url + path),
          "token": .string(chosen(token)), "secret": .string(chosen("a hook's secret")), "paths": ["docs/*.md"],
          "branch": "main",
        ])
      #expect(made.status == 201, "\(made.text)")
      let id = try #require(made.json["id"]?.string)
      connections.append(id)
      let asked = try await admin.send("POST", "connections/\(id)/reconciliation", [:])
      answers.append(("the answer of a reconciliation", asked.text))
    }
    secrets.append(PlantedSecret("a host's Basic", ":" + chosen("another host's token")))
  }

  private func plantInPeople() async throws {
    _ = try await admin.send("POST", "users", ["id": "ann", "name": "Ann", "roles": [["role": "member"]]])
    let issued = try await admin.send("POST", "tokens", ["user": "ann", "name": "laptop"])
    let token = try #require(issued.json["token"]?.string)
    secrets.append(PlantedSecret("a member's token", try #require(token.split(separator: "_").last.map(String.init))))
    let ann = TestClient(url: daemon.url, token: token)
    answers.append(("what a member is refused", try await ann.send("GET", "backups").text))
  }

  /// In headers, queries, bodies and paths, of requests that succeed and of those that fail.
  private func plantInRequests(document id: String) async throws {
    let (token, jwt) = ("cs_planted_" + chosen("an unknown token"), chosen("a JWT"))
    let headers = [
      "cookie": "session=\(chosen("a cookie"))", "x-api-key": chosen("a header"),
      "proxy-authorization": "Basic \(Data("u:\(chosen("a password"))".utf8).base64EncodedString())",
    ]
    for given in [token, jwt, "Basic", chosen("a password")] {
      let stranger = TestClient(url: daemon.url, token: given)
      answers.append(("a refusal", try await stranger.send("GET", "documents/\(id)", headers: headers).text))
    }
    let bodies: [Value] = [
      ["kind": "webhook", "url": .string("http://ada:\(chosen("a password"))@127.0.0.1:1/")],
      ["kind": "webhook", "url": "http://10.0.0.1/", "settings": ["token": .string(chosen("a mail's password"))]],
      ["kind": "jira", "url": "http://10.0.0.1/", "settings": ["token": .string(chosen("a mail's password"))]],
      ["kind": "webhook", "password": .string(chosen("a password"))],
    ]
    for body in bodies {
      let answer = try await admin.send("POST", "endpoints", body, headers: headers)
      #expect(answer.status == 400, "\(answer.text)")
      answers.append(("a refused endpoint", answer.text))
    }
    for (method, path) in [
      ("GET", "/api/v1/documents?token=\(token)&password=\(chosen("a password"))"),
      ("GET", "/livez?access_token=\(jwt)"),
      ("GET", "/api/v1/events?limit=1&access_token=\(jwt)"),
      ("POST", "/hooks/nobody?secret=\(chosen("a hook's secret"))"),
    ] {
      answers.append((path.prefix(12) + "…", try await admin.raw(method, path, nil, headers: headers).text))
    }
    // Only the log may know of these: an answer names the address that was asked for.
    for path in ["/api/v1/documents/\(token)", "/sign-in/\(jwt)", "/\(token)/x", "/api/v1/tokens/\(token)"] {
      _ = try await admin.raw("GET", path, nil, headers: headers)
      _ = try await admin.raw("DELETE", path, nil, headers: headers)
    }
    _ = try await admin.raw(
      "PUT", "/api/v1/documents/\(id)/content", Data("{\"markdown\": \"\(chosen("a password"))\", ".utf8))
  }

  private func plantInHooks() async throws {
    for connection in connections {
      for signature in [chosen("a signature"), String(chosen("a signature").dropFirst(7))] {
        let answer = try await admin.raw(
          "POST", "/hooks/\(connection)", Data("{\"secret\": \"\(chosen("a hook's secret"))\"}".utf8),
          headers: [
            "x-gitea-signature": signature, "x-hub-signature-256": signature, "x-gitea-event": "push",
            "x-gitea-delivery": "d-1", "x-gitlab-token": chosen("a hook's secret"),
          ])
        #expect(answer.status == 401, "\(answer.status) \(answer.text)")
        answers.append(("a hook's refusal", answer.text))
      }
    }
  }

  /// Every address that can be read, with all items of all lists, and the log.
  func everythingShown() async throws -> [(place: String, text: String)] {
    var shown = answers
    var paths = [
      "/livez", "/readyz", "/version", "/metrics", "/api/v1/events/export?format=jsonl",
      "/api/v1/events/export?format=csv", "/api/v1/events/export?format=ocsf",
    ]
    for list in [
      "events", "templates", "projects", "pipelines", "workflows", "documents", "users", "tokens", "me", "inbox",
      "endpoints", "deliveries", "connections", "delegations", "backups", "readings", "reports/cycle-times",
      "log/checkpoint", "log/key", "rebuild", "log-level",
    ] {
      let path = "/api/v1/\(list)"
      let answer = try await admin.raw("GET", path, nil)
      shown.append((path, answer.text))
      for item in answer.json["items"]?.items ?? [] {
        guard let id = (item["id"] ?? item["slug"] ?? item["name"])?.string else { continue }
        paths.append("\(path)/\(id)")
        let parts = [
          "documents": ["content", "events", "revisions", "gate", "approvals"], "connections": ["receipts"],
        ]
        for part in parts[list] ?? [] { paths.append("\(path)/\(id)/\(part)") }
      }
    }
    for path in paths { shown.append((path, try await admin.raw("GET", path, nil).text)) }
    shown.append(("the log", daemon.output))
    return shown
  }

  /// The data directory without its keys, and the backups.
  func stored() throws -> [(name: String, bytes: Data)] {
    var files: [(name: String, bytes: Data)] = []
    for folder in [daemon.directory, backups] {
      for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where !name.hasPrefix("keys") {
        if let bytes = try? Data(contentsOf: folder.appending(path: name)) { files.append((name, bytes)) }
      }
    }
    return files
  }
}
