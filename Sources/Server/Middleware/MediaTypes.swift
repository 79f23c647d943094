import HTTPTypes
import Hummingbird

/// Refuses a body of a kind that its route does not read, before anything is read of it.
///
/// A client that names no kind is taken at its word that it sends what the route asks for (RFC 9110, section 8.3). So is one
/// that names a form: curl and others say that where nobody told them anything. A browser's form is refused.
struct MediaTypes: RouterMiddleware {
  typealias Context = ServerContext

  func handle(
    _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    guard let header = request.headers[.contentType], Self.hasBody(request) else {
      return try await next(request, context)
    }
    let type = header.prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
    if type == "application/x-www-form-urlencoded", case .token? = context.caller?.credential {
      return try await next(request, context)
    }
    let accepted = Self.accepted(by: request.method, at: context.endpointPath ?? "")
    guard accepted.contains(type) || (type.hasSuffix("+json") && accepted.contains("application/json")) else {
      throw Problem(
        status: .unsupportedMediaType, code: "unsupported_media_type",
        detail: "This takes \(accepted.joined(separator: ", ")): name it in Content-Type.")
    }
    return try await next(request, context)
  }

  private static func hasBody(_ request: Request) -> Bool {
    switch request.method {
    case .post, .put, .patch: request.headers[.contentLength] != "0"
    default: false
    }
  }

  /// The kinds that a route reads, by its path as it is added; the first is the usual one.
  static func accepted(by method: HTTPRequest.Method, at path: String) -> [String] {
    switch (method, path) {
    case (.put, "/api/v1/documents/{id}/content"): ["application/json", "text/markdown"]
    case (.put, "/api/v1/workflows/{name}"), (.put, "/api/v1/pipelines/{name}"), (.post, "/api/v1/people"):
      ["application/yaml", "application/json", "application/x-yaml", "text/yaml", "text/x-yaml"]
    case (.post, "/api/v1/log/witness"): ["text/plain"]
    default: ["application/json"]
    }
  }
}
