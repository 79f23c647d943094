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
    MetricsRoutes(services: services).add(to: router)
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
}
