import Documents
import Foundation
import Integrations
import TestSupport
import Testing

/// What many scenarios with a host begin with.
enum HostStages {
  static let pending = ["countersign/review": "pending", "countersign/sign-off": "pending"]
  static let half = ["countersign/review": "success", "countersign/sign-off": "pending"]
  static let green = ["countersign/review": "success", "countersign/sign-off": "success"]
  static let red = ["countersign/review": "failure", "countersign/sign-off": "failure"]
  static let path = HostScenario.path
  static let text = "# Billing\n\n## Overview\n\nMoney comes in.\n\n## Security\n\nNobody may see cards.\n"
  static let edited = text.replacing("Money comes in.", with: "Money comes in, once a month.")
  static let again = edited.replacing("once a month", with: "twice a month")

  /// A repository that has no document, connected.
  static func begun(_ kind: String, _ settings: Value = ["comments": "both"]) async throws -> HostScenario {
    let host = try await HostDoubles.make(kind)
    let scenario = try HostScenario(host)
    try await scenario.registerPeople()
    host.repository.commit("Begin", .write("README.md", "# Docs\n"))
    scenario.lose()
    try await scenario.connect(settings)
    let (admin, connection) = (scenario.admin, scenario.connection)
    let isTakenIn = try await eventually {
      try await admin.send("GET", "connections/\(connection)").json["head"]?.string != nil
    }
    #expect(isTakenIn)
    return scenario
  }

  /// One that has an approved document: its id.
  static func approved(
    _ kind: String, _ settings: Value = ["comments": "both"], text: String = text
  ) async throws -> (scenario: HostScenario, id: String) {
    let scenario = try await begun(kind, settings)
    let number = try propose(text, in: scenario, branch: "begin")
    try await scenario.deliver()
    try await approve(number, in: scenario)
    scenario.host.repository.merge(number)
    try await scenario.deliver()
    let id = try #require(try await scenario.documents()["Billing"])
    try await scenario.expect(id, "It is approved") { $0["status"] == "approved" }
    return (scenario, id)
  }

  static func propose(
    _ text: String, in scenario: HostScenario, branch: String, by author: HostedUser = .ada, at path: String = path
  ) throws -> Int {
    scenario.host.repository.commit("Write \(branch)", by: author, on: branch, .write(path, text))
    return try #require(scenario.host.repository.open("Propose \(branch)", from: branch, by: author))
  }

  /// By both who are asked, on the head as it is.
  static func approve(_ number: Int, in scenario: HostScenario) async throws {
    for user in [HostedUser.grace, .alan] { scenario.host.repository.review(number, .approved, by: user) }
    try await scenario.deliver()
    try await scenario.expect(green, of: number)
  }

  static func live(_ document: Value) -> [String] {
    let verdicts = document["verdicts"]?.items ?? []
    return verdicts.filter { $0["state"] == "live" }.compactMap { $0["actor"]?.string }.sorted()
  }
}
