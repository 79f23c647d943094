import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// Lets those in who are signed in with a browser. Who is not is led to where one signs in, and back.
struct PageAuthentication: RouterMiddleware {
  typealias Context = ServerContext
  let services: ServerServices

  func handle(
    _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let authentication = SessionAuthentication(services: services)
    guard let (session, secret) = try await authentication.session(of: request),
      let user = services.ledger.directory.users[session.user], user.active
    else { return try signingIn(request) }
    if request.method != .get && request.method != .head {
      try SameOrigin(publicURL: services.publicURL()).check(request)
    }
    services.ledger.uses.note(.session(session.id), at: services.ledger.sources.now())
    var context = context
    context.caller = Caller(id: user.id, kind: user.kind, credential: .session(session.id))
    context.source = "web"
    context.pageForm = PageFormSeal(csrfToken: SessionAuthentication.csrfToken(secret))
    return try await next(request, context)
  }

  private func signingIn(_ request: Request) throws -> Response {
    guard request.method == .get || request.method == .head else {
      throw Problem(
        status: .unauthorized, code: "not_signed_in",
        detail: "You are not signed in any more: sign in on another page, then come back and send this again.")
    }
    let path = (try? ReturnPath.check(request.uri.string)) ?? "/"
    let query = path == "/" ? "" : "?return_to=" + FormCoding.encoded(path)
    return Response.redirect(to: "/sign-in" + query)
  }
}

/// What each form of a page carries, so that only our own pages' forms are taken, and each only once.
struct PageFormSeal: Sendable {
  static let field = "csrf_token"
  static let onceField = "once"
  /// Nil where nobody is signed in.
  var csrfToken: String?

  /// The token masked anew for each page: it never stands twice in the same letters, so that an answer's length tells
  /// nothing of it (the BREACH attack).
  func members(_ services: ServerServices) -> [String: Value] {
    var members: [String: Value] = ["once": .string(services.ledger.sources.newID("form"))]
    if let csrfToken {
      let token = Array(csrfToken.utf8)
      let mask = services.ledger.sources.randomBytes(token.count)
      members["csrf"] = .string(Base64URL.encode(Data(mask + zip(token, mask).map { $0 ^ $1 })))
    }
    return members
  }

  func check(_ sent: String?) throws(Problem) {
    guard let csrfToken, let sent, let bytes = Base64URL.decode(sent), bytes.count == 2 * csrfToken.utf8.count else {
      throw Self.missing
    }
    let half = bytes.count / 2
    let token = zip(bytes.prefix(half), bytes.suffix(half)).map { $0 ^ $1 }
    guard Secret.isEqual(token, Array(csrfToken.utf8)) else { throw Self.missing }
  }

  private static let missing = Problem(
    status: .forbidden, code: "csrf_token_missing",
    detail: "This form is from another session than yours: load the page anew and send it from there.")
}
