import Documents
import Foundation
import TestSupport
import Testing

/// What a body may not say is not heard: members that the daemon sets itself, or that only others may set.
@Suite struct RefusingMassAssignment {
  /// What somebody might hope is taken over: each a member that some event or answer has.
  private static let hoped: [String: Value] = [
    "id": "doc_mine", "status": "approved", "stage": "done", "version": 99, "seq": 1, "revision": 99, "actor": "admin",
    "author": "admin", "created_at": "2000-01-01T00:00:00.000Z", "verdicts": [["outcome": "approved"]], "active": true,
    "kind": "person", "role": "admin", "admin": true, "approved": true, "given_at": "2000-01-01T00:00:00.000Z",
    "state": "live", "user": "admin", "by": "admin", "token": "cs_x_y", "hash": "00", "is_admin": true,
    "metadata": ["ip": "192.0.2.1"], "policy": ["stages": []], "resolved": true, "source": ["kind": "git"],
  ]

  private func hoping(_ body: [String: Value]) -> Value { .object(Self.hoped.merging(body) { $1 }) }

  @Test("members of a document's writes that are not the caller's to set change nothing")
  func documents() async throws {
    var team = try Team()
    for user in ["ada", "tess"] { try await team.register(user, role: "member") }
    let opened = try await team["ada"].send("POST", "documents", hoping(["template": "design", "title": "D"]))
    #expect(opened.status == 201)
    let id = try #require(opened.json["id"]?.string)
    #expect(id != "doc_mine" && opened.json["status"] == "draft" && opened.json["owner"] == "ada")
    #expect(opened.json["verdicts"] == [] && opened.json["revision"] == 1)
    let writes: [(String, String, [String: Value])] = [
      ("PUT", "/content", ["markdown": "# D\n\nOther words.\n", "base_revision": 1]),
      ("POST", "/comments", ["body": "Hm."]), ("POST", "/submission", [:]), ("POST", "/reviewers", ["user": "tess"]),
    ]
    for (method, part, body) in writes {
      let answer = try await team["ada"].send(method, "documents/\(id)\(part)", hoping(body))
      #expect((200...201).contains(answer.status), "\(part): \(answer.text)")
    }
    let events = try await team.trail(of: id)
    #expect(events.allSatisfy { $0["actor"]?["id"] == "ada" || $0["event_type"] == "verdict.staled" })
    #expect(events.allSatisfy { $0["metadata"]?["ip"] != "192.0.2.1" })
    let shown = try await team.show(id)
    #expect(shown["status"] == "in_review" && shown["verdicts"] == [] && shown["revision"] == 2)
    #expect(try await team["ada"].send("GET", "documents/\(id)/revisions/2").json["author"] == "ada")
    let comments = try await team["ada"].send("GET", "documents/\(id)/comments").json["items"]?.items ?? []
    #expect(comments.map { $0["author"]?.string } == ["ada"] && comments.first?["resolved"] == false)
    #expect(team.daemon.stop() == 0)
  }

  @Test("nobody makes themselves more than they are")
  func people() async throws {
    var team = try Team()
    for user in ["ada", "tess"] { try await team.register(user, role: "member") }
    _ = try await team.admin.send("POST", "projects", ["slug": "p", "title": "P"])
    let ada = team["ada"]
    let bodies: [(String, String, [String: Value])] = [
      ("PATCH", "users/ada", ["roles": ["admin"]]), ("POST", "users", ["id": "eve", "roles": ["admin"]]),
      ("POST", "groups", ["id": "g", "members": ["ada"], "roles": ["admin"]]),
      ("POST", "people", ["definition": "users:\n  ada: { roles: [admin] }\n"]),
      ("POST", "tokens", ["user": "tess", "name": "t"]), ("PATCH", "projects/p", ["restricted": true]),
    ]
    for (method, path, body) in bodies {
      let refused = try await ada.send(method, path, hoping(body))
      #expect(refused.status == 403, "\(method) \(path): \(refused.text)")
    }
    // What may be written takes nothing else along.
    let token = try await ada.send("POST", "tokens", hoping(["user": "ada", "name": "mine"]))
    #expect(token.json["user"] == "ada" && token.json["token"] != "cs_x_y")
    let told = try await ada.send(
      "POST", "delegations", hoping(["to": "tess", "role": "member", "until": .string(MatrixStage.soon)]))
    #expect(told.status == 201 && told.json["by"] != "admin", "\(told.text)")
    let project = try await ada.send("POST", "projects", hoping(["slug": "q", "title": "Q"]))
    #expect(project.status == 201 && project.json["version"] == 1)
    let me = try await ada.send("GET", "me").json
    #expect(me["roles"] == [["role": "member", "project": .null]] && me["kind"] == "person")
    #expect(try await ada.send("GET", "endpoints").status == 403)
    #expect(team.daemon.stop() == 0)
  }
}
