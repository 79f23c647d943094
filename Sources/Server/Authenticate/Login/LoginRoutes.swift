import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Logging
import Workflow

/// Signing in at an issuer: the authorization code flow with PKCE (RFC 7636; RFC 9700, section 2.1).
struct LoginRoutes {
  private static let codeBytesMax = 4096
  let services: ServerServices

  func add(to router: Router<ServerContext>) {
    router.get("login", use: begin)
    router.get("login/callback", use: end)
  }

  private var cookies: Cookies { Cookies(services) }
  /// It must be the same when the browser leaves and when it comes back, and be known to the issuer.
  private var callback: String { services.publicURL() + "/login/callback" }

  private func provider() throws(Problem) -> LoginProvider {
    guard let provider = services.signIn.login else {
      throw Problem(
        status: .notFound, code: "no_login",
        detail: "Nobody signs in here at an issuer: the settings name none (sign_in).")
    }
    return provider
  }

  @Sendable private func begin(_ request: Request, _ context: ServerContext) async throws -> Response {
    let provider = try provider()
    let path = try ReturnPath.check(request.query("return_to"))
    let attempt = LoginAttempt(returnPath: path, sources: services.ledger.sources)
    let address: String
    do { address = try await provider.address(for: attempt, callback: callback) } catch {
      throw unreachable(error)
    }
    var response = Response.redirect(to: address)
    response.set(
      cookie: cookies.setting(
        cookies.login, to: try attempt.sealed(by: services.ledger.box), seconds: Cookies.loginSeconds))
    return response
  }

  @Sendable private func end(_ request: Request, _ context: ServerContext) async throws -> Response {
    let provider = try provider()
    let now = services.ledger.sources.now()
    // What is sent back must be of this browser, of this login, and for the first time.
    guard let sealed = cookies.value(of: cookies.login, in: request),
      let attempt = LoginAttempt.opened(sealed, by: services.ledger.box, at: now),
      let state = one("state", request), Secret.isEqual(Array(state.utf8), Array(attempt.state.utf8)),
      provider.used.use(attempt, at: now)
    else {
      throw failed("not the login that this browser began, or its time is over")
    }
    // RFC 9207: an answer that another issuer sent.
    if let issuer = request.query("iss"), issuer != provider.settings.issuer { throw failed("of another issuer") }
    guard let code = one("code", request), code.utf8.count <= Self.codeBytesMax else {
      throw failed("refused by the issuer")
    }
    let user = try await user(provider, code, attempt, context, now)
    let opening = SessionOpening(services: services, request: request, context: context)
    var response = try await opening.open(
      for: user, by: provider.settings.issuer, leadingTo: attempt.returnPath)
    response.set(cookie: cookies.removing(cookies.login))
    return response
  }

  /// A parameter that is there exactly once.
  private func one(_ name: String, _ request: Request) -> String? {
    let values = request.uri.queryParameters[values: Substring(name)]
    return values.count == 1 ? values.first.map(String.init) : nil
  }

  private func user(
    _ provider: LoginProvider, _ code: String, _ attempt: LoginAttempt, _ context: ServerContext, _ now: Timestamp
  ) async throws -> String {
    let claims: Claims
    do {
      claims = try await provider.claims(forCode: code, attempt, callback: callback, now: now)
    } catch let fault as TokenFault {
      throw failed("an ID token that is \(fault.rawValue)")
    } catch { throw unreachable(error) }
    do {
      return try await ClaimedUser(services: services, settings: provider.issuer.settings, claims: claims)
        .signIn(requestID: context.requestID).id
    } catch is TokenFault {
      services.logger.notice("a login was refused", metadata: ["reason": "nobody here is known by it"])
      throw Problem(
        status: .forbidden, code: "unknown_user",
        detail: "You are signed in there, and nobody here is known by it: ask an admin to register you.")
    }
  }

  private func failed(_ reason: String) -> Problem {
    services.logger.notice("a login was refused", metadata: ["reason": "\(reason)"])
    return Problem(
      status: .forbidden, code: "login_failed", detail: "The login did not come to its end: begin again at /login.")
  }

  private func unreachable(_ error: any Error) -> Problem {
    services.logger.warning("the issuer of the login does not do", metadata: ["reason": "\(error)"])
    return Problem(
      status: .badGateway, code: "issuer_unreachable", detail: "The issuer does not answer as it should: try again.")
  }
}
