import Documents
import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// Signing in with a link that is good once, and signing out.
///
/// The link shows a page with one button, and only that uses it up: programs that look at links for people leave it whole.
struct LinkRoutes {
  private static let bodyBytesMax = 4096
  let services: ServerServices

  func add(to router: Router<ServerContext>) {
    router.get("login/link", use: page)
    router.post("login/link", use: signIn)
    router.post("logout", use: signOut)
  }

  @Sendable private func page(_ request: Request, _ context: ServerContext) async throws -> Response {
    guard let key = request.query("key"), Self.isKey(key) else { throw Self.refused }
    return try await PageFrame(services: services, request: request, context: context)
      .answer("link", title: "Sign in", at: .none, ["key": .string(key)])
  }

  @Sendable private func signIn(_ request: Request, _ context: ServerContext) async throws -> Response {
    // A page of others may not sign its reader in as somebody else.
    try SameOrigin(publicURL: services.publicURL()).check(request)
    let body = String(decoding: try await request.body(upTo: Self.bodyBytesMax), as: UTF8.self)
    let keys = body.split(separator: "&").filter { $0.hasPrefix("key=") }.map { $0.dropFirst(4) }
    guard keys.count == 1, Self.isKey(keys[0]) else { throw Self.refused }
    let opening = SessionOpening(services: services, request: request, context: context)
    guard let response = try await opening.open(byLink: String(keys[0]), leadingTo: "/") else { throw Self.refused }
    return response
  }

  /// Ends the session of the cookie; where there is none, there is nothing to end.
  @Sendable private func signOut(_ request: Request, _ context: ServerContext) async throws -> Response {
    let authentication = SessionAuthentication(services: services)
    if let (session, secret) = try await authentication.session(of: request) {
      try SameOrigin(publicURL: services.publicURL())
        .check(request, token: SessionAuthentication.csrfToken(secret))
      try await services.ledger.endSession(session.id)
    }
    let cookies = Cookies(services)
    var response = Response(status: .noContent, headers: [.cacheControl: "no-store"])
    response.set(cookie: cookies.removing(cookies.session))
    return response
  }

  /// Hexadecimal, so that it stands in the page as it is.
  private static func isKey(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  private static let refused = Problem(
    status: .forbidden, code: "link_not_live",
    detail: "The link was used before, or its time is over: make another with 'countersign sign-in-link'.")
}
