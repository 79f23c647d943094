import AsyncAlgorithms
package import Ledger
package import Logging
import ServiceLifecycle

/// Writes down each minute which tokens and sessions were used, and forgets the sessions and links that have ended.
package struct CredentialService: Service {
  private static let minute = Duration.seconds(60)

  private let ledger: Ledger
  private let logger: Logger
  private let onEnd: @Sendable () async -> Void

  /// `onEnd` is called once nobody asks any longer.
  package init(ledger: Ledger, logger: Logger, onEnd: @escaping @Sendable () async -> Void) {
    self.ledger = ledger
    self.logger = logger
    self.onEnd = onEnd
  }

  package func run() async throws {
    for await _ in AsyncTimerSequence(interval: Self.minute, clock: .continuous).cancelOnGracefulShutdown() {
      await keep()
    }
    await keep()
    await onEnd()
  }

  /// What cannot be written waits for the next minute.
  private func keep() async {
    do {
      try await ledger.flushCredentialUses()
      try await ledger.forgetEndedSessions()
    } catch {
      logger.warning("the last uses of tokens could not be written", metadata: ["error": "\(error)"])
    }
  }
}
