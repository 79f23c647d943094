package import Ledger
package import Logging
import NIOConcurrencyHelpers
import Workflow

/// One reconciliation of a connection, from its beginning to its end, on record with how far it has come.
package struct Reconciling: Sendable {
  /// Seconds between two notes of how far it has come.
  private static let noteSeconds = 1.0

  private let ledger: Ledger
  private let host: any GitHost
  private let connection: ConnectionRecord
  private let defaultWorkflow: String
  private let logger: Logger

  package init(ledger: Ledger, host: any GitHost, connection: ConnectionRecord, defaultWorkflow: String, logger: Logger)
  {
    self.ledger = ledger
    self.host = host
    self.connection = connection
    self.defaultWorkflow = defaultWorkflow
    self.logger = logger
  }

  private var id: String { connection.created.connection }
  private var settings: ConnectionSettings { connection.created.settings ?? ConnectionSettings() }

  /// Throws only where the ledger does: what the host does not do is put on record, and tried again later.
  package func run() async throws {
    try await ledger.beginReconciliation(of: id)
    let noted = NIOLockedValueBox(ledger.now)
    do {
      let outcome = try await BranchRecording(
        ledger: ledger, host: host, connection: connection, defaultWorkflow: defaultWorkflow
      ).reconcile { [ledger, id] done, total in
        let now = ledger.now
        let isDue = noted.withLockedValue { last in
          guard done == total || now >= last.adding(seconds: Self.noteSeconds) else { return false }
          last = now
          return true
        }
        // What it shows is for people: the next note mends one that could not be written.
        if isDue { try? await ledger.progressReconciliation(of: id, done: done, total: total) }
      }
      try await ledger.finishReconciliation(of: id, detail: outcome, nextMinutes: settings.reconcileMinutes)
    } catch let failure as LedgerFailure {
      throw failure
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      logger.warning(
        "a branch could not be compared", metadata: ["connection": "\(id)", "error": "\(error)"])
      try await ledger.failReconciliation(
        of: id, detail: Self.words(error), retrySeconds: (error as? DeliveryFailure)?.retryAfter ?? 0)
    }
  }

  private static func words(_ error: any Error) -> String {
    guard let failure = error as? DeliveryFailure else { return "\(error)" }
    return [failure.kind.rawValue, failure.status.map(String.init), failure.answer].compactMap { $0 }
      .joined(separator: ": ")
  }
}
