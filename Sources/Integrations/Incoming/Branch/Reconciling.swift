package import Ledger
package import Logging
import Synchronization
import Workflow

/// One reconciliation of a connection, from its beginning to its end, on record with how far it has come.
package struct Reconciling: Sendable {
  /// Seconds between two notes of how far it has come.
  private static let noteSeconds = 1.0

  private let ledger: Ledger
  private let host: any GitHost
  private let record: ConnectionRecord
  private let defaultWorkflow: String
  private let logger: Logger

  package init(ledger: Ledger, host: any GitHost, record: ConnectionRecord, defaultWorkflow: String, logger: Logger) {
    self.ledger = ledger
    self.host = host
    self.record = record
    self.defaultWorkflow = defaultWorkflow
    self.logger = logger
  }

  private var id: String { record.created.connection }
  private var settings: ConnectionSettings { record.created.settings ?? ConnectionSettings() }

  /// Throws only where the ledger does: what the host does not do is put on record, and tried again later.
  package func run() async throws {
    try await ledger.beginReconciliation(of: id)
    let noted = Mutex(ledger.now)
    do {
      let outcome = try await BranchRecording(
        ledger: ledger, host: host, record: record, defaultWorkflow: defaultWorkflow
      ).reconcile { [ledger, id] done, total in
        let now = ledger.now
        let isDue = noted.withLock { last in
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
    } catch {
      logger.warning(
        "a branch could not be compared", metadata: ["connection": "\(id)", "error": "\(error)"])
      try await ledger.failReconciliation(of: id, detail: Self.words(error))
    }
  }

  private static func words(_ error: any Error) -> String {
    guard let failure = error as? DeliveryFailure else { return "\(error)" }
    return [failure.kind.rawValue, failure.status.map(String.init), failure.answer].compactMap { $0 }
      .joined(separator: ": ")
  }
}
