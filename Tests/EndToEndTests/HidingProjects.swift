import Documents
import Foundation
import TestSupport
import Testing

/// A restricted project is not there for those who may not see it: not by name, not by what is found, not by what is said.
@Suite struct HidingProjects {
  private struct Stage {
    var team: Team
    let secret: String
    let slug: String
    let open: String
    let comment: String
    /// Of an event of the secret document.
    let seq: Int

    init() async throws {
      team = try Team()
      try await team.register("ada", role: "member")
      try await team.register("eve", role: "member")
      try await team.register("olga", role: "auditor")
      try await team.register("lena", role: "security-lead")
      _ = try await team.admin.send(
        "POST", "projects", ["slug": "zeppelin", "title": "The Airship", "restricted": true])
      _ = try await team.admin.send("POST", "projects", ["slug": "open", "title": "Open"])
      _ = try await team.admin.send(
        "PATCH", "users/ada", ["roles": ["member", ["role": "member", "project": "zeppelin"]]])
      _ = try await team.admin.send(
        "POST", "groups", ["id": "pilots", "members": ["ada"], "roles": [["role": "pilot", "project": "zeppelin"]]])
      secret = try await team.open(
        ["template": "design", "title": "Hydrogen valves", "project": "zeppelin", "reviewers": ["eve"]], as: "ada")
      open = try await team.open(["template": "design", "title": "Plain valves", "project": "open"], as: "ada")
      slug = try #require(try await team.show(secret)["slug"]?.string)
      let said = try await team["ada"].send(
        "POST", "documents/\(secret)/comments", ["body": "Helium is dear, says zeppelin."])
      comment = try #require(said.json["id"]?.string)
      _ = try await team["ada"].send("POST", "documents/\(secret)/submission", [:])
      seq = try #require(said.json["seq"]?.int)
    }
  }

  @Test("by id and by slug a hidden document answers as one that is not there, whatever is asked of it")
  func guessing() async throws {
    let stage = try await Stage()
    let parts: [(String, String, Value?)] = [
      ("GET", "", nil), ("GET", "/content", nil), ("GET", "/content?form=authored", nil), ("GET", "/lint", nil),
      ("GET", "/revisions", nil), ("GET", "/revisions/1", nil), ("GET", "/diff?from=1&to=1", nil),
      ("GET", "/comments", nil), ("GET", "/events", nil), ("GET", "/events/export", nil),
      ("GET", "/events/stream", nil),
      ("GET", "/approvals", nil), ("GET", "/gate", nil), ("GET", "?at=1", nil), ("GET", "?at=nonsense", nil),
      ("PUT", "/content", ["markdown": "# X", "base_revision": 1]), ("POST", "/gate/what-if", ["markdown": "# X"]),
      ("POST", "/comments", ["body": "Hm."]), ("POST", "/verdicts", ["outcome": "approved", "revision": 1]),
      ("PATCH", "/comments/\(stage.comment)", ["body": "x"]), ("DELETE", "/submission", nil),
      ("POST", "/submission", [:]), ("POST", "/turn", ["to": "eve"]), ("POST", "/deprecation", ["reason": "x"]),
      ("POST", "/reviews", ["revision": 1]), ("POST", "/verdicts", nil), ("PUT", "/content", nil),
    ]
    for name in [stage.secret, stage.slug] {
      for (method, part, body) in parts {
        let hidden = try await stage.team["eve"].send(method, "documents/\(name)\(part)", body)
        let missing = try await stage.team["eve"].send(method, "documents/nothing-here\(part)", body)
        #expect(hidden.status == 404 && hidden.code == "document_not_found", "\(method) \(part): \(hidden.text)")
        #expect(hidden.text.replacing(name, with: "nothing-here") == missing.text, "\(method) \(part)")
        #expect(hidden.headers["etag"] == nil && hidden.headers.keys.sorted() == missing.headers.keys.sorted())
      }
    }
    for (method, body) in [("GET", Value?.none), ("PATCH", ["title": "Mine"]), ("PATCH", ["restricted": false])] {
      let hidden = try await stage.team["eve"].send(method, "projects/zeppelin", body)
      let missing = try await stage.team["eve"].send(method, "projects/nothing", body)
      #expect(hidden.status == 404 && hidden.text.replacing("zeppelin", with: "nothing") == missing.text)
    }
    #expect(stage.team.daemon.stop() == 0)
  }

