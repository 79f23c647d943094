import Documents
import Integrations
import TestSupport
import Testing

/// What no delivery tells of, a reconciliation makes good.
@Suite(.serialized) struct LosingNews {
  @Test("each kind of news that is lost is made good", arguments: ["github", "gitlab", "gitea"])
  func each(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind)
    let repository = scenario.host.repository
    let number = try HostStages.propose(HostStages.edited, in: scenario, branch: "monthly")
    let opened = scenario.host.newDeliveries()
    try await scenario.reconcile()
    try await scenario.expect(HostStages.pending, of: number)
    repository.commit("Say twice", on: "monthly", .write(HostStages.path, HostStages.again))
    try await lost(scenario)
    try await scenario.expect(HostStages.pending, of: number)
    for user in [HostedUser.grace, .alan] { repository.review(number, .approved, by: user) }
    try await lost(scenario)
    try await scenario.expect(HostStages.green, of: number)
    // Gitea tells of nothing taken back, by any way.
    repository.withdraw(number, of: .alan)
    try await lost(scenario)
    try await scenario.expect(HostStages.half, of: number)
    repository.review(number, .approved, by: .alan)
    try await lost(scenario)
    try await scenario.expect(HostStages.green, of: number)
    repository.merge(number)
    try await lost(scenario)
    try await scenario.expect(id, "The merge is made good") { $0["status"] == "approved" && $0["revision"] != 1 }
    #expect(HostStages.live(try await scenario.shown(id)) == ["alan", "grace"])
    // What the host sends again late opens nothing that is merged.
    for delivery in opened { try await scenario.post(delivery) }
    try await scenario.deliver()
    #expect(try await scenario.request(number)["state"] == "merged")
  }

  @Test("a new head, its approvals and its merge, all lost at once", arguments: ["github", "gitlab", "gitea"])
  func allAtOnce(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind)
    let repository = scenario.host.repository
    let number = try HostStages.propose(HostStages.edited, in: scenario, branch: "monthly")
    try await scenario.deliver()
    repository.commit("Say twice", on: "monthly", .write(HostStages.path, HostStages.again))
    for user in [HostedUser.grace, .alan] { repository.review(number, .approved, by: user) }
    repository.merge(number)
    repository.commit("Beside", .write("README.md", "# All docs\n"))
    try await lost(scenario)
    try await scenario.expect(id, "It is approved anew") { $0["status"] == "approved" && $0["revision"] != 1 }
    let text = try await scenario.admin.send("GET", "documents/\(id)/content?form=authored").text
    #expect(text == HostStages.again)
    let (admin, path) = (scenario.admin, "connections/\(scenario.connection)/change-requests/\(number)")
    let isMerged = try await eventually { try await admin.send("GET", path).json["state"] == "merged" }
    #expect(isMerged)
  }

  @Test("an approval that is lost is found when the merge is told", arguments: ["github", "gitlab"])
  func lostApproval(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind)
    let repository = scenario.host.repository
    let number = try HostStages.propose(HostStages.edited, in: scenario, branch: "monthly")
    try await scenario.deliver()
    repository.commit("Say twice", on: "monthly", .write(HostStages.path, HostStages.again))
    for user in [HostedUser.grace, .alan] { repository.review(number, .approved, by: user) }
    scenario.lose()
    repository.merge(number)
    try await scenario.deliver()
    let document = try await scenario.shown(id)
    #expect(document["status"] == "approved" && document["revision"] != 1, "\(document)")
  }

  @Test("a closing that is lost, and an edit of what is closed", arguments: ["github", "gitlab"])
  func closed(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind)
    let repository = scenario.host.repository
    let number = try HostStages.propose(HostStages.edited, in: scenario, branch: "monthly")
    try await scenario.deliver()
    repository.close(number)
    try await lost(scenario)
    let (admin, path) = (scenario.admin, "connections/\(scenario.connection)/change-requests/\(number)")
    let isClosed = try await eventually { try await admin.send("GET", path).json["state"] == "closed" }
    #expect(isClosed)
    repository.edit(number, title: "Never mind")
    try await scenario.deliver()
    #expect(try await scenario.request(number)["state"] == "closed")
    #expect(try await scenario.shown(id)["revision"] == 1)
    repository.reopen(number)
    try await scenario.deliver()
    #expect(try await scenario.request(number)["state"] == "open")
  }

  private func lost(_ scenario: HostScenario) async throws {
    scenario.lose()
    try await scenario.reconcile()
  }
}
