import Documents
import Foundation
import TestSupport
import Testing

/// What people do about a gate, over HTTP: ask what an edit would bring, override, delegate, hand over, read without a
/// verdict, require reviewers, and read where the time went.
@Suite struct GatesOverHTTP {
  private static let workflow = """
    name: guarded
    stages:
      - name: review
        on_reject: stay
        due: 5
        override:
          roles: [cto]
        gate:
          - role: technical-lead
            scope: alpha
          - role: security-lead
            scope: beta
    """
  private static let template = "# T\n\n## Alpha\n\nFirst.\n\n## Beta\n\nSecond.\n"

  private static func team() async throws -> (team: Team, document: String) {
    var team = try Team()
    for (user, role) in [
      ("ada", "member"), ("tess", "technical-lead"), ("tom", "technical-lead"), ("sam", "security-lead"),
      ("dee", "member"), ("cora", "cto"),
    ] { try await team.register(user, role: role) }
    _ = try await team.admin.send("POST", "templates", ["name": "t", "markdown": .string(template)])
    try await team.publish(workflow: "guarded", workflow)
    let document = try await team.open(["template": "t", "title": "T", "workflow": "guarded"], as: "ada")
    let submitted = try await team["ada"].send("POST", "documents/\(document)/submission", [:])
    #expect(submitted.status == 200)
    return (team, document)
  }

  @Test("what saving would ask again is told, and nothing is saved")
  func whatIf() async throws {
    let (team, document) = try await Self.team()
    _ = try await team.judge(document, as: "sam", role: "security-lead")
    let before = try await team.show(document)
    let changed = Self.template.replacingOccurrences(of: "Second", with: "[TBD]")
    let answer = try await team["ada"].send(
      "POST", "documents/\(document)/gate/what-if", ["markdown": .string(changed)])
    #expect(answer.status == 200)
    #expect(answer.json["would_stale"]?.items.compactMap { $0["role"]?.string } == ["security-lead"])
    #expect(answer.json["would_stale"]?.items.first?["changed_sections"] == ["beta"])
    let blocking = answer.json["would_block"]?.items ?? []
    #expect(blocking.map { $0["rule"]?.string } == ["technical-lead", "security-lead"])
    #expect(blocking.map { $0["new"] } == [false, true])
    #expect(answer.json["lint"]?["complete"] == false)
    #expect(try await team.show(document) == before)
    let missing = try await team["ada"].send("POST", "documents/\(document)/gate/what-if", [:])
    #expect(missing.status == 400 && missing.json["errors"]?.items.first?["field"] == "markdown")
  }

  @Test("an override needs the role and a reason, and is on record with both")
  func override() async throws {
    let (team, document) = try await Self.team()
    let path = "documents/\(document)/gate/override"
    let body: Value = ["rule": "security-lead", "reason": "Sam is away, the outage is not."]
    let refused = try await team["sam"].send("POST", path, body)
    #expect(refused.status == 403 && refused.code == "not_in_role")
    let silent = try await team["cora"].send("POST", path, ["rule": "security-lead"])
    #expect(silent.status == 400)
    let given = try await team["cora"].send("POST", path, body)
    #expect(given.status == 201 && given.json["by"] == "cora")
    let rules = try await team.admin.send("GET", "documents/\(document)/gate").json["rules"]?.items ?? []
    #expect(rules.map { $0["state"] } == ["UNSATISFIED", "OVERRIDDEN"])
    let overrides = try await team.admin.send("GET", "events?type=gate.overridden").json["items"]?.items ?? []
    #expect(overrides.map { $0["data"]?["reason"] } == ["Sam is away, the outage is not."])
    _ = try await team.judge(document, as: "tess", role: "technical-lead")
    #expect(try await team.show(document)["status"] == "approved")
  }

  @Test("a delegate speaks for the holder of a role within the window, and the event says for whom")
  func delegation() async throws {
    let (team, document) = try await Self.team()
    let until: Value = .string(ISO8601DateFormatter().string(from: Date().addingTimeInterval(86_400)))
    let wrong = try await team["dee"].send(
      "POST", "delegations", ["to": "tom", "role": "security-lead", "until": until])
    #expect(wrong.status == 403 && wrong.code == "not_in_role")
    let granted = try await team["sam"].send(
      "POST", "delegations", ["to": "dee", "role": "security-lead", "until": until])
    #expect(granted.status == 201 && granted.json["state"] == "active")
    let inbox = try await team["dee"].send("GET", "inbox").json["items"]?.items ?? []
    #expect(inbox.map { $0["reason"]?.string } == ["approve"])
    let verdict = try await team.judge(
      document, as: "dee", role: "security-lead", more: ["on_behalf_of": "sam"])
    #expect(verdict.status == 201 && verdict.json["on_behalf_of"] == "sam")
    let event = try await team.trail(of: document).first { $0["event_type"] == "verdict.given" }
    #expect(event?["on_behalf_of"] == "sam" && event?["actor"]?["id"] == "dee")
    let id = granted.json["id"]?.string ?? ""
    let revoked = try await team["sam"].send("DELETE", "delegations/\(id)")
    #expect(revoked.status == 200)
    let listed = try await team["dee"].send("GET", "delegations").json["items"]?.items ?? []
    #expect(listed.map { $0["state"]?.string } == ["revoked"])
    let stranger = try await team["tom"].send("GET", "delegations").json["items"]
    #expect(stranger == [])
  }

