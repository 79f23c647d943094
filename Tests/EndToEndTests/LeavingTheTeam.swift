import Documents
import Foundation
import TestSupport
import Testing

/// Somebody leaves: nothing of theirs goes on, nothing that waited on them is lost.
@Suite struct LeavingTheTeam {
  @Test("who leaves is shut out at once, their turns are handed on and said, and their verdicts stay")
  func leaving() async throws {
    var team = try Team()
    for user in ["ada", "tess", "sam"] { try await team.register(user, role: "member") }
    // One document waits on its owner, the other has tess's verdict.
    let drafted = try await team.open(["template": "design", "title": "Drafted", "owner": "tess"], as: "ada")
    let judged = try await team.open(["template": "design", "title": "Judged"], as: "ada")
    _ = try await team["ada"].send("POST", "documents/\(judged)/submission", [:])
    let given = try await team.judge(judged, as: "tess", role: "reviewer")
    #expect(given.status == 201, "\(given.text)")
    #expect(try await team["tess"].send("GET", "inbox").json["items"]?.items.count == 1)

    let left = try await team.admin.send("PATCH", "users/tess", ["active": false])
    #expect(left.status == 200)
    let handed = left.json["handed_on"]?.items ?? []
    #expect(handed.count == 1 && handed.first?["document"]?["id"]?.string == drafted)
    #expect(handed.first?["reason"] == "submit" && handed.first?["to"] == ["ada"])
    #expect(try await team["tess"].send("GET", "me").status == 401)
    let turns = try await team.show(drafted)["turn"]?.items ?? []
    #expect(turns.map { $0["actor"]?.string } == ["ada"])
    let event = try await team.trail(of: drafted).last
    #expect(event?["event_type"] == "turn.handed_over" && event?["data"]?["from"] == "tess")
    #expect(event?["data"]?["to"] == "ada")
    let verdicts = try await team.show(judged)["verdicts"]?.items ?? []
    #expect(verdicts.map { $0["state"]?.string } == ["live"] && verdicts.first?["actor"] == "tess")

    // The same again changes nothing more.
    let again = try await team.admin.send("PATCH", "users/tess", ["active": false])
    #expect(again.status == 200 && again.json["handed_on"]?.items.isEmpty == true)
    #expect(try await team.trail(of: drafted).count { $0["event_type"] == "turn.handed_over" } == 1)
    #expect(team.daemon.stop() == 0)
  }

  @Test("the last admin cannot leave, be put out, nor lose the role by their group")
  func lastAdmin() async throws {
    var team = try Team()
    try await team.register("ada", role: "member")
    let me = try #require(try await team.admin.send("GET", "me").json["id"]?.string)
    for body: Value in [["active": false], ["roles": ["member"]]] {
      let refused = try await team.admin.send("PATCH", "users/\(me)", body)
      #expect(refused.status == 409 && refused.code == "last_admin")
    }
    let made = try await team.admin.send("POST", "groups", ["id": "ops", "members": ["ada"], "roles": ["admin"]])
    #expect(made.status == 201)
    #expect(try await team["ada"].send("GET", "endpoints").status == 200)
    #expect(try await team["ada"].send("PATCH", "users/\(me)", ["roles": ["member"]]).status == 200)
    for (method, body) in [("DELETE", Value?.none), ("PATCH", ["members": []]), ("PATCH", ["roles": ["member"]])] {
      let refused = try await team["ada"].send(method, "groups/ops", body)
      #expect(refused.status == 409 && refused.code == "last_admin", "\(method): \(refused.text)")
    }
    #expect(team.daemon.stop() == 0)
  }

  @Test("a group's roles are its members' roles in the gate, as long as they are in it, over restarts")
  func groups() async throws {
    var team = try Team()
    for user in ["ada", "tess"] { try await team.register(user, role: "member") }
    try await team.publish(
      workflow: "secured",
      """
      name: secured
      stages:
        - name: review
          gate:
            - { id: security, requires: approvals, role: security-lead, count: 1 }
      """)
    _ = try await team.admin.send("POST", "projects", ["slug": "p", "title": "P"])
    let document = try await team.open(
      ["template": "design", "title": "D", "workflow": "secured", "project": "p"], as: "ada")
    _ = try await team["ada"].send("POST", "documents/\(document)/submission", [:])
    let early = try await team.judge(document, as: "tess", role: "security-lead")
    #expect(early.status == 403 && early.code == "not_in_role")
    let made = try await team.admin.send(
      "POST", "groups",
      [
        "id": "security", "name": "Security", "members": ["tess"],
        "roles": [["role": "security-lead", "project": "p"]],
      ])
    #expect(made.status == 201 && made.json["members"] == ["tess"])
    #expect(try await team.show(document)["turn"]?.items.first?["actor"] == "tess")
    #expect(try await team.admin.send("PATCH", "groups/security", ["members": []]).json["members"] == [])
    #expect(try await team.judge(document, as: "tess", role: "security-lead").code == "not_in_role")
    #expect(try await team.admin.send("PATCH", "groups/security", ["members": ["tess"]]).status == 200)
    #expect(team.daemon.stop() == 0)
    try team.daemon.start()
    let token = team["tess"].token
    let tess = TestClient(url: team.daemon.url, token: token)
    let given = try await tess.send(
      "POST", "documents/\(document)/verdicts", ["role": "security-lead", "outcome": "approved", "revision": 1])
    #expect(given.status == 201, "\(given.text)")
    #expect(try await tess.send("GET", "groups").json["items"]?.items.count == 1)
    let admin = TestClient(url: team.daemon.url, token: team.daemon.token)
    for body: Value in [
      ["id": "security"], ["id": "x", "members": ["nobody"]], ["id": "Not Plain"], ["id": "y", "roles": "z"],
    ] {
      let refused = try await admin.send("POST", "groups", body)
      #expect([400, 409].contains(refused.status), "\(refused.text)")
    }
    #expect(try await admin.send("DELETE", "groups/security").json["deleted"] == true)
    #expect(try await admin.send("GET", "groups/security").status == 404)
    #expect(team.daemon.stop() == 0)
  }
}
