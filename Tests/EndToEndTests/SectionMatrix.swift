import Documents
import Foundation
import TestSupport
import Testing

/// Four roles, each bound to its own sections of a real architecture document: an edit asks only those whose words it
/// changes.
@Suite struct SectionMatrix {
  private static let workflow = """
    name: section-matrix
    stages:
      - name: sign-off
        gate:
          - role: technical-lead
            scope: [System Overview, Technology Stack, Scalability Design]
          - role: architect
            scope: [Component Design, Data Model, API Design]
          - role: security-lead
            scope: Security Architecture
          - role: devops-lead
            scope: ["deployment*", "Monitoring & Observability", Disaster Recovery]
    """
  private static let roles = ["technical-lead", "architect", "security-lead", "devops-lead"]
  private static let line = "\nTokens are rotated every ninety days.\n"

  @Test(
    "one edit in Security Architecture asks the Security Lead again and nobody else; undone, the approval is back",
    .enabled(if: SharedFiles.root != nil, "The real templates are not beside the project."))
  func matrix() async throws {
    let seed = try #require(SharedFiles.seeds.first { $0.name == "seed-004" })
    var team = try Team()
    try await team.register("ada", role: "member")
    for role in Self.roles { try await team.register("the-\(role)", role: role) }
    let published = try await team.admin.send(
      "POST", "templates", ["name": "seed-004", "markdown": .string(seed.markdown)])
    #expect(published.status == 201)
    try await team.publish(workflow: "section-matrix", Self.workflow)
    let document = try await team.open(
      ["template": "seed-004", "title": "Billing", "workflow": "section-matrix"], as: "ada")
    _ = try await team["ada"].send("POST", "documents/\(document)/submission", [:])
    for role in Self.roles {
      let verdict = try await team.judge(document, as: "the-\(role)", role: role)
      #expect(verdict.status == 201)
    }
    #expect(try await team.show(document)["status"] == "approved")

    let heading = "### 6.1 Authentication\n"
    let saved = try await team.edit(document, as: "ada") {
      $0.replacingOccurrences(of: heading, with: heading + Self.line)
    }
    let staled = saved.json["staled"]?.items ?? []
    #expect(staled.compactMap { $0["role"]?.string } == ["security-lead"])
    #expect(staled.first?["changed_sections"] == ["authentication"])
    try await check(team, document, stale: ["security-lead"], turn: ["the-security-lead"], status: "in_review")
    let inbox = try await team["the-security-lead"].send("GET", "inbox").json["items"]?.items ?? []
    #expect(inbox.map { $0["reason"]?.string } == ["approve"])
    let others = try await team["the-architect"].send("GET", "inbox").json["items"]
    #expect(others == [])

    try await team.edit(document, as: "ada") { $0.replacingOccurrences(of: Self.line, with: "") }
    try await check(team, document, stale: [], turn: [], status: "approved")
    try await checkTrail(team, document)
    #expect(team.daemon.stop() == 0)
  }

  private func check(
    _ team: Team, _ document: String, stale: [String], turn: [String], status: String
  ) async throws {
    let state = try await team.show(document)
    let verdicts = state["verdicts"]?.items ?? []
    #expect(verdicts.filter { $0["state"] == "stale" }.compactMap { $0["role"]?.string } == stale)
    #expect(verdicts.filter { $0["state"] == "live" }.count == Self.roles.count - stale.count)
    #expect(state["turn"]?.items.compactMap { $0["actor"]?.string } == turn)
    #expect(state["status"] == .string(status))
    let rules = try await team.admin.send("GET", "documents/\(document)/gate").json["rules"]?.items ?? []
    let states = rules.map { "\($0["role"]?.string ?? "") \($0["state"]?.string ?? "")" }
    #expect(states == Self.roles.map { "\($0) \(stale.contains($0) ? "STALE" : "SATISFIED")" })
    #expect(rules.allSatisfy { $0["events"] != [] })
  }

  /// Which sections, by which edit, and back.
  private func checkTrail(_ team: Team, _ document: String) async throws {
    let trail = try await team.trail(of: document)
    let changes = trail.filter { ["verdict.staled", "verdict.restored"].contains($0["event_type"]?.string) }
    #expect(changes.compactMap { $0["event_type"]?.string } == ["verdict.staled", "verdict.restored"])
    for (change, revision) in zip(changes, [2, 3]) {
      #expect(change["role"] == "security-lead" && change["data"]?["sections"] == ["authentication"])
      #expect(change["data"]?["cause"] == "edited" && change["data"]?["revision"] == .int(revision))
    }
    let states = ["document.reopened", "document.approved"]
    let ends = trail.compactMap { $0["event_type"]?.string }.filter(states.contains)
    #expect(ends == ["document.approved", "document.reopened", "document.approved"])
  }
}
