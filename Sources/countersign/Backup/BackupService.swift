import AsyncAlgorithms
import Ledger
import Logging
import ServiceLifecycle
import Workflow

/// Makes a backup whenever the newest one is old enough; one that failed is tried again at the next look.
struct BackupService: Service {
  private static let lookSeconds = 30
  /// Nil where no directory is set.
  let backups: Backups?
  let everyMinutes: Int
  let sources: SystemSources
  let logger: Logger

  func run() async throws {
    guard let backups else {
      logger.notice("no backups are made: the setting backup.directory says where they are to go")
      return try await gracefulShutdown()
    }
    guard everyMinutes > 0 else { return try await gracefulShutdown() }
    await makeIfDue(backups)
    let looks = AsyncTimerSequence(interval: .seconds(Self.lookSeconds), clock: .continuous)
    for await _ in looks.cancelOnGracefulShutdown() { await makeIfDue(backups) }
  }

  private func makeIfDue(_ backups: Backups) async {
    let (now, last) = (sources.now().milliseconds, backups.status.lastSuccess?.name.at.milliseconds)
    // A backup from the future is one from before the clock was set back: it says nothing of how old it is.
    if let last, last <= now, now - last < Int64(everyMinutes) * 60_000 { return }
    do {
      let record = try await backups.make()
      logger.info(
        "backup made",
        metadata: [
          "backup": "\(record.name)", "position": "\(record.name.seq)", "bytes": "\(record.bytes)",
          "sha256": "\(record.sha256)",
        ])
    } catch {
      logger.error("no backup could be made", metadata: ["error": "\(error)", "directory": "\(backups.directory)"])
    }
  }
}
