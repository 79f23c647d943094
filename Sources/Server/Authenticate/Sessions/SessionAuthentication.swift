import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// Who is signed in, as the cookie says.
struct SessionAuthentication {
  private static let safeMethods: Set<HTTPRequest.Method> = [.get, .head, .options]

  let services: ServerServices

  /// Throws where nobody is signed in, and where a write does not show that it comes from one of our own pages.
  func caller(of request: Request) async throws -> Caller {
    guard let (session, secret) = try await session(of: request),
      let user = services.ledger.directory.users[session.user], user.active
    else { throw Problem.noCredential }
    if !Self.safeMethods.contains(request.method) {
      try SameOrigin(publicURL: services.publicURL()).check(request, token: Self.csrfToken(secret))
    }
    services.ledger.uses.note(.session(session.id), at: services.ledger.sources.now())
    return Caller(id: user.id, kind: user.kind, credential: .session(session.id))
  }

  /// The live session of the cookie, and the cookie's secret.
  func session(of request: Request) async throws -> (SessionRecord, secret: String)? {
    let cookies = Cookies(services)
    guard let parts = cookies.value(of: cookies.session, in: request).flatMap(Secret.parts(of:)),
      let (record, hash) = try await services.ledger.session(parts.id),
      Secret.isEqual(Secret.hash(parts.secret), hash), try await isLive(record)
    else { return nil }
    return (record, parts.secret)
  }

  private func isLive(_ session: SessionRecord) async throws -> Bool {
    let now = services.ledger.sources.now()
    guard now < session.endsAt, now < idleEnd(of: session) else { return false }
    guard let token = SessionWay.token(of: session.way) else { return true }
    return try await services.ledger.token(token)?.record.isLive(at: now) ?? false
  }

  func idleEnd(of session: SessionRecord) -> Timestamp {
    min(session.endsAt, session.lastUsed.adding(seconds: services.signIn.sessions.idleSeconds))
  }

  /// Made of the session's secret, so that only who has the one can show the other, and each session has its own.
  static func csrfToken(_ secret: String) -> String {
    let key = SymmetricKey(data: Data(secret.utf8))
    return Data(HMAC<SHA256>.authenticationCode(for: Data("csrf".utf8), using: key)).hexadecimal
  }
}

/// Whether a request that a cookie vouches for was sent by one of our own pages.
struct SameOrigin {
  let publicURL: String

  /// The browser must say that it comes from here (Fetch Metadata, or `Origin`), and the page must know the session's
  /// token.
  func check(_ request: Request, token: String) throws(Problem) {
    try check(request)
    let sent = request.headers[.csrfToken] ?? ""
    guard Secret.isEqual(Array(sent.utf8), Array(token.utf8)) else {
      throw Problem(
        status: .forbidden, code: "csrf_token_missing",
        detail: "A write with a session's cookie needs the header X-CSRF-Token: GET /api/v1/session shows it.")
    }
  }

  func check(_ request: Request) throws(Problem) {
    let site = request.headers[.fetchSite]
    let origins = request.headers[values: .origin]
    let isFromHere = origins.isEmpty ? site == "same-origin" : origins == [origin]
    guard isFromHere, site == nil || site == "same-origin" else {
      throw Problem(
        status: .forbidden, code: "cross_origin", detail: "A session's cookie writes only from this server's own pages."
      )
    }
  }

  /// Scheme, host and port, as a browser writes them (RFC 6454, section 6.1).
  private var origin: String {
    guard let parts = URLComponents(string: publicURL), let scheme = parts.scheme?.lowercased(), let host = parts.host
    else { return publicURL }
    let standard = scheme == "https" ? 443 : 80
    let port = parts.port.map { $0 == standard ? "" : ":\($0)" } ?? ""
    return "\(scheme)://\(host.lowercased())\(port)"
  }
}
