import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Logging

/// Gives each request an id, turns every error into a problem, and logs one line a request: no body, no secret.
struct RequestLogging: RouterMiddleware {
  typealias Context = ServerContext
  let services: ServerServices

  func handle(
    _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    var context = context
    context.requestID = requestID(request)
    var response: Response
    do {
      response = try await next(request, context)
    } catch {
      let problem = Problem(error)
      if problem.status.kind == .serverError {
        services.logger.error(
          "request failed", metadata: ["request_id": "\(context.requestID)", "error": "\(error)"])
      }
      response = problem.response(instance: request.uri.path)
    }
    if let name = HTTPField.Name("X-Request-Id") { response.headers[name] = context.requestID }
    log(request, response, context, took: ContinuousClock.now - start)
    return response
  }

  private func log(_ request: Request, _ response: Response, _ context: ServerContext, took: Duration) {
    let (seconds, attoseconds) = took.components
    services.logger.info(
      "request",
      metadata: [
        "request_id": "\(context.requestID)", "method": "\(request.method.rawValue)", "path": "\(request.uri.path)",
        "status": "\(response.status.code)", "duration_ms": "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)",
      ])
  }

  /// The caller's, where it is harmless in a log, else a new one.
  private func requestID(_ request: Request) -> String {
    let isPlain = { (text: String) in
      (1...100).contains(text.utf8.count)
        && text.utf8.allSatisfy {
          ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || (0x30...0x39).contains($0) || "-_.".utf8.contains($0)
        }
    }
    if let name = HTTPField.Name("X-Request-Id"), let given = request.headers[name], isPlain(given) { return given }
    return services.ledger.sources.newID("req")
  }
}
