import Foundation
import Ledger
import Logging
import Telemetry
import Workflow

/// One look at the log and at the endpoints: which lanes there are to be, and what is new for them.
struct DeliveryRound {
  private static let typesOfEndpoints = EventType.allCases.filter { $0.rawValue.hasPrefix("endpoint.") }

  /// A lane that runs, and what it was made from.
  private struct Running {
    let lane: Lane
    let endpoint: LaneEndpoint
    let plain: Data
    /// When it has to be made anew: an old secret ends.
    let renewAt: Timestamp?
    let task: Task<Void, Never>
  }

  private let ledger: Ledger
  private let policy: AddressPolicy
  private let schedule: RetrySchedule
  private let clients: HTTPClients
  private let logger: Logger
  private let meters: DaemonMeters
  private var planner: Planner
  private var digests: DigestPlanner
  private var endpoints: [EndpointRecord] = []
  private var lanes: [String: Running] = [:]
  private var endpointsAt: Int64 = -1
  /// The log position up to which there was nothing to plan.
  private var seen: Int64 = -1

  init(
    ledger: Ledger, policy: AddressPolicy, schedule: RetrySchedule, clients: HTTPClients,
    publicURL: @escaping @Sendable () -> String, logger: Logger, meters: DaemonMeters
  ) {
    self.ledger = ledger
    self.policy = policy
    self.schedule = schedule
    self.clients = clients
    self.logger = logger
    self.meters = meters
    planner = Planner(ledger: ledger, publicURL: publicURL)
    digests = DigestPlanner(ledger: ledger)
  }

  mutating func run(_ wake: Wake) async throws {
    let isExpired = lanes.values.contains { $0.renewAt.map { $0 <= ledger.now } ?? false }
    if isExpired || ledger.lastPosition(of: Self.typesOfEndpoints) > endpointsAt { try await changeLanes() }
    if wake == .asked { for running in lanes.values { await running.lane.readAgain() } }
    if wake == .ticked {
      for id in try await digests.plan(for: lanes.values.map(\.endpoint)) { await lanes[id]?.lane.readOn() }
    }
    guard ledger.position != seen else { return }
    let position = ledger.position
    for id in try await planner.plan(for: endpoints) { await lanes[id]?.lane.readOn() }
    seen = position
  }

  /// What is under way is given up: it is tried again after the next start.
  func end() { lanes.values.forEach { $0.task.cancel() } }

  /// Ends the lanes of endpoints that are off or have changed, and begins those that are missing.
  private mutating func changeLanes() async throws {
    let position = ledger.position
    let all = try await ledger.endpoints().filter(\.enabled)
    for (id, running) in lanes where !all.contains(where: { $0.id == id }) {
      await running.lane.stop()
      lanes[id] = nil
    }
    for record in all { try await changeLane(of: record) }
    (endpoints, endpointsAt, seen) = (all, position, -1)
  }

  private mutating func changeLane(of record: EndpointRecord) async throws {
    guard let plain = try await ledger.secret(of: record.id) else { return }
    let before = lanes[record.id]
    let isExpired = before?.renewAt.map { $0 <= ledger.now } ?? false
    if let before, before.plain == plain, before.endpoint.record.created == record.created, !isExpired { return }
    await before?.lane.stop()
    lanes[record.id] = nil
    do {
      let sealed = try JSONDecoder().decode(EndpointSecret.self, from: plain)
      let now = ledger.now
      let endpoint = try LaneEndpoint(
        record, sealed: sealed, clients: clients, policy: policy, schedule: schedule, now: now)
      let lane = Lane(endpoint, ledger: ledger, logger: logger, meters: meters)
      let task = Task {
        // One lane at a time: what is under way in the one before is not begun again in this.
        await before?.task.value
        await lane.run()
      }
      lanes[record.id] = Running(
        lane: lane, endpoint: endpoint, plain: plain,
        renewAt: sealed.previous.flatMap { $0.until > now ? $0.until : nil }, task: task)
    } catch {
      logger.error("an endpoint's settings do not do", metadata: ["endpoint": "\(record.id)", "error": "\(error)"])
    }
  }
}
