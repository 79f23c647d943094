import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// Where one signs in: at the issuer, where the settings name one, or with a token.
struct SignInPage {
  private static let bodyBytesMax = 8192
  let services: ServerServices

  func add(to router: Router<ServerContext>) {
    router.get("sign-in") { request, context in
      if try await SessionAuthentication(services: services).session(of: request) != nil {
        return Response.redirect(to: try ReturnPath.check(request.query("return_to")))
      }
      return try await page(request, context, returning: try ReturnPath.check(request.query("return_to")))
    }
    router.post("sign-in", use: signIn)
    router.post("sign-out", use: signOut)
  }

  private func page(
    _ request: Request, _ context: ServerContext, returning path: String, fault: String? = nil
  ) async throws -> Response {
    let login = services.signIn.login.map { _ in
      Value.string("/login" + (path == "/" ? "" : "?return_to=" + FormCoding.encoded(path)))
    }
    return try await PageFrame(services: services, request: request, context: context)
      .answer(
        "sign-in", title: "Sign in", at: .none,
        ["login": login ?? .null, "returning": .string(path), "fault": Value(fault)],
        status: fault == nil ? .ok : .unauthorized)
  }

  /// A token opens a session that ends with it. One that was made for less than all that its user may opens none.
  @Sendable private func signIn(_ request: Request, _ context: ServerContext) async throws -> Response {
    // A page of others may not sign its reader in as somebody else.
    try SameOrigin(publicURL: services.publicURL()).check(request)
    let form = try FormCoding(try await request.body(upTo: Self.bodyBytesMax))
    let path = try ReturnPath.check(form["return_to"])
    let token = (form["token"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    guard let caller = try? await Authentication(services: services).caller(ofToken: token),
      case .token(let id) = caller.credential
    else {
      return try await page(request, context, returning: path, fault: "This token is not known, or its time is over.")
    }
    guard caller.kind == .person, caller.scopes == nil else {
      return try await page(
        request, context, returning: path,
        fault: "This token is for a program: sign in with one of a person, made without scopes.")
    }
    return try await SessionOpening(services: services, request: request, context: context)
      .open(for: caller.id, by: SessionWay.token(id), leadingTo: path)
  }

  /// Ends the session of the cookie; where there is none, there is nothing to end.
  @Sendable private func signOut(_ request: Request, _ context: ServerContext) async throws -> Response {
    try SameOrigin(publicURL: services.publicURL()).check(request)
    let form = try FormCoding(try await request.body(upTo: Self.bodyBytesMax))
    if let (session, secret) = try await SessionAuthentication(services: services).session(of: request) {
      try PageFormSeal(csrfToken: SessionAuthentication.csrfToken(secret)).check(form[PageFormSeal.field])
      try await services.ledger.endSession(session.id)
    }
    let cookies = Cookies(services)
    var response = Response.redirect(to: "/sign-in")
    response.set(cookie: cookies.removing(cookies.session))
    return response
  }
}

/// How a session was opened.
enum SessionWay {
  private static let tokenPrefix = "token "

  static func token(_ id: String) -> String { tokenPrefix + id }

  /// The token that a session rests on.
  static func token(of way: String) -> String? {
    way.hasPrefix(tokenPrefix) ? String(way.dropFirst(tokenPrefix.count)) : nil
  }
}
