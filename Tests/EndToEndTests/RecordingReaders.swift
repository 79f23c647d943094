import Documents
import Foundation
import TestSupport
import Testing

/// Who read the trail, and who read what of a restricted project.
@Suite struct RecordingReaders {
  @Test("reads of a restricted project's documents, and of the trail, are kept and shown to admins and auditors")
  func recording() async throws {
    var team = try Team()
    try await team.register("ada", role: "member")
    try await team.register("olga", role: "auditor")
    for (slug, isRestricted) in [("secret", true), ("open", false)] {
      let opened = try await team.admin.send(
        "POST", "projects", ["slug": .string(slug), "title": "P", "restricted": .bool(isRestricted)])
      #expect(opened.json["restricted"] == .bool(isRestricted))
    }
    let entered = try await team.admin.send(
      "PATCH", "users/ada", ["roles": ["member", ["role": "member", "project": "secret"]]])
    #expect(entered.status == 200)
    let secret = try await team.open(["template": "design", "title": "S", "project": "secret"], as: "ada")
    let open = try await team.open(["template": "design", "title": "O", "project": "open"], as: "ada")
    for document in [secret, open] {
      for part in [
        "", "/content", "/revisions", "/revisions/1", "/diff?from=1&to=1", "/comments", "/events", "/approvals",
      ] {
        let answer = try await team["ada"].send("GET", "documents/\(document)\(part)")
        #expect(answer.status == 200, "\(part)")
      }
    }
    _ = try await team["ada"].send("GET", "documents?project=secret")
    _ = try await team["olga"].send("GET", "events?query=actor:ada")
    _ = try await team["olga"].send("GET", "events/export")
    let ofSecret = try await readings(team, "document=\(secret)")
    #expect(
      ofSecret.map { $0["what"]?.string } == [
        "document", "content", "revisions", "revisions", "diff", "comments", "events", "approvals",
      ])
    #expect(
      ofSecret.allSatisfy { $0["actor"]?["id"] == "ada" && $0["project"] == "secret" && $0["token"]?.string != "" })
    // Of an open project only the reads of the trail are kept.
    #expect(try await readings(team, "document=\(open)").map { $0["what"]?.string } == ["events", "approvals"])
    #expect(try await readings(team, "project=secret").contains { $0["what"] == "list" })
    let ofOlga = try await readings(team, "actor=olga")
    let list = ofOlga.first { $0["what"] == "events" }
    #expect(list?["query"] == "query=actor:ada" && list?["first_seq"]?.int != nil && list?["last_seq"]?.int != nil)
    #expect(ofOlga.contains { $0["what"] == "export" })
    let denied = try await team["ada"].send("GET", "readings")
    #expect(denied.status == 403 && denied.code == "not_allowed")
    #expect(team.daemon.stop() == 0)
    // What was read last is on the disk, too.
    try team.daemon.start()
    let again = TestClient(url: team.daemon.url, token: team.daemon.token)
    let kept = try await again.send("GET", "readings?limit=200").json["items"]?.items ?? []
    #expect(kept.last?["what"] == "readings" && kept.count > ofSecret.count)
    #expect(team.daemon.stop() == 0)
  }

  private func readings(_ team: Team, _ query: String) async throws -> [Value] {
    let answer = try await team["olga"].send("GET", "readings?limit=200&\(query)")
    #expect(answer.status == 200)
    return answer.json["items"]?.items ?? []
  }

  @Test("whether readers are recorded is for admins to say, and can be seen")
  func restricting() async throws {
    var team = try Team()
    try await team.register("ada", role: "member")
    _ = try await team["ada"].send("POST", "projects", ["slug": "p", "title": "P"])
    #expect(try await team.admin.send("GET", "projects/p").json["restricted"] == false)
    let denied = try await team["ada"].send("PATCH", "projects/p", ["restricted": true])
    #expect(denied.status == 403)
    #expect(try await team.admin.send("PATCH", "projects/p", ["restricted": true]).status == 200)
    #expect(try await team["ada"].send("GET", "projects/p").status == 404)
    _ = try await team.admin.send(
      "PATCH", "users/ada", ["roles": ["member", ["role": "member", "project": "p"]]])
    #expect(try await team["ada"].send("GET", "projects/p").json["restricted"] == true)
    let kept = try await team.admin.send("GET", "readings?project=p").json["items"]?.items ?? []
    #expect(kept.map { $0["what"]?.string } == ["project"] && kept.first?["actor"]?["id"] == "ada")
    let bad = try await team.admin.send("PATCH", "projects/p", ["restricted": "yes"])
    #expect(bad.status == 400)
    #expect(team.daemon.stop() == 0)
  }
}
