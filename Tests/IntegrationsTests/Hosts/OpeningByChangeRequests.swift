import Documents
import Integrations
import TestSupport
import Testing

/// A change request that adds a file: a document at once, where its author is somebody here.
@Suite(.serialized) struct OpeningByChangeRequests {
  @Test(
    "a known author's new file is a document at once, and the same one after the merge",
    arguments: ["github", "gitlab"])
  func known(kind: String) async throws {
    let scenario = try await HostStages.begun(kind)
    let repository = scenario.host.repository
    repository.push(
      [
        ("Sketch", .ada, [.write(HostStages.path, HostStages.text)]),
        ("Write it out", .ada, [.write(HostStages.path, HostStages.edited)]),
      ], to: "billing")
    let number = try #require(repository.open("Billing", from: "billing"))
    try await scenario.deliver()
    let id = try #require(try await scenario.documents()["Billing"])
    var document = try await scenario.shown(id)
    #expect(document["revision"] == 1 && document["status"] == "in_review" && document["owner"] == "ada")
    let revision = try await scenario.admin.send("GET", "documents/\(id)/revisions/1").json
    #expect(revision["source"]?["change_request"] == .int(number), "\(revision)")
    try await scenario.expect(HostStages.pending, of: number)

    repository.review(number, .approved, by: .grace)
    try await scenario.deliver()
    document = try await scenario.shown(id)
    #expect(HostStages.live(document) == ["grace"] && document["stage"] == "sign-off")
    try await scenario.expect(HostStages.half, of: number)

    repository.commit("Say when", on: "billing", .write(HostStages.path, HostStages.again))
    try await scenario.deliver()
    document = try await scenario.shown(id)
    #expect(document["revision"] == 2 && HostStages.live(document).isEmpty)
    try await scenario.expect(HostStages.pending, of: number)
    try await HostStages.approve(number, in: scenario)
    document = try await scenario.shown(id)
    #expect(document["status"] == "approved" && HostStages.live(document) == ["alan", "grace"])

    repository.merge(number)
    try await scenario.deliver()
    document = try await scenario.shown(id)
    #expect(document["revision"] == 2 && document["status"] == "approved", "\(document)")
    #expect(HostStages.live(document) == ["alan", "grace"])
    repository.commit("Go on", .write(HostStages.path, HostStages.text))
    try await scenario.deliver()
    #expect(try await scenario.shown(id)["revision"] == 3)
    #expect(try await scenario.documents().count == 1)
  }

  @Test("closed with nothing merged, the document stays as it was", arguments: ["github", "gitlab"])
  func closed(kind: String) async throws {
    let scenario = try await HostStages.begun(kind)
    let number = try HostStages.propose(HostStages.text, in: scenario, branch: "billing")
    try await scenario.deliver()
    scenario.host.repository.close(number)
    try await scenario.deliver()
    let id = try #require(try await scenario.documents()["Billing"])
    let document = try await scenario.shown(id)
    #expect(document["revision"] == 1 && document["status"] == "in_review")
    #expect(try await scenario.request(number)["state"] == "closed")
  }

  @Test(
    "a stranger's new file is a document after the merge, and its checks tell before", arguments: ["github", "gitlab"])
  func stranger(kind: String) async throws {
    let scenario = try await HostStages.begun(kind)
    let number = try HostStages.propose(
      HostStages.text, in: scenario, branch: "billing", by: HostedUser("mallory", name: "Mallory"))
    try await scenario.deliver()
    try await scenario.expect(HostStages.pending, of: number)
    scenario.host.repository.review(number, .approved, by: .grace)
    try await scenario.deliver()
    try await scenario.expect(HostStages.half, of: number)
    try await HostStages.approve(number, in: scenario)
    #expect(try await scenario.documents().isEmpty)
    scenario.host.repository.merge(number)
    try await scenario.deliver()
    let id = try #require(try await scenario.documents()["Billing"])
    let document = try await scenario.shown(id)
    #expect(document["revision"] == 1 && document["status"] == "approved", "\(document)")
    #expect(HostStages.live(document) == ["alan", "grace"])
  }

  @Test("what is written here is not undone by news of the same head", arguments: ["github"])
  func writtenHere(kind: String) async throws {
    let scenario = try await HostStages.begun(kind)
    let number = try HostStages.propose(HostStages.text, in: scenario, branch: "billing")
    try await scenario.deliver()
    let id = try #require(try await scenario.documents()["Billing"])
    let saved = try await scenario.admin.send(
      "PUT", "documents/\(id)/content", ["markdown": .string(HostStages.edited), "base_revision": 1])
    #expect(saved.status == 200 || saved.status == 201, "\(saved.text)")
    scenario.host.repository.review(number, .approved, by: .grace)
    try await scenario.deliver()
    let text = try await scenario.admin.send("GET", "documents/\(id)/content?form=authored").text
    #expect(text == HostStages.edited)
  }
}
