import Documents
import HTTPTypes
import Hummingbird
import Workflow

/// Says what went wrong as a page, to a browser that asked for one.
struct PageProblems: RouterMiddleware {
  typealias Context = ServerContext
  let services: ServerServices

  func handle(
    _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    guard request.wantsPage, !request.uri.path.hasPrefix("/api/") else { return try await next(request, context) }
    do { return try await next(request, context) } catch {
      let problem = Problem(error)
      guard problem.status.kind != .serverError else { throw error }
      return try await page(problem, request, context)
    }
  }

  private func page(_ problem: Problem, _ request: Request, _ context: ServerContext) async throws -> Response {
    var response = try await PageFrame(services: services, request: request, context: context)
      .answer(
        "problem", title: Self.heading(problem), at: .none, ["problem": Self.model(problem)], status: problem.status)
    if let seconds = problem.retryAfterSeconds { response.headers[.retryAfter] = String(seconds) }
    return response
  }

  static func model(_ problem: Problem) -> Value {
    [
      "heading": .string(heading(problem)), "detail": .string(problem.detail), "code": .string(problem.code),
      "status": .int(problem.status.code), "remedy": Value(remedy(problem)),
      "errors": .array(problem.errors.map { ["field": .string($0.field), "message": .string($0.message)] }),
    ]
  }

  private static func heading(_ problem: Problem) -> String {
    if problem.code == "link_not_live" { return "This link has ended" }
    return switch problem.status.code {
    case 404: "There is nothing here"
    case 401: "You are not signed in"
    case 403: "You may not do this"
    case 409, 412: "Somebody was quicker"
    case 413: "This is too large"
    case 422: "Not yet"
    case 429: "A little slower, please"
    case 503, 507: "The server cannot take this now"
    default: "This did not work"
    }
  }

  private static func remedy(_ problem: Problem) -> String? {
    switch problem.code {
    case "not_found": "It may have been moved, or you may not see it. Look for it in the search."
    case "stale_revision", "conflict": "Load the page anew, look at what has changed, and decide again."
    case "csrf_token_missing": "Load the page anew."
    default: nil
    }
  }
}
