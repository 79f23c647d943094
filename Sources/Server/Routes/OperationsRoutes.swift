import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// Whether the daemon lives, is ready, and what it counts: open to all, and says nothing of documents.
struct OperationsRoutes {
  /// Below this the daemon is not ready: SQLite needs room for its log.
  private static let freeBytesMin = 64 * 1024 * 1024
  /// A writer that does not answer in this time has a disk that hangs.
  private static let writerPatience = Duration.seconds(2)
  let services: ServerServices

  func add(to router: Router<ServerContext>) {
    router.get("livez") { _, _ in Response.json(["status": "ok"]) }
    router.get("readyz") { _, _ in try await ready() }
    router.get("version") { _, _ in Response.json(["name": "countersign", "version": .string(services.version)]) }
    router.get("metrics") { _, _ in try await metrics() }
  }

  private func ready() async throws -> Response {
    let ledger = services.ledger
    var checks: [String: Value] = [:]
    let writer = await ledger.writerHealth(patience: Self.writerPatience)
    let isDurable = writer == .durable
    checks["writer"] = .string(writer.rawValue)
    checks["synchronous"] = .string(isDurable ? "FULL" : "unknown")
    let applied = (try? await ledger.appliedMigrations()) ?? 0
    let isMigrated = applied == DatabaseOpening.allMigrations().count
    checks["migrations"] = .string(isMigrated ? "ok" : "missing")
    let free = ledger.freeBytes()
    let hasRoom = free.map { $0 >= Self.freeBytesMin } ?? true
    checks["disk"] = .string(hasRoom ? "ok" : "low")
    checks["backup"] = BackupView.check(services.backups?.status)
    checks["certificate"] = services.network.certificateCheck
    let isReady = isDurable && isMigrated && hasRoom
    return .json(
      ["status": .string(isReady ? "ok" : "failing"), "checks": .object(checks)],
      status: isReady ? .ok : .serviceUnavailable)
  }

  private func metrics() async throws -> Response {
    let counts = try await services.ledger.counts()
    let writing = services.ledger.writingCounts
    var text = """
      # HELP countersign_log_position The position of the last event.
      # TYPE countersign_log_position gauge
      countersign_log_position \(services.ledger.position)
      # HELP countersign_writer_transactions_total Transactions that were committed.
      # TYPE countersign_writer_transactions_total counter
      countersign_writer_transactions_total \(writing.transactions)
      # HELP countersign_writer_jobs_total Commands and other writes in those transactions.
      # TYPE countersign_writer_jobs_total counter
      countersign_writer_jobs_total \(writing.jobs)
      # HELP countersign_writer_waiting Writes that wait for the writer now.
      # TYPE countersign_writer_waiting gauge
      countersign_writer_waiting \(services.ledger.waiting)
      # HELP countersign_documents Documents by status.
      # TYPE countersign_documents gauge

      """
    for (status, count) in counts.documents.sorted(by: { $0.key < $1.key }) {
      text += "countersign_documents{status=\"\(status)\"} \(count)\n"
    }
    text += "# HELP countersign_deliveries Outgoing deliveries by state.\n# TYPE countersign_deliveries gauge\n"
    for (state, count) in counts.deliveries.sorted(by: { $0.key < $1.key }) {
      text += "countersign_deliveries{state=\"\(state)\"} \(count)\n"
    }
    text += BackupView.metrics(services.backups?.status)
    text += services.network.metrics
    return Response(
      status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}
