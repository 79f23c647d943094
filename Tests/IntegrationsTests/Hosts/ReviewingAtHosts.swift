import Documents
import Foundation
import Integrations
import TestSupport
import Testing

/// A change request from its opening to its merge, at each host's double, with the real daemon.
@Suite(.serialized) struct ReviewingAtHosts {
  private static let first = "# Billing\n\n## Overview\n\nMoney comes in.\n\n## Security\n\nNobody may see cards.\n"
  private static let second = first.replacing("Money comes in.", with: "Money comes in, once a month.")
  private static let third = second.replacing("Nobody may see cards.", with: "Nobody may see whole card numbers.")

  @Test("the check is green exactly when the gate is, from opening to merge", arguments: HostDoubles.kinds)
  func whole(kind: String) async throws {
    let host = try await HostDoubles.make(kind)
    let scenario = try HostScenario(host)
    try await scenario.registerPeople()
    host.repository.commit("Begin", .write(HostScenario.path, Self.first))
    _ = host.newDeliveries()
    try await scenario.connect()
    let id = try #require(try await scenario.document()["id"]?.string)

    let number = try await opened(in: scenario)
    try await reviewedByStrangers(number, in: scenario)
    try await commented(number, on: id, in: scenario)
    try await approved(number, in: scenario)
    try await merged(number, id, in: scenario)
    try scenario.finish()
  }

  /// Opened, then edited: each head has its own checks.
  private func opened(in scenario: HostScenario) async throws -> Int {
    let repository = scenario.host.repository
    repository.commit("Say how often", on: "monthly", .write(HostScenario.path, Self.second))
    let number = try #require(repository.open("Monthly", from: "monthly"))
    try await scenario.deliver()
    let pending = ["countersign/review": "pending", "countersign/sign-off": "pending"]
    try await scenario.expect(pending, of: number)
    repository.commit("Say what cards", on: "monthly", .write(HostScenario.path, Self.third))
    try await scenario.deliver()
    try await scenario.expect(pending, of: number)
    let shown = try await scenario.request(number)
    let document = try #require(shown["documents"]?.items.first)
    #expect(document["status"] == "in_review" && document["stage"] == "review")
    #expect(document["changed_sections"] == ["Overview", "Security"])
    let diff = try await scenario.admin.send(
      "GET", "connections/\(scenario.connection)/change-requests/\(number)/diff"
    ).text
    #expect(diff.contains("-Money comes in.\n") && diff.contains("+Money comes in, once a month.\n"))
    #expect(try await scenario.document()["revision"] == 1, "Nothing is recorded before the merge.")
    return number
  }

  private func reviewedByStrangers(_ number: Int, in scenario: HostScenario) async throws {
    let repository = scenario.host.repository
    repository.review(number, .approved, by: HostedUser("mallory"))
    repository.review(number, .approved, by: .ada)
    try await scenario.deliver()
    try await scenario.expect(["countersign/review": "pending", "countersign/sign-off": "pending"], of: number)
    let unmapped = try await scenario.admin.send("GET", "connections/\(scenario.connection)/identities").json
    #expect(unmapped["items"]?.items.count == 1)
    let codes = try await scenario.request(number)["documents"]?.items.first?["passed_over"]?.items
      .compactMap { $0["code"]?.string }
    #expect(codes?.contains("unmapped_identity") == true)
  }

  /// A comment on a line comes in, anchored; one that is made here goes out, once.
  private func commented(_ number: Int, on id: String, in scenario: HostScenario) async throws {
    let repository = scenario.host.repository
    repository.comment(number, "Which month?", path: HostScenario.path, line: 5)
    let told = scenario.host.newDeliveries()
    // Some tell only of what stands under the change request as a whole.
    if told.isEmpty { repository.comment(number, "Which month?") }
    for delivery in told { try await scenario.post(delivery) }
    try await scenario.deliver()
    let comments = try await scenario.admin.send("GET", "documents/\(id)/comments").json["items"]?.items ?? []
    let comment = try #require(comments.first)
    #expect(comment["body"]?.string?.contains("Which month?") == true)
    #expect(comment["author"] == "grace" && comment["source"]?["change_request"] == .int(number))
    // The document does not say those words yet: it is anchored to their section. Azure DevOps' service hook says neither
    // file nor line.
    if !told.isEmpty, scenario.host.kind != "azure_devops" {
      let sections = try await scenario.document()["sections"]?.items ?? []
      let overview = sections.first { $0["title"] == "Overview" }?["id"]
      #expect(overview != nil && comment["anchor"]?["section"] == overview)
    }
    let posted = try await scenario.admin.send(
      "POST", "documents/\(id)/comments", ["body": "The first of each.\n@grace"])
    #expect(posted.status == 201)
    let arrived = try await eventually {
      repository.comments.contains { $0.body.contains("The first of each.") && !$0.body.contains("@grace") }
    }
    #expect(arrived)
    // The host tells of our own comment, too.
    try await scenario.deliver()
    let after = try await scenario.admin.send("GET", "documents/\(id)/comments").json["items"]?.items ?? []
    #expect(after.count == 2)
    for comment in after {
      _ = try await scenario.admin.send(
        "POST", "documents/\(id)/comments/\(comment["id"]?.string ?? "")/resolution", [:])
    }
  }

  private func approved(_ number: Int, in scenario: HostScenario) async throws {
    let repository = scenario.host.repository
    repository.review(number, .approved, by: .grace, text: "Good.")
    try await scenario.deliver()
    try await scenario.expect(["countersign/review": "success", "countersign/sign-off": "pending"], of: number)
    repository.review(number, .approved, by: .alan)
    try await scenario.deliver()
    try await scenario.expect(["countersign/review": "success", "countersign/sign-off": "success"], of: number)
    repository.withdraw(number, of: .alan)
    let told = scenario.host.newDeliveries()
    for delivery in told { try await scenario.post(delivery) }
    // Not every host tells of it: there the merge would find it out.
    if !told.isEmpty {
      try await scenario.expect(["countersign/review": "success", "countersign/sign-off": "pending"], of: number)
    }
    repository.review(number, .approved, by: .alan)
    try await scenario.deliver()
    try await scenario.expect(["countersign/review": "success", "countersign/sign-off": "success"], of: number)
  }

  private func merged(_ number: Int, _ id: String, in scenario: HostScenario) async throws {
    let head = try #require(scenario.host.repository.request(number)?.head)
    scenario.host.repository.merge(number)
    try await scenario.deliver()
    let document = try await scenario.document()
    #expect(document["status"] == "approved", "\(document["gate"] ?? .null)")
    let text = try await scenario.admin.send("GET", "documents/\(id)/content?form=authored").text
    #expect(text == Self.third)
    let verdicts = (document["verdicts"]?.items ?? []).filter { $0["state"] == "live" }
    #expect(verdicts.compactMap { $0["actor"]?.string }.sorted() == ["alan", "grace"])
    #expect(verdicts.allSatisfy { $0["source"]?["commit"]?.string == head })
    #expect(try await scenario.request(number)["state"] == "merged")
  }
}
