import Documents
import Foundation
import Ledger
import NIOConcurrencyHelpers
import Testing
import Workflow

@testable import Integrations

/// Once a week a chat is told what is in review, and a restart tells it nothing twice.
@Suite struct PlanningDigests {
  private final class Clock: Sendable {
    private let time: NIOLockedValueBox<Timestamp>
    init(_ time: Timestamp) { self.time = NIOLockedValueBox(time) }
    var now: Timestamp { time.withLockedValue { $0 } }
    func move(hours: Double) { time.withLockedValue { $0 = $0.adding(seconds: hours * 3600) } }
  }

  @Test("a digest is planned at its hour, once, also where the daemon was started again, and the next a week later")
  func weekly() async throws {
    // A Sunday.
    let clock = Clock(try #require(Timestamp("2026-11-15T12:00:00.000Z")))
    let folder = FileManager.default.temporaryDirectory.appending(path: "digests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let sources = SystemSources(
      now: { clock.now }, randomBytes: { count in (0..<count).map { _ in .random(in: 0...255) } })
    let ledger = try Ledger(
      path: folder.path + "/test.sqlite", sources: sources, box: try SecretBox(key: Data(repeating: 7, count: 32)))
    let endpoint = try chat(madeAt: clock.now)
    var planner = DigestPlanner(ledger: ledger)
    let early = try await planner.plan(for: [endpoint])
    #expect(early.isEmpty, "The digest of the Monday before its making is none of its own.")
    clock.move(hours: 22)
    let (due, again) = (try await planner.plan(for: [endpoint]), try await planner.plan(for: [endpoint]))
    #expect(due == ["ep"] && again.isEmpty)
    var restarted = DigestPlanner(ledger: ledger)
    _ = try await restarted.plan(for: [endpoint])
    let first = try await ledger.waitingDeliveries(of: "ep", limit: 10)
    #expect(first.map(\.eventType) == ["digest"])
    let notice = try JSONDecoder().decode(Notice.self, from: try #require(first.first).body)
    #expect(notice.document == nil && notice.summary == "This week nothing is in review.")
    clock.move(hours: 7 * 24)
    _ = try await restarted.plan(for: [endpoint])
    let both = try await ledger.waitingDeliveries(of: "ep", limit: 10)
    #expect(both.count == 2)
    try ledger.close()
  }

  private func chat(madeAt time: Timestamp) throws -> LaneEndpoint {
    let created = EndpointCreated(
      endpoint: "ep", name: "Chat", kind: "mattermost", eventTypes: ["stage.completed"], projects: [])
    return try LaneEndpoint(
      EndpointRecord(created: created, enabled: true, createdSeq: 0, createdAt: time),
      sealed: EndpointSecret(
        url: "https://chat.example/hooks/key", secret: "", settings: ["digest": "monday 09:00"]),
      clients: HTTPClients(), policy: try AddressPolicy(allowedNetworks: []), schedule: .standard, now: time)
  }
}
