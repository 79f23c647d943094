import Documents
import Foundation
import TestSupport
import Testing

/// The trail, asked over HTTP by those who audit.
@Suite struct AuditingTheTrail {
  private static let workflow = """
    stages:
      - name: review
        gate:
          - {id: lead, requires: approvals, role: lead, count: 1}
          - {id: security, requires: approvals, role: security, count: 1, scope: Data Model}
        override: {roles: [lead]}
    """

  private static let words =
    "# Billing\n\n## Data Model\n\nEach row is kept for ninety days.\n\n## Flow\n\nIn, then out.\n"

  /// A team with one document that was reviewed.
  private func team() async throws -> (team: Team, document: String) {
    var team = try Team()
    try await team.register("ada", role: "member")
    try await team.register("lena", role: "lead")
    try await team.register("sam", role: "security")
    try await team.register("olga", role: "auditor")
    try await team.register("bot", kind: "agent", role: "member")
    try await team.publish(workflow: "two", Self.workflow)
    _ = try await team.admin.send("POST", "templates", ["name": "small", "markdown": .string(Self.words)])
    _ = try await team.admin.send("POST", "projects", ["slug": "money", "title": "Money"])
    let document = try await team.open(
      ["template": "small", "title": "Billing", "project": "money", "workflow": "two"], as: "ada")
    _ = try await team["bot"].send(
      "POST", "documents/\(document)/comments",
      [
        "body": "Why \"ninety days\"? See the retention rule.",
        "anchor": ["section": "data-model", "quote": "ninety days"],
      ])
    _ = try await team["ada"].send("POST", "documents/\(document)/submission", [:])
    let approved = try await team.judge(document, as: "sam", role: "security", more: ["note": "Sound, for now."])
    #expect(approved.status == 201, "\(approved.text)")
    return (team, document)
  }

  private func types(_ client: TestClient, _ path: String) async throws -> [String] {
    let answer = try await client.send("GET", path)
    #expect(answer.status == 200, "\(answer.text)")
    return answer.json["items"]?.items.compactMap { $0["event_type"]?.string } ?? []
  }

  private func encoded(_ query: String) -> String {
    query.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? query
  }

