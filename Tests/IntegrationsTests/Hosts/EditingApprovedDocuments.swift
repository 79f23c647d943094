import Documents
import Integrations
import TestSupport
import Testing

/// A change request that edits what is approved: nothing changes before it is merged.
@Suite(.serialized) struct EditingApprovedDocuments {
  @Test("approved before the merge, it is approved anew", arguments: ["github", "gitlab"])
  func approved(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind)
    let number = try HostStages.propose(HostStages.edited, in: scenario, branch: "monthly")
    try await scenario.deliver()
    try await scenario.expect(HostStages.pending, of: number)
    let touched = try #require(try await scenario.request(number)["documents"]?.items.first)
    let roles = (touched["would_stale"]?.items ?? []).compactMap { $0["role"]?.string }.sorted()
    #expect(roles == ["security-lead", "technical-lead"])
    #expect(touched["status"] == "in_review" && touched["changed_sections"] == ["Overview"])
    var document = try await scenario.shown(id)
    #expect(document["status"] == "approved" && document["revision"] == 1)
    try await HostStages.approve(number, in: scenario)
    #expect(try await scenario.shown(id)["revision"] == 1)
    scenario.host.repository.merge(number)
    try await scenario.deliver()
    document = try await scenario.shown(id)
    #expect(document["status"] == "approved" && document["revision"] == 2, "\(document)")
    #expect(HostStages.live(document) == ["alan", "grace"])
  }

  @Test(
    "merged with no approvals, it is in review again, and the same roles are asked", arguments: ["github", "gitlab"])
  func unapproved(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind)
    let number = try HostStages.propose(HostStages.edited, in: scenario, branch: "monthly")
    try await scenario.deliver()
    scenario.host.repository.merge(number)
    try await scenario.deliver()
    let document = try await scenario.shown(id)
    #expect(document["status"] == "in_review" && document["stage"] == "review" && document["revision"] == 2)
    #expect(HostStages.live(document).isEmpty)
    let asked = (document["turn"]?.items ?? []).filter { $0["role"] == "technical-lead" }
    #expect(asked.map { $0["actor"] } == ["grace"], "\(document["turn"] ?? .null)")
  }

  @Test("merged with commits in between, the approvals are on the last words", arguments: ["github", "gitlab"])
  func severalCommits(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind)
    let repository = scenario.host.repository
    repository.push(
      [
        ("One", .ada, [.write(HostStages.path, HostStages.edited)]),
        ("Two", .ada, [.write(HostStages.path, HostStages.again)]),
      ], to: "monthly")
    let number = try #require(repository.open("Monthly", from: "monthly"))
    try await scenario.deliver()
    try await HostStages.approve(number, in: scenario)
    repository.merge(number)
    try await scenario.deliver()
    let document = try await scenario.shown(id)
    #expect(document["status"] == "approved" && document["revision"] == 3, "\(document)")
  }
}
