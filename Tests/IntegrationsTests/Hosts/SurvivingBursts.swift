import Documents
import Foundation
import TestSupport
import Testing

/// Many deliveries at once, while the daemon is killed: what was acknowledged is worked on.
@Suite(.serialized) struct SurvivingBursts {
  private static let count = 500
  /// Who send at once.
  private static let width = 32
  private static let kills = 3

  @Test("500 deliveries are each acknowledged in time, and none is lost over three kills")
  func burst() async throws {
    let host = try await GitHubHostDouble()
    let scenario = try HostScenario(host)
    try await scenario.registerPeople()
    host.repository.commit("Begin", .write(HostScenario.path, Self.words(0)))
    _ = host.newDeliveries()
    try await scenario.connect(["comments": "none", "check": false])
    _ = try await scenario.document()
    for number in 1...Self.count {
      host.repository.commit("Edit \(number)", .write(HostScenario.path, Self.words(number)))
    }
    let deliveries = host.newDeliveries()
    #expect(deliveries.count == Self.count)

    let pace = try await pace(of: scenario)
    let slowest = try await send(deliveries, to: scenario)
    print("burst|\(Self.count) deliveries acknowledged|the slowest after \(slowest), of livez after \(pace)")
    #expect(slowest < .seconds(10) + pace * 10, "GitHub waits ten seconds, and this machine may be busy.")
    for kill in 1...Self.kills {
      // Somewhere in the middle of the work.
      try await Task.sleep(for: .milliseconds(150 * kill))
      try scenario.restart()
    }
    try await expectAllDone(scenario)
    try await expectRevisions(scenario)
    for delivery in deliveries.prefix(20) { try await scenario.post(delivery, expecting: 200) }
    try scenario.finish()
  }

  private static func words(_ number: Int) -> String { "# Billing\n\n## Overview\n\nEdit \(number).\n" }

  /// Returns how long the slowest answer took.
  private func send(_ deliveries: [HookDelivery], to scenario: HostScenario) async throws -> Duration {
    let (client, hook) = (TestClient(url: scenario.daemon.url, token: ""), "/hooks/\(scenario.connection)")
    return try await slowest { number in
      let answer = try await client.raw("POST", hook, deliveries[number].body, headers: deliveries[number].fields)
      #expect(answer.status == 202, "\(answer.text)")
    }
  }

  /// How long as many requests take that nothing is done for, the slowest of them.
  private func pace(of scenario: HostScenario) async throws -> Duration {
    let client = TestClient(url: scenario.daemon.url, token: "")
    return try await slowest { _ in _ = try await client.raw("GET", "/livez", nil) }
  }

  /// Each sender sends one after another.
  private func slowest(_ send: @escaping @Sendable (Int) async throws -> Void) async throws -> Duration {
    try await withThrowingTaskGroup(of: Duration.self) { group in
      for sender in 0..<Self.width {
        group.addTask {
          var slowest = Duration.zero
          for number in stride(from: sender, to: Self.count, by: Self.width) {
            let began = ContinuousClock.now
            try await send(number)
            slowest = max(slowest, ContinuousClock.now - began)
          }
          return slowest
        }
      }
      return try await group.reduce(.zero, max)
    }
  }

  private func expectAllDone(_ scenario: HostScenario) async throws {
    let (admin, connection) = (scenario.admin, scenario.connection)
    @Sendable func waiting(_ state: String) async throws -> Int {
      let page = try await admin.send("GET", "connections/\(connection)/receipts?limit=1&state=\(state)").json
      return page["items"]?.items.count ?? 0
    }
    let isDone = try await eventually(within: 600) {
      try await waiting("queued") + waiting("running") + waiting("failed") == 0
    }
    #expect(isDone)
    #expect(try await waiting("dead") == 0)
  }

  /// One for each commit, in their order, each once.
  private func expectRevisions(_ scenario: HostScenario) async throws {
    let id = try await scenario.document()["id"]?.string ?? ""
    var messages: [String] = []
    var cursor: String?
    repeat {
      let page = try await scenario.admin.send(
        "GET", "documents/\(id)/revisions?limit=200" + (cursor.map { "&cursor=\($0)" } ?? "")
      ).json
      messages += (page["items"]?.items ?? []).compactMap { $0["message"]?.string }
      cursor = page["next_cursor"]?.string
    } while cursor != nil
    #expect(messages.reversed() == ["Begin"] + (1...Self.count).map { "Edit \($0)" })
  }
}
