import Foundation
import HTTPTypes
import Hummingbird

/// Tells a path that is not there from a method that a path does not take: the router answers both with 404.
struct MethodCheck: Sendable {
  private let routes: [(segments: [Substring], method: HTTPRequest.Method)]

  init(_ router: Router<ServerContext>) {
    routes = router.routes.map { ($0.path.description.split(separator: "/"), $0.method) }
  }

  /// The methods that the path takes; empty where there is no such path. What takes GET takes HEAD.
  func methods(of path: String) -> [String] {
    let segments = path.split(separator: "/")
    let methods = routes.filter { matches($0.segments, segments) }.map(\.method)
    return (methods + (methods.contains(.get) ? [.head] : [])).map(\.rawValue).sorted()
  }

  private func matches(_ pattern: [Substring], _ path: [Substring]) -> Bool {
    pattern.count == path.count && zip(pattern, path).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
  }
}

/// What the router answers where it knows no route.
struct UnknownRoute: RouterMiddleware {
  typealias Context = ServerContext
  /// Made after all routes are.
  let check: @Sendable () -> MethodCheck?

  func handle(
    _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    // What is no UTF-8 behind its escapes would be looked for at the first page.
    guard request.uri.path.removingPercentEncoding != nil else { throw Self.unknown }
    do {
      return try await next(request, context)
    } catch let error as HTTPError where error.status == .notFound {
      let methods = check()?.methods(of: request.uri.path) ?? []
      guard !methods.isEmpty else {
        throw Self.unknown
      }
      var response = Problem(
        status: .methodNotAllowed, code: "method_not_allowed",
        detail: "This address takes \(methods.joined(separator: ", "))."
      ).response(instance: request.uri.path)
      response.headers[.allow] = methods.joined(separator: ", ")
      return response
    }
  }

  private static let unknown = Problem(
    status: .notFound, code: "not_found", detail: "There is nothing at this address.")
}
