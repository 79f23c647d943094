import Documents
import Hummingbird
import Ledger
import Logging
import NIOConcurrencyHelpers
import Workflow

/// Making the read tables again from the log while the daemon works: started by an admin, one at a time.
struct RebuildRoutes {
  let services: ServerServices
  private let board = RebuildBoard()

  init(services: ServerServices) {
    self.services = services
  }

  func add(to group: RouterGroup<ServerContext>) {
    group.post("rebuild", use: start)
    group.get("rebuild", use: show)
  }

  @Sendable private func start(_ request: Request, _ context: ServerContext) async throws -> Response {
    guard board.begin(at: services.ledger.sources.now()) else {
      throw Refusal(.conflict, "rebuild_running", "A rebuild is running: GET /rebuild says how far it is.")
    }
    let (ledger, board, logger) = (services.ledger, board, services.logger)
    // It outlives the request; its end is told by GET, and in the log.
    Task {
      do {
        try await ledger.rebuild { board.show($0) }
        board.end("done", at: ledger.sources.now())
        logger.notice("the read tables were made again from the log")
      } catch {
        board.end("failed", at: ledger.sources.now())
        logger.error("the rebuild failed: the read tables are as they were, or new", metadata: ["error": "\(error)"])
      }
    }
    return .json(board.value, status: .accepted)
  }

  @Sendable private func show(_ request: Request, _ context: ServerContext) async throws -> Response {
    return .json(board.value)
  }
}

/// How the rebuild stands that was started last.
private final class RebuildBoard: Sendable {
  private struct State {
    var state = "none"
    var progress = RebuildProgress()
    var startedAt: Timestamp?
    var endedAt: Timestamp?
  }

  private let state = NIOLockedValueBox(State())

  /// False where one is running.
  func begin(at now: Timestamp) -> Bool {
    state.withLockedValue { state in
      guard state.state != "running" else { return false }
      state = State()
      (state.state, state.startedAt) = ("running", now)
      return true
    }
  }

  /// Several workers tell of it; the furthest counts.
  func show(_ progress: RebuildProgress) {
    state.withLockedValue { state in
      if progress.events > state.progress.events { state.progress = progress }
    }
  }

  func end(_ outcome: String, at now: Timestamp) {
    state.withLockedValue { state in (state.state, state.endedAt) = (outcome, now) }
  }

  var value: Value {
    let state = state.withLockedValue { $0 }
    return [
      "state": .string(state.state), "documents": .int(state.progress.documents),
      "documents_in_all": .int(state.progress.documentsInAll), "events": .int(state.progress.events),
      "started_at": Value(state.startedAt), "ended_at": Value(state.endedAt),
    ]
  }
}
