import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers

/// Finds out who asks, and puts on every answer what tells browsers and caches what they may do with it.
struct AnswerHeaders: RouterMiddleware {
  typealias Context = ServerContext
  let proxies: TrustedProxies

  func handle(
    _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let origin = proxies.origin(
      peer: context.remoteAddress, isSecure: request.head.scheme == "https", headers: request.headers)
    var context = context
    (context.remoteIP, context.remoteAddress) = (origin.ip, origin.address)
    context.isSecure = origin.isSecure
    var response = try await next(request, context)
    let hasCaller = request.headers[.authorization] != nil || request.headers[.cookie] != nil
    SecurityHeaders.add(to: &response.headers, isSecure: origin.isSecure, isPrivate: hasCaller)
    if let standing = context.standing.value { RateHeaders.add(standing, to: &response.headers) }
    return response
  }
}

/// The headers of RFC 9110's and the browsers' security; what a route has set itself stays.
package enum SecurityHeaders {
  /// A year, in seconds.
  private static let transportSeconds = 31_536_000

  /// For answers that are data: nothing of them is to run, load or be framed.
  static let dataPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

  /// For pages: what they load are files of our own, and nothing stands inline.
  package static let pagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

  static let always: [(name: String, value: String)] = [
    ("Content-Security-Policy", dataPolicy),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
  ]

  private static let fields = always.map { (HTTPField.Name.made($0.name), $0.value) }

  static func add(to headers: inout HTTPFields, isSecure: Bool, isPrivate: Bool) {
    for (name, value) in fields where headers[name] == nil { headers[name] = value }
    if isSecure, headers[.strictTransportSecurity] == nil {
      headers[.strictTransportSecurity] = "max-age=\(transportSeconds)"
    }
    if isPrivate, headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
  }
}

/// The limit that was nearest to its end.
final class StandingBox: Sendable {
  private let standing = NIOLockedValueBox<RateLimiter.Standing?>(nil)

  var value: RateLimiter.Standing? { standing.withLockedValue { $0 } }

  func note(_ new: RateLimiter.Standing?) {
    guard let new else { return }
    standing.withLockedValue { old in
      if old.map({ new.answer.remaining < $0.answer.remaining }) ?? true { old = new }
    }
  }
}

/// What a client is told of its limits: the two fields of draft-ietf-httpapi-ratelimit-headers-10, and the three of its
/// earlier versions, which more clients know.
enum RateHeaders {
  private static let (policyName, restName) = (
    HTTPField.Name.made("RateLimit-Policy"), HTTPField.Name.made("RateLimit")
  )
  private static let limitName = HTTPField.Name.made("RateLimit-Limit")
  private static let remainingName = HTTPField.Name.made("RateLimit-Remaining")
  private static let resetName = HTTPField.Name.made("RateLimit-Reset")

  static func add(_ standing: RateLimiter.Standing, to headers: inout HTTPFields) {
    let answer = standing.answer
    let name = "\"\(standing.limit.rawValue)\""
    headers[policyName] = "\(name);q=\(answer.limit);w=\(standing.windowSeconds)"
    headers[restName] = "\(name);r=\(answer.remaining);t=\(answer.resetSeconds)"
    headers[limitName] = String(answer.limit)
    headers[remainingName] = String(answer.remaining)
    headers[resetName] = String(answer.resetSeconds)
  }
}
