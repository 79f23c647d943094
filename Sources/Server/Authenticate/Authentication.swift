import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// Lets nobody in without a live token or session of an active user, and no token beyond its scopes.
struct Authentication: RouterMiddleware {
  typealias Context = ServerContext
  let services: ServerServices

  func handle(
    _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    let caller = try await caller(of: request)
    if let scopes = caller.scopes, let needed = RouteScopes.scope(of: request.method, context.endpointPath ?? ""),
      !scopes.contains(needed), !isOwnEnd(request, context, caller)
    {
      throw Problem.insufficient(needed)
    }
    context.caller = caller
    return try await next(request, context)
  }

  /// A header goes before a cookie: what does not do there is not made good by a browser's session.
  private func caller(of request: Request) async throws -> Caller {
    guard let header = request.headers[.authorization] else {
      return try await SessionAuthentication(services: services).caller(of: request)
    }
    guard let token = Self.bearerToken(in: header) else { throw Problem.noCredential }
    guard token.hasPrefix(APIToken.prefix) else { return try await services.signIn.caller(of: token, services) }
    return try await caller(ofToken: token)
  }

  func caller(ofToken text: String) async throws -> Caller {
    let ledger = services.ledger
    let now = ledger.sources.now()
    guard let parts = APIToken.parts(of: text), let (record, hash) = try await ledger.token(parts.id),
      Secret.isEqual(Secret.hash(parts.secret), hash), record.isLive(at: now),
      let user = ledger.directory.users[record.issued.user], user.active
    else { throw Problem.badCredential }
    ledger.uses.note(.token(record.issued.token), at: now)
    return Caller(
      id: user.id, kind: user.kind, credential: .token(record.issued.token),
      scopes: Self.scopes(record.issued.scopes))
  }

  /// Names that this version does not know open nothing, and take nothing from the others.
  private static func scopes(_ names: [String]) -> Set<TokenScope>? {
    names.isEmpty ? nil : Set(names.compactMap(TokenScope.init(rawValue:)))
  }

  /// Every token may revoke itself: so one that was found may be made harmless by whoever finds it.
  private func isOwnEnd(_ request: Request, _ context: ServerContext, _ caller: Caller) -> Bool {
    guard request.method == .delete, context.endpointPath == "/api/v1/tokens/{id}" else { return false }
    return caller.credential == context.parameters.get("id").map(CallerCredential.token)
  }

  /// The scheme is written in either case (RFC 9110, section 11.1); spaces around the token are no part of it.
  private static func bearerToken(in header: String) -> String? {
    let scheme = "bearer "
    guard header.utf8.count > scheme.utf8.count, header.prefix(scheme.count).lowercased() == scheme else { return nil }
    let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    let token = header.utf8.dropFirst(scheme.utf8.count).drop(while: isSpace)
    let end = token.lastIndex { !isSpace($0) }.map { token.index(after: $0) } ?? token.startIndex
    return String(token[..<end])
  }
}