  @Test("a query in the grammar narrows lists, alone and beside the single parameters")
  func grammar() async throws {
    let (team, document) = try await team()
    let olga = team["olga"]
    func found(_ query: String, _ more: String = "") async throws -> [String] {
      try await types(olga, "events?limit=200&query=\(encoded(query))\(more)")
    }
    let slug = try await team.show(document)["slug"]?.string ?? ""
    #expect(try await found("actor:sam") == ["verdict.given"])
    #expect(try await found("type:verdict.* role:security document:\(slug)") == ["verdict.given"])
    #expect(try await found("\"ninety days\"") == ["comment.added"])
    #expect(try await found("retention kind:agent section:data-model") == ["comment.added"])
    #expect(try await found("retention -kind:agent").isEmpty)
    #expect(try await found("sound", "&role=security&q=for%20now") == ["verdict.given"])
    #expect(try await found("sound", "&role=lead").isEmpty)
    #expect(
      try await found("project:money -type:draft.* -type:document.* -type:comment.* -type:project.*")
        == ["review.requested", "verdict.given"])
    #expect(try await found("created:<2020-01-01").isEmpty)
    #expect(try await found("seq:1..2").count == 2)
    #expect(try await types(olga, "documents/\(slug)/events?query=actor:bot") == ["comment.added"])
    #expect(team.daemon.stop() == 0)
  }

  @Test("a query that cannot be read points at the character")
  func refusal() async throws {
    let (team, document) = try await team()
    for path in ["events", "documents/\(document)/events", "events/stream", "events/export"] {
      let answer = try await team["olga"].send("GET", "\(path)?query=\(encoded("actor:sam colour:red"))")
      let error = answer.json["errors"]?.items.first
      #expect(answer.status == 400 && answer.code == "bad_query" && error?["field"] == "query", "\(path)")
      #expect(error?["message"]?.string?.hasPrefix("column 11: 'colour' is no field: the fields are actor,") == true)
      #expect(answer.json["detail"]?.string?.hasSuffix("\nactor:sam colour:red\n          ^") == true)
    }
    #expect(team.daemon.stop() == 0)
  }

  @Test("pages follow one another without a gap or a double, and are JSON as before")
  func pages() async throws {
    let (team, document) = try await team()
    var (seen, cursor) = ([Int](), "")
    repeat {
      let page = try await team["olga"].send("GET", "events?limit=7&query=\(encoded("-actor:nobody"))\(cursor)").json
      seen += page["items"]?.items.compactMap { $0["seq"]?.int } ?? []
      cursor = page["next_cursor"]?.string.map { "&cursor=\(encoded($0))" } ?? ""
    } while !cursor.isEmpty
    #expect(seen.count > 20 && seen.enumerated().allSatisfy { $0.offset + 1 == $0.element })
    let last = try await team.trail(of: document).last
    #expect(last?["actor"]?["name"] == "sam" && last?["metadata"]?["source"] == "api" && last?["on_behalf_of"] == .null)
    #expect(team.daemon.stop() == 0)
  }

  @Test("an export holds what the list holds, in three forms, from the daemon and from the directory")
  func export() async throws {
    let (team, _) = try await team()
    let list = try await team["olga"].send("GET", "events?limit=200&type=verdict.*").json["items"]?.items ?? []
    let export = try await team["olga"].send("GET", "events/export?format=jsonl&query=\(encoded("type:verdict.*"))")
    #expect(export.headers["content-type"] == "application/x-ndjson")
    let lines = export.text.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(Value.self, from: Data($0.utf8))
    }
    #expect(lines.map { $0["event_id"] } == list.map { $0["event_id"] } && lines.count == 1)
    let table = try await team["olga"].send("GET", "events/export?format=csv")
    #expect(
      table.text.hasPrefix("seq,timestamp,event_id,") && table.headers["content-type"]?.hasPrefix("text/csv") == true)
    let bad = try await team["olga"].send("GET", "events/export?format=xml")
    #expect(bad.status == 400 && bad.json["errors"]?.items.first?["field"] == "format")
    let folder = team.daemon.directory
    let online = try team.daemon.shell("countersign export --format ocsf", in: folder)
    let beside = try team.daemon.shell("countersign export --format ocsf --data .", in: folder)
    #expect(online == beside && online.contains("\"class_uid\":3004"))
    #expect(
      try team.daemon.shell("countersign export 'actor:sam kind:robot' --data .", in: folder).contains("column 16"))
    #expect(team.daemon.stop() == 0)
    let stopped = try TestDaemon.shell(
      "countersign export --format ocsf --data . --out trail.jsonl && cat trail.jsonl; ls *.partial", in: folder)
    #expect(stopped.hasPrefix(beside))
    let found = try TestDaemon.shell("countersign export retention --data .", in: folder)
    #expect(found.split(separator: "\n").count == 1 && found.contains("comment.added"))
  }

  @Test("whose approvals were live then, on which words, and whether those words still stand")
  func approvals() async throws {
    let (team, document) = try await team()
    let path = "documents/\(document)/approvals"
    let now = try await team["olga"].send("GET", path).json
    let approval = try #require(now["approvals"]?.items.first)
    let seq = try #require(approval["seq"]?.int)
    #expect(approval["actor"] == "sam" && approval["role"] == "security" && approval["current"] == true)
    #expect(approval["outcome"] == "approved" && approval["note"] == "Sound, for now.")
    let section = try #require(approval["scope"]?.items.first { $0["section"] == "data-model" })
    #expect(section["text"] == "## Data Model\n\nEach row is kept for ninety days.\n\n")
    try await team.edit(document, as: "ada") { $0.replacingOccurrences(of: "ninety", with: "thirty") }
    #expect(try await team["olga"].send("GET", path).json["approvals"]?.items.isEmpty == true)
    #expect(try await team["olga"].send("GET", "\(path)?at=\(seq - 1)").json["approvals"]?.items.isEmpty == true)
    let then = try await team["olga"].send("GET", "\(path)?at=\(seq)").json
    let bound = then["approvals"]?.items.first?["scope"]?.items.first { $0["section"] == "data-model" }
    #expect(bound?["text"] == section["text"] && bound?["current"] == false && bound?["digest"] == section["digest"])
    let time = try #require(approval["given_at"]?.string)
    let byTime = try await team["olga"].send("GET", "\(path)?at=\(encoded(time))").json
    #expect(byTime["approvals"]?.items.first?["verdict"] == approval["verdict"])
    let state = try await team["olga"].send("GET", "documents/\(document)?at=\(seq)").json
    #expect(state["revision"] == 1 && state["seq"]?.int == seq)
    for form in ["authored", "record"] {
      let text = try await team["olga"].send("GET", "documents/\(document)/content?form=\(form)&at=\(seq)").text
      #expect(text.contains("ninety days") && !text.contains("thirty"), "\(form)")
    }
    #expect(team.daemon.stop() == 0)
  }

  @Test("overrides and delegated acts are found by what they are, and an override says whether it still counts")
  func exceptions() async throws {
    let (team, document) = try await team()
    let passed = try await team["lena"].send(
      "POST", "documents/\(document)/gate/override", ["rule": "lead", "reason": "The release cannot wait."])
    #expect(passed.status == 201, "\(passed.text)")
    #expect(try await types(team["olga"], "events?query=is:override") == ["gate.overridden"])
    #expect(try await types(team["olga"], "events?query=\(encoded("type:gate.* release"))") == ["gate.overridden"])
    let live = try await team["olga"].send("GET", "documents/\(document)/approvals").json["overrides"]?.items
    #expect(live?.first?["by"] == "lena" && live?.first?["reason"] == "The release cannot wait.")
    #expect(try await types(team["olga"], "events?query=is:delegated").isEmpty)
    #expect(team.daemon.stop() == 0)
  }
}