  @Test("lists, searches, the inbox, reports, the trail and its exports say no word of it")
  func lists() async throws {
    let stage = try await Stage()
    let eve = stage.team["eve"]
    let paths = [
      "documents?limit=1", "documents", "documents?project=zeppelin", "documents?q=hydrogen", "documents?owner=ada",
      "documents?reviewer=eve", "documents?waiting_on=eve", "documents?status=in_review", "inbox", "projects",
      "projects?limit=1", "users", "users/ada", "groups", "groups/pilots", "delegations", "reports/cycle-times",
      "events?limit=200", "events?project=zeppelin", "events?q=helium", "events?q=zeppelin",
      "events?query=actor:ada&limit=200", "events?query=-type:verdict.*&limit=200", "events?section=s1",
      "events/export",
      "events/export?format=csv", "events/export?format=ocsf", "events?type=role.granted", "events?type=group.*",
      "events?query=project:zeppelin", "events?query=-project:open&limit=200", "events?role=member",
      "events?type=project.*",
    ]
    for path in paths {
      let answer = try await eve.send("GET", path)
      #expect(answer.status == 200, "\(path): \(answer.text)")
      for word in ["zeppelin", "Airship", "ydrogen", "elium", stage.secret, stage.slug, stage.comment] {
        #expect(!answer.text.contains(word), "\(path) says \(word): \(answer.text.prefix(300))")
      }
    }
    // The same questions have something to say to whoever may ask.
    for who in ["ada", "olga", "lena"] {
      for path in ["documents?q=hydrogen", "events?q=helium", "projects", "events/export", "documents/\(stage.slug)"] {
        let answer = try await stage.team[who].send("GET", path)
        let names = answer.text.contains(stage.secret) || answer.text.contains("zeppelin")
        #expect(answer.status == 200 && names, "\(who) \(path)")
      }
    }
    let one = try await eve.send("GET", "documents?limit=1").json
    #expect(one["items"]?.items.count == 1 && one["items"]?.items.first?["id"]?.string == stage.open)
    #expect(stage.team.daemon.stop() == 0)
  }

  @Test("a hidden name in a question or in a body is refused as an unknown one")
  func naming() async throws {
    let stage = try await Stage()
    let eve = stage.team["eve"]
    let questions = [
      "events?document=\(stage.slug)", "events?document=\(stage.secret)", "events?query=-document:\(stage.slug)",
      "events/export?document=\(stage.slug)", "reports/cycle-times?project=zeppelin",
      "log/proof/file?seq=\(stage.seq)",
    ]
    for path in questions {
      let answer = try await eve.send("GET", path)
      #expect(answer.status == 404, "\(path): \(answer.text)")
    }
    #expect(try await stage.team["ada"].send("GET", "log/proof/file?seq=\(stage.seq)").status == 200)
    let bodies: [(String, (String) -> Value)] = [
      ("documents", { ["template": "design", "title": "T", "project": .string($0)] }),
      ("imports", { ["path": "a.md", "markdown": "# T", "template": "design", "project": .string($0)] }),
      (
        "delegations",
        { ["to": "ada", "role": "member", "project": .string($0), "until": .string(MatrixStage.soon)] }
      ),
    ]
    for (path, body) in bodies {
      let hidden = try await eve.send("POST", path, body("zeppelin"))
      let missing = try await eve.send("POST", path, body("nothing"))
      #expect(hidden.status == missing.status && hidden.text.replacing("zeppelin", with: "nothing") == missing.text)
    }
    let denied = try await eve.send("POST", "projects", ["slug": "mine", "title": "M", "restricted": true])
    #expect(denied.status == 403 && denied.code == "not_allowed")
    #expect(stage.team.daemon.stop() == 0)
  }

  @Test("a stream tells nothing more once its reader is put out of the project, and ends when they leave")
  func streaming() async throws {
    var stage = try await Stage()
    try await stage.team.register("kim", role: "member")
    _ = try await stage.team.admin.send(
      "PATCH", "users/kim", ["roles": ["member", ["role": "member", "project": "zeppelin"]]])
    let kim = stage.team["kim"]
    let (admin, ada) = (stage.team.admin, stage.team["ada"])
    // It ends by itself, or this would never return.
    let sent = try await EventStream.read(kim, "events/stream?after=0", count: .max) {
      _ = try await admin.send("PATCH", "users/kim", ["roles": ["member"]])
      _ = try await ada.send("POST", "documents/\(stage.secret)/comments", ["body": "After the end."])
      _ = try await ada.send("POST", "documents/\(stage.open)/comments", ["body": "Open to all."])
      let left = try await admin.send("PATCH", "users/kim", ["active": false])
      #expect(left.status == 200)
      _ = try await ada.send("POST", "documents/\(stage.open)/comments", ["body": "Behind the door."])
    }
    let said = sent.compactMap { $0.data["data"]?["body"]?.string }
    #expect(!sent.isEmpty && !said.contains("After the end.") && !said.contains("Behind the door."), "\(said)")
    #expect(stage.team.daemon.stop() == 0)
  }
}
