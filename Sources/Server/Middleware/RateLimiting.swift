import HTTPTypes
import Hummingbird

/// Counts what comes from one address, before anything is looked up for it.
struct AddressLimits: RouterMiddleware {
  typealias Context = ServerContext
  let limiter: RateLimiter

  /// A probe must never be told to come back later.
  private static let probes: Set<String> = ["/livez", "/readyz"]

  func handle(
    _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    guard !Self.probes.contains(request.uri.path) else { return try await next(request, context) }
    let key = Self.key(context)
    try noting(context) { try limiter.take(.address, key) }
    guard let credential = Self.credential(request, context) else { return try await next(request, context) }
    try limiter.checkFailures(key, credential: credential)
    do {
      let response = try await next(request, context)
      if response.status == .unauthorized {
        limiter.failed(key)
      } else if context.witness.userID != nil || Self.isTakenHook(request, response) {
        limiter.succeeded(credential: credential)
      }
      return response
    } catch let problem as Problem where problem.status == .unauthorized {
      limiter.failed(key)
      throw problem
    }
  }

  /// Only what somebody has looked at counts as right: an open route answers whatever a request comes in with.
  private static func isTakenHook(_ request: Request, _ response: Response) -> Bool {
    isHook(request.uri.path) && response.status.kind == .successful
  }

  private static func isHook(_ path: String) -> Bool { path.hasPrefix("/hooks/") }

  /// What a request says to be let in with; nil where it says nothing, which is no attempt. A hook's signature is of its
  /// body, so that the address of the hook and of its sender stand for it.
  private static func credential(_ request: Request, _ context: ServerContext) -> String? {
    let path = request.uri.path
    let hook = isHook(path) ? "\(path) \(context.remoteAddress ?? "")" : nil
    return request.headers[.authorization] ?? request.headers[.cookie] ?? hook
  }

  /// One client's: all of a Unix socket are one.
  private static func key(_ context: ServerContext) -> [UInt8] {
    context.remoteIP?.client ?? Array((context.remoteAddress ?? "").utf8.prefix(64))
  }
}

/// Counts what is asked with one token, in all and of the routes that have limits of their own.
struct TokenLimits: RouterMiddleware {
  typealias Context = ServerContext
  let limiter: RateLimiter

  func handle(
    _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let key = Array(Self.key(try context.known()).utf8)
    try noting(context) { try limiter.take(.token, key) }
    if let limit = RateLimit.ofRoute(request.method, path: request.uri.path) {
      try noting(context) { try limiter.take(limit, key) }
    }
    return try await next(request, context)
  }

  /// An issuer gives as many tokens as it is asked for: those of one user count together.
  private static func key(_ caller: Caller) -> String {
    if case .issued = caller.credential { "jwt \(caller.id)" } else { caller.tokenID }
  }
}

/// Keeps what a limit leaves for the answer's headers, also where it leaves nothing.
private func noting(_ context: ServerContext, _ take: () throws -> RateLimiter.Standing?) throws {
  do {
    context.standing.note(try take())
  } catch let error as LimitReached {
    context.standing.note(error.standing)
    throw error
  }
}
