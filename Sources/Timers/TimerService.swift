import AsyncAlgorithms
package import Ledger
package import Logging
import ServiceLifecycle

/// Fires what time brings about: reminders, approvals and delegations that expire, dates that come; and asks the gates of
/// documents in review again when people or projects change.
package struct TimerService: Service {
  /// Late by this much is early enough for what is counted in business days.
  private static let tickSeconds = 30

  private enum Wake: Sendable { case appended, ticked }

  private let ledger: Ledger
  private let logger: Logger

  package init(ledger: Ledger, logger: Logger) {
    self.ledger = ledger
    self.logger = logger
  }

  package func run() async throws {
    // Listened to before the first round, so that nothing that happens meanwhile is missed.
    let appends = ledger.appends().map { Wake.appended }
    let ticks = AsyncTimerSequence(interval: .seconds(Self.tickSeconds), clock: .continuous).map { _ in Wake.ticked }
    var rounds = TimerRounds(ledger: ledger, logger: logger)
    await attempt { _ = try await rounds.run() }
    for await wake in merge(appends, ticks).cancelOnGracefulShutdown() {
      switch wake {
      case .appended: await attempt { try await rounds.followPeople() }
      case .ticked: await attempt { _ = try await rounds.run() }
      }
    }
  }

  /// What failed is due again at the next tick.
  private func attempt(_ round: () async throws -> Void) async {
    do {
      try await round()
    } catch {
      logger.error("timers are held up", metadata: ["error": "\(error)"])
    }
  }
}