  @Test("a turn is due, is handed over, passes with a review without a verdict, and comes back with an answer")
  func turns() async throws {
    let (team, document) = try await Self.team()
    func turns() async throws -> [String] {
      try await team.show(document)["turn"]?.items.map {
        "\($0["actor"]?.string ?? "") \($0["reason"]?.string ?? "")"
      } ?? []
    }
    #expect(try await turns() == ["tess approve", "tom approve", "sam approve"])
    let due = try await team.show(document)["turn"]?.items.first?["due"]?.string
    #expect(due != nil)
    let handed = try await team["tess"].send("POST", "documents/\(document)/turn", ["to": "tom", "note": "On leave"])
    #expect(handed.status == 200)
    #expect(try await turns() == ["tom approve", "sam approve"])
    let read = try await team["sam"].send(
      "POST", "documents/\(document)/reviews", ["revision": 1, "note": "Who rotates the keys?"])
    #expect(read.status == 200)
    #expect(try await turns() == ["tom approve", "ada respond"])
    let waiting = try await team.admin.send("GET", "documents?waiting_on=sam").json["items"]
    #expect(waiting == [])
    try await team.edit(document, as: "ada") { $0.replacingOccurrences(of: "Second.", with: "Second, by the vault.") }
    #expect(try await turns() == ["tom approve", "sam approve"])
  }

  @Test("reviewers may be required, or so many of a group, from the start or added later")
  func reviewers() async throws {
    let (team, _) = try await Self.team()
    let group: Value = ["group": "leads", "people": ["tess", "tom"], "count": 1]
    let document = try await team.open(
      ["template": "t", "title": "T2", "workflow": "guarded", "reviewers": ["dee", group]], as: "ada")
    let terms = try await team.show(document)["reviewer_terms"]?.items ?? []
    #expect(terms.map { $0["group"] } == [.null, "leads", "leads"])
    let added = try await team["ada"].send(
      "POST", "documents/\(document)/reviewers", ["user": "dee", "required": true])
    #expect(added.status == 200)
    _ = try await team["ada"].send("POST", "documents/\(document)/submission", [:])
    let rules = try await team.admin.send("GET", "documents/\(document)/gate").json["rules"]?.items ?? []
    let rule = rules.first { $0["requires"] == "reviewers" }
    #expect(rule?["waiting_on"] == ["dee", "tess", "tom"])
    let wrong = try await team["ada"].send(
      "POST", "documents/\(document)/reviewers", ["group": "g", "people": ["tess"], "count": 2])
    #expect(wrong.status == 400 && wrong.json["errors"]?.items.first?["field"] == "count")
  }

  @Test("where the time went adds up to the lead time")
  func cycleTimes() async throws {
    let (team, document) = try await Self.team()
    _ = try await team.judge(document, as: "tess", role: "technical-lead")
    let early = try await team.admin.send("GET", "reports/cycle-times").json
    #expect(early["items"]?.items.first?["lead_time_seconds"] == .null)
    _ = try await team.judge(document, as: "sam", role: "security-lead")
    let report = try await team.admin.send("GET", "reports/cycle-times").json
    // Read on from where it was read to, and read from the beginning: the same.
    let whole = try await team.admin.send("GET", "reports/cycle-times?since=2000-01-01").json
    #expect(report["items"] == whole["items"] && report["items"] != early["items"])
    let item = try #require(report["items"]?.items.first)
    #expect(item["document"]?["status"] == "approved")
    let stages = item["stages"]?.items ?? []
    #expect(stages.compactMap { $0["stage"]?.string } == ["draft", "review"])
    let total = stages.reduce(0.0) { $0 + ($1["total_seconds"]?.number ?? 0) }
    let lead = item["lead_time_seconds"]?.number ?? -1
    #expect(abs(total - lead) < 0.0005)
    #expect(item["waiting_seconds_by_role"]?["security-lead"] != nil)
    #expect(report["summary"]?["approved"] == 1)
    let unknown = try await team.admin.send("GET", "reports/cycle-times?project=none")
    #expect(unknown.status == 404)
  }
}

extension Value {
  fileprivate var number: Double? {
    switch self {
    case .double(let number): number
    case .int(let number): Double(number)
    default: nil
    }
  }
}
