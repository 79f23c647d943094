import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Logging
import Workflow

/// Opens sessions. Each has a new id and a new secret: none that a browser brought along is ever taken over.
struct SessionOpening {
  private static let agentCharactersMax = 200

  let services: ServerServices
  let request: Request
  let context: ServerContext

  private struct New {
    let id: String
    let secret: String
    var cookie: String { "\(id)_\(secret)" }
  }

  /// Signs a user in and leads on.
  func open(for user: String, by way: String, leadingTo path: String) async throws -> Response {
    let new = make()
    try await services.ledger.begin(
      record(new, of: user, by: way, at: services.ledger.sources.now()), hash: Secret.hash(new.secret),
      inPlaceOf: try await former())
    return answer(new, user, by: way, leadingTo: path)
  }

  /// The same by a link; nil where the link is no more.
  func open(byLink key: String, leadingTo path: String) async throws -> Response? {
    let new = make()
    let now = services.ledger.sources.now()
    let opened = try await services.ledger.begin(
      byLink: Secret.hash(key), at: now, hash: Secret.hash(new.secret), inPlaceOf: try await former()
    ) { user in record(new, of: user, by: "link", at: now) }
    return opened.map { answer(new, $0.user, by: "link", leadingTo: path) }
  }

  private func make() -> New {
    let sources = services.ledger.sources
    return New(id: String(sources.newID("s").dropFirst(2)), secret: Secret.new(sources))
  }

  private func record(_ new: New, of user: String, by way: String, at now: Timestamp) -> SessionRecord {
    SessionRecord(
      id: new.id, user: user, way: way,
      agent: String((request.headers[.userAgent] ?? "").prefix(Self.agentCharactersMax)),
      address: context.remoteAddress, madeAt: now, lastUsed: now,
      endsAt: now.adding(seconds: services.signIn.sessions.lifetimeSeconds))
  }

  /// The session that this browser has: it ends with the new one's beginning.
  private func former() async throws -> String? {
    try await SessionAuthentication(services: services).session(of: request)?.0.id
  }

  private func answer(_ new: New, _ user: String, by way: String, leadingTo path: String) -> Response {
    services.logger.notice(
      "signed in", metadata: ["user_id": "\(user)", "way": "\(way)", "request_id": "\(context.requestID)"])
    let cookies = Cookies(services)
    var response = Response.redirect(to: path)
    response.set(
      cookie: cookies.setting(
        cookies.session, to: new.cookie, seconds: Int(services.signIn.sessions.lifetimeSeconds)))
    return response
  }
}
