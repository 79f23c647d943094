import NIOConcurrencyHelpers
import Documents
import Foundation
import Integrations
import TestSupport
import Testing

/// The record of what was approved is committed where the words came from.
@Suite(.serialized) struct WritingRecordsBack {
  private static let text =
    HostStages.text + "\n## Document Control\n\n| Field | Value |\n|---|---|\n| **Status** | Draft |\n"

  @Test("on the branch itself, once, over restarts and its own push", arguments: ["github", "gitlab"])
  func direct(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind, ["write_back": "direct"], text: Self.text)
    let repository = scenario.host.repository
    let written = try await eventually { Self.records(repository).count == 1 }
    #expect(written, "\(scenario.daemon.output)")
    try scenario.restart()
    try await scenario.deliver()
    try scenario.restart()
    try await settled(scenario)
    let records = Self.records(repository)
    #expect(records.count == 1)
    let message = records.first?.message ?? ""
    #expect(message.contains("Approved-by: Grace Hopper (technical-lead, "), "\(message)")
    #expect(message.contains("Approved-by: Alan Turing (security-lead, ") && message.contains("\(id), position "))
    let document = try await scenario.shown(id)
    #expect(document["revision"] == 1 && document["status"] == "approved")
    #expect(HostStages.live(document) == ["alan", "grace"])
  }

  @Test(
    "on a branch of its own that is proposed, with green checks, and merged with no new revision",
    arguments: ["github", "gitlab"])
  func proposed(kind: String) async throws {
    let (scenario, id) = try await HostStages.approved(kind, ["write_back": "change_request"], text: Self.text)
    let repository = scenario.host.repository
    let proposed = try await eventually { repository.requests.count == 2 }
    #expect(proposed)
    scenario.daemon.kill()
    try scenario.restart()
    try await scenario.deliver()
    let number = try #require(repository.requests.last?.number)
    try await scenario.expect(HostStages.green, of: number)
    #expect(repository.requests.count == 2 && Self.records(repository).count == 1)
    #expect(repository.requests.last?.text.contains("Approved-by: Grace Hopper") == true)
    repository.merge(number)
    try await scenario.deliver()
    try await settled(scenario)
    let document = try await scenario.shown(id)
    #expect(document["revision"] == 1 && document["status"] == "approved", "\(document)")
    #expect(Self.proposals(repository) == 1 && Self.records(repository).count == 1)
  }

  @Test("killed between the writing and its note, it is written once", arguments: ["github", "gitlab"])
  func killed(kind: String) async throws {
    let scenario = try await HostStages.begun(kind, ["write_back": "change_request"])
    let repository = scenario.host.repository
    let number = try HostStages.propose(Self.text, in: scenario, branch: "begin")
    try await scenario.deliver()
    try await HostStages.approve(number, in: scenario)
    // It is carried out, and no answer comes.
    let (method, part) = kind == "gitlab" ? ("POST", "/repository/commits") : ("PUT", "/contents/")
    scenario.host.faults.plan(.cut, at: method, part)
    scenario.host.faults.plan(.cut, at: "POST", kind == "gitlab" ? "/merge_requests" : "/pulls")
    repository.merge(number)
    try await scenario.deliver()
    let written = try await eventually { Self.records(repository).count == 1 }
    #expect(written)
    try scenario.restart()
    let faults = scenario.host.faults
    let proposed = try await eventually { repository.requests.count == 2 && faults.isDone }
    #expect(proposed)
    try scenario.restart()
    try await settled(scenario)
    #expect(Self.records(repository).count == 1 && Self.proposals(repository) == 1)
  }

  /// A later thing that has been worked on: what was to be written before it has been.
  private func settled(_ scenario: HostScenario) async throws {
    let repository = scenario.host.repository
    let number = try HostStages.propose(
      "# Other\n\n## Overview\n\nElse.\n", in: scenario, branch: "other", at: "docs/architecture/other.md")
    try await scenario.deliver()
    try await scenario.expect(HostStages.pending, of: number)
    repository.close(number)
    try await scenario.deliver()
  }

  private static func proposals(_ repository: HostedRepository) -> Int {
    repository.requests.count { $0.author == .robot }
  }

  private static func records(_ repository: HostedRepository) -> [HostedCommit] {
    repository.held.withLockedValue { held in
      held.commits.values.filter { $0.message.hasPrefix("Record the approval of") }
    }
  }
}
