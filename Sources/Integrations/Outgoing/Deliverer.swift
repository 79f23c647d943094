import AsyncAlgorithms
import Foundation
package import Ledger
package import Logging
import ServiceLifecycle
package import Telemetry
import Workflow

/// Carries deliveries out: plans them from the log, and runs a lane for each endpoint that is on.
///
/// All that it knows is in the database, so a crash at any line leaves a delivery planned or not, sent or due again
/// under the same id.
package struct Deliverer: Service {
  /// What came to an end is kept for so many days.
  private static let keptDays = 90.0
  private static let pruneSeconds = 3600.0
  private static let pruneMax = 500

  private let ledger: Ledger
  private let policy: AddressPolicy
  private let schedule: RetrySchedule
  private let publicURL: @Sendable () -> String
  private let nudge: Nudge
  private let logger: Logger
  private let meters: DaemonMeters

  package init(
    ledger: Ledger, policy: AddressPolicy, schedule: RetrySchedule = .standard,
    publicURL: @escaping @Sendable () -> String, nudge: Nudge, logger: Logger,
    meters: DaemonMeters = DaemonMeters()
  ) {
    self.ledger = ledger
    self.policy = policy
    self.schedule = schedule
    self.publicURL = publicURL
    self.nudge = nudge
    self.logger = logger
    self.meters = meters
  }

  package func run() async throws {
    let clients = HTTPClients()
    var round = DeliveryRound(
      ledger: ledger, policy: policy, schedule: schedule, clients: clients, publicURL: publicURL, logger: logger,
      meters: meters)
    var pruneAt = Timestamp(milliseconds: 0)
    for await wake in Wake.ups(of: ledger, nudge: nudge).cancelOnGracefulShutdown() {
      await attempt { try await round.run(wake) }
      guard wake == .ticked, ledger.now >= pruneAt else { continue }
      pruneAt = ledger.now.adding(seconds: Self.pruneSeconds)
      await attempt { try await prune() }
    }
    round.end()
    await clients.shutdown()
  }

  private func prune() async throws {
    let before = ledger.now.adding(seconds: -Self.keptDays * 86_400)
    while try await ledger.pruneDeliveries(finishedBefore: before, limit: Self.pruneMax) == Self.pruneMax {}
  }

  /// What failed is tried again at the next wake-up.
  private func attempt(_ work: () async throws -> Void) async {
    do { try await work() } catch {
      logger.error("deliveries are held up", metadata: ["error": "\(error)"])
    }
  }
}
