import Documents
import Integrations
import TestSupport
import Testing

/// A change request's checks say what the gate says, whatever the host answers meanwhile.
@Suite(.serialized) struct MovingChecks {
  @Test("refused for a while, they arrive and say the newest", arguments: ["github", "gitlab"])
  func refused(kind: String) async throws {
    let scenario = try await HostStages.begun(kind)
    let host = scenario.host
    host.faults.plan(.answer(.json(500, ["message": "Not now"])), at: "POST", "/statuses/")
    host.faults.plan(
      .answer(.json(429, ["message": "Too often"], headers: ["retry-after": "1"])), at: "POST", "/statuses/")
    host.faults.plan(.cut, at: "POST", "/statuses/")
    let number = try HostStages.propose(HostStages.text, in: scenario, branch: "billing")
    try await scenario.deliver()
    host.repository.review(number, .approved, by: .grace)
    try await scenario.deliver()
    try await scenario.expect(HostStages.half, of: number)
    let isDone = try await eventually { host.faults.isDone }
    #expect(isDone)
    let admin = scenario.admin
    let path = "connections/\(scenario.connection)/change-requests/\(number)"
    let isSent = try await eventually {
      let checks = try await admin.send("GET", path).json["checks"]?.items ?? []
      return checks.count == 2 && checks.allSatisfy { $0["sent"] == true && $0["failure"] == .null }
    }
    let shown = try await scenario.request(number)
    #expect(isSent, "\(shown["checks"] ?? .null)")
  }

  @Test("a comment made here, and a role that goes and comes, move them", arguments: ["github", "gitea"])
  func moved(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind)
    let number = try HostStages.propose(HostStages.edited, in: scenario, branch: "monthly")
    try await scenario.deliver()
    try await HostStages.approve(number, in: scenario)
    let added = try await scenario.admin.send("POST", "documents/\(id)/comments", ["body": "Is it so?"])
    #expect(added.status == 201)
    try await scenario.expect(HostStages.pending, of: number)
    // The host tells of it, too: that opens no other.
    try await scenario.deliver()
    let comment = added.json["id"]?.string ?? ""
    _ = try await scenario.admin.send("POST", "documents/\(id)/comments/\(comment)/resolution", [:])
    try await scenario.expect(HostStages.green, of: number)

    try await give(["member"], to: "alan", in: scenario)
    try await scenario.expect(HostStages.half, of: number)
    try await give(["security-lead"], to: "alan", in: scenario)
    try await scenario.expect(HostStages.green, of: number)
  }

  private func give(_ roles: Value, to user: String, in scenario: HostScenario) async throws {
    let answer = try await scenario.admin.send("PATCH", "users/\(user)", ["roles": roles])
    #expect(answer.status == 200, "\(answer.text)")
  }
}
