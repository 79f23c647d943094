import AsyncAlgorithms
package import Ledger
package import Logging
import ServiceLifecycle

/// Keeps what follows the log behind the writer: the index of words and sections, and who read what.
package struct TrailService: Service {
  private static let tickSeconds = 1

  private enum Wake: Sendable { case read, ticked }

  private let ledger: Ledger
  private let logger: Logger

  package init(ledger: Ledger, logger: Logger) {
    self.ledger = ledger
    self.logger = logger
  }

  package func run() async throws {
    let readings = ledger.readingsWaiting().map { Wake.read }
    let ticks = AsyncTimerSequence(interval: .seconds(Self.tickSeconds), clock: .continuous).map { _ in Wake.ticked }
    var (isHeldUp, position) = (false, ledger.position)
    for await wake in merge(readings, ticks).cancelOnGracefulShutdown() {
      do {
        if wake == .read || isHeldUp { try await ledger.flushReadings() }
        if wake == .ticked {
          try await follow(isResting: position == ledger.position)
          position = ledger.position
        }
        isHeldUp = false
      } catch {
        // Said once, not each second; what waits is tried again, and reads go on.
        if !isHeldUp { logger.warning("what follows the log is held up", metadata: ["error": "\(error)"]) }
        isHeldUp = true
      }
    }
    try? await ledger.flushReadings()
  }

  /// While the log grows, the index waits, unless it lags too far behind.
  private func follow(isResting: Bool) async throws {
    var lag = try await ledger.indexLag()
    while lag != 0, isResting || lag > EventIndex.lagMax, !Task.isShuttingDownGracefully {
      guard try await ledger.followIndex() > 0 else { return }
      lag = try await ledger.indexLag()
    }
  }
}
