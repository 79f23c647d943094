import Documents
import Hummingbird
import Ledger
import Workflow

/// Backups, for admins: made now, and those that are there.
struct BackupRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("backups", use: list)
    group.post("backups", use: make)
  }

  @Sendable private func make(_ request: Request, _ context: ServerContext) async throws -> Response {
    let backups = try backups(context)
    guard !backups.status.isRunning else {
      throw Refusal(.conflict, "backup_running", "A backup is being made already: wait for it.")
    }
    return .json(BackupView.value(try await backups.make()), status: .created)
  }

  @Sendable private func list(_ request: Request, _ context: ServerContext) async throws -> Response {
    let page = try Page(request)
    let all = try backups(context).list()
    let found = all.drop { record in page.cursor.map { "\(record.name)" != $0 } ?? false }
      .dropFirst(page.cursor == nil ? 0 : 1).prefix(page.limit)
    let hasMore = found.last.map { $0 != all.last } ?? false
    return Page.answer(found.map(BackupView.value), next: hasMore ? found.last.map { "\($0.name)" } : nil)
  }

  private func backups(_ context: ServerContext) throws(Refusal) -> Backups {
    guard let backups = services.backups else {
      throw Refusal(
        .conflict, "backups_not_set_up", "No directory is set for backups: set backup.directory and restart.")
    }
    return backups
  }
}
