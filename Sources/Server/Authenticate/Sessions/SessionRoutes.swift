import Documents
import Hummingbird
import Ledger
import Workflow

/// The caller's own session, and who else is signed in.
struct SessionRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("session", use: own)
    group.get("sessions", use: sessions)
    group.delete("sessions/{id}", use: end)
  }

  private var authentication: SessionAuthentication { SessionAuthentication(services: services) }

  @Sendable private func own(_ request: Request, _ context: ServerContext) async throws -> Response {
    guard case .session = try context.known().credential,
      let (session, secret) = try await authentication.session(of: request)
    else { throw Refusal(.unknown, "no_session", "This is for those who are signed in with a browser.") }
    return .json(show(session).merging(["csrf_token": .string(SessionAuthentication.csrfToken(secret))]))
  }

  /// Admins see everybody's.
  @Sendable private func sessions(_ request: Request, _ context: ServerContext) async throws -> Response {
    let caller = try context.known()
    let page = try Page(request)
    let isAdmin = services.ledger.directory.isAdmin(caller.id)
    let found = try await services.ledger.sessions(
      of: isAdmin ? request.query("user") : caller.id, after: page.cursor, limit: page.limit,
      at: services.ledger.sources.now())
    return Page.answer(
      found.map { show($0).merging(["current": .bool(caller.credential == .session($0.id))]) },
      next: found.count == page.limit ? found.last?.id : nil)
  }

  @Sendable private func end(_ request: Request, _ context: ServerContext) async throws -> Response {
    let caller = try context.known()
    let id = try context.parameters.require("id")
    guard let (session, _) = try await services.ledger.session(id),
      session.user == caller.id || services.ledger.directory.isAdmin(caller.id)
    else { throw Refusal.unknown("session", id) }
    try await services.ledger.endSession(id)
    return .json(["id": .string(id), "ended": true])
  }

  private func show(_ session: SessionRecord) -> Value {
    [
      "id": .string(session.id), "user": .string(session.user), "way": .string(session.way),
      "agent": .string(session.agent), "address": Value(session.address), "created_at": Value(session.madeAt),
      "last_used_at": Value(session.lastUsed), "ends_at": Value(session.endsAt),
      "idle_ends_at": Value(authentication.idleEnd(of: session)),
    ]
  }
}
