import Documents
import Hummingbird
import Logging
import Telemetry
import Workflow

/// The level of the log, for admins: read, and changed until the next start.
struct LogLevelRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("log-level") { _, _ in answer() }
    group.put("log-level", use: change)
  }

  @Sendable private func change(_ request: Request, _ context: ServerContext) async throws -> Response {
    let caller = try context.known()
    let level = try Fields(try await request.body(upTo: BodyLimits.otherBytesMax))
      .choice("level", of: Logger.Level.self)
    let setting = services.observing.logLevel
    let before = setting.current
    // The line is said while the level lets it through.
    setting.current = min(before, level, .notice)
    services.logger.notice(
      "the level of the log was changed", metadata: ["from": "\(before)", "to": "\(level)", "user_id": "\(caller.id)"])
    setting.current = level
    return answer()
  }

  private func answer() -> Response {
    let setting = services.observing.logLevel
    return .json(["level": .string(setting.current.rawValue), "configured": .string(setting.configured.rawValue)])
  }
}
