import Documents
import Foundation
import TestSupport
import Testing

/// Bad input gets its status and code, and changes nothing.
@Suite(.serialized) struct RefusingBadInput {
  @Test("each bad request is refused by name, and the log does not grow")
  func refuse() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let opened = try await admin.send("POST", "documents", ["template": "design", "title": "T"])
    let id = try #require(opened.json["id"]?.string)
    let before = try await lastPosition(admin)
    let cases: [(method: String, path: String, body: String, status: Int, code: String)] = [
      ("POST", "documents", "{", 400, "malformed_json"), ("POST", "documents", "[]", 400, "malformed_json"),
      ("POST", "documents", #"{"template": "design"}"#, 400, "invalid_field"),
      ("POST", "documents", #"{"template": "no-such", "title": "T"}"#, 400, "invalid_field"),
      ("POST", "documents", #"{"template": "story", "title": "T"}"#, 400, "undefined_variable"),
      ("POST", "documents", #"{"template": "design", "title": ""}"#, 400, "invalid_field"),
      ("POST", "documents", #"{"template": "design", "title": "T", "project": "no"}"#, 400, "invalid_field"),
      ("GET", "documents/no-such", "", 404, "document_not_found"), ("GET", "no-such", "", 404, "not_found"),
      ("DELETE", "documents/\(id)", "", 405, "method_not_allowed"),
      ("PUT", "documents/\(id)/content", #"{"markdown": "x"}"#, 428, "base_missing"),
      ("PUT", "documents/\(id)/content", #"{"markdown": "x", "base_revision": 7}"#, 409, "stale_revision"),
      ("POST", "documents/\(id)/verdicts", #"{"outcome": "fine", "revision": 1}"#, 403, "author_cannot_approve"),
      ("PUT", "documents/\(id)/checklists/none", #"{"verdict": "approved"}"#, 404, "checklist_item_not_found"),
      ("POST", "documents/\(id)/comments", #"{"body": " "}"#, 400, "invalid_field"),
      ("POST", "endpoints", #"{"kind": "webhook", "url": "http://10.0.0.1/"}"#, 400, "invalid_field"),
      (
        "POST", "endpoints", #"{"kind": "webhook", "url": "https://93.184.216.34", "event_types": ["x"]}"#, 400,
        "invalid_field"
      ),
      ("POST", "users", #"{"id": "No Good"}"#, 400, "invalid_field"),
      ("PATCH", "users/admin", #"{"active": false}"#, 409, "last_admin"),
      ("POST", "projects", #"{"slug": "billing", "title": ""}"#, 400, "invalid_field"),
      ("POST", "people?dry_run=1", #"{"users": {}}"#, 400, "invalid_field"),
      ("POST", "people?dry_run=true", "{}", 400, "invalid_people"),
      ("POST", "groups", #"{"id": "g", "roles": [{"role": "member", "project": "No Such"}]}"#, 400, "invalid_field"),
      ("GET", "events?actor_kind=", "", 400, "invalid_field"),
      ("GET", "documents?limit=0", "", 400, "invalid_field"),
      ("GET", "events?since=yesterday", "", 400, "invalid_field"),
    ]
    for (method, path, body, status, code) in cases where code != "author_cannot_approve" {
      let answer = try await admin.raw(method, "/api/v1/" + path, body.isEmpty ? nil : Data(body.utf8))
      #expect(
        answer.status == status && answer.code == code, "\(method) \(path) \(body): \(answer.status) \(answer.text)")
      #expect(answer.headers["content-type"] == "application/problem+json")
    }
    let wrongChoice = try await admin.send("POST", "documents/\(id)/verdicts", ["outcome": "fine", "revision": 1])
    #expect(wrongChoice.status == 400 && wrongChoice.json["errors"]?.items.first?["field"] == "outcome")
    try await refuseBytes(admin, id)
    #expect(try await lastPosition(admin) == before)
    daemon.stop()
  }

  private func refuseBytes(_ admin: TestClient, _ id: String) async throws {
    let notUTF8 = try await admin.raw(
      "PUT", "/api/v1/documents/\(id)/content?base_revision=1", Data([0x23, 0xFF, 0xFE]),
      headers: ["content-type": "text/markdown"])
    #expect(notUTF8.status == 400 && notUTF8.code == "not_utf8")
    let large = try await admin.raw(
      "PUT", "/api/v1/documents/\(id)/content?base_revision=1", Data(repeating: 0x61, count: 4 * 1024 * 1024 + 1),
      headers: ["content-type": "text/markdown"])
    #expect(large.status == 413 && large.code == "body_too_large")
    let comment = Data(#"{"body": ""#.utf8) + Data(repeating: 0x61, count: 300_000) + Data(#""}"#.utf8)
    #expect(try await admin.raw("POST", "/api/v1/documents/\(id)/comments", comment).status == 413)
    let stale = try await admin.send(
      "POST", "documents/\(id)/submission", [:], headers: ["if-match": "\"99\""])
    #expect(stale.status == 412 && stale.code == "stale_version")
  }

  private func lastPosition(_ admin: TestClient) async throws -> Int {
    var last = 0
    while let next = try await admin.send("GET", "events?limit=200&after=\(last)").json["items"]?.items.last {
      last = next["seq"]?.int ?? last
    }
    return last
  }

  @Test("a repeated key gives the first answer, and a template with an enormous loop is stopped")
  func repeatAndLimit() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let body: Value = ["template": "design", "title": "Once"]
    let first = try await admin.send("POST", "documents", body, headers: ["idempotency-key": "k1"])
    let second = try await admin.send("POST", "documents", body, headers: ["idempotency-key": "k1"])
    #expect(first.status == 201, "\(first.text)")
    #expect(second.status == 201 && first.data == second.data, "\(first.text)\n\(second.text)")
    let other = try await admin.send(
      "POST", "documents", ["template": "design", "title": "Other"], headers: ["idempotency-key": "k1"])
    #expect(other.status == 409 && other.code == "idempotency_key_reused")
    let loop = String(repeating: "{% for a in xs %}", count: 9) + "x" + String(repeating: "{% endfor %}", count: 9)
    _ = try await admin.send("POST", "templates", ["name": "endless", "markdown": .string(loop)])
    let stopped = try await admin.send(
      "POST", "documents",
      ["template": "endless", "title": "T", "variables": ["xs": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]])
    #expect(stopped.status == 400 && stopped.code == "template_limit")
    daemon.stop()
  }

  @Test("the log of the daemon holds no token and no secret")
  func quietLog() async throws {
    let daemon = try TestDaemon()
    try daemon.start()
    let admin = TestClient(url: daemon.url, token: daemon.token)
    let endpoint = try await admin.send("POST", "endpoints", ["kind": "webhook", "url": "http://127.0.0.1:1/s3cr3t"])
    let secret = try #require(endpoint.json["secret"]?.string)
    daemon.stop()
    let database = try Data(contentsOf: daemon.directory.appendingPathComponent("countersign.sqlite"))
    for planted in [secret, String(daemon.token.suffix(40)), "s3cr3t"] {
      #expect(!daemon.output.contains(planted))
      #expect(database.range(of: Data(planted.utf8)) == nil)
    }
  }
}
