import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Logging
import Telemetry

/// Gives each request an id and a place in a trace, turns every error into a problem, counts it, and logs one line: no
/// body, no header, no query, no secret.
struct RequestLogging: RouterMiddleware {
  typealias Context = ServerContext
  let services: ServerServices
  private var meters: DaemonMeters { services.observing.meters }

  init(services: ServerServices) {
    self.services = services
  }

  func handle(
    _ request: Request, context: ServerContext, next: (Request, ServerContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.requestID = requestID(request)
    let start = ContinuousClock.now
    meters.requestsUnderWay.add(1)
    defer { meters.requestsUnderWay.add(-1) }
    return await TraceContext.$current.withValue(trace(of: request)) {
      let (response, failure) = await answer(request, context, next)
      tell(of: RequestLine(request, response, context, took: ContinuousClock.now - start), failure)
      return response
    }
  }

  /// The error is nil where it is the client's, or where there is none.
  private func answer(
    _ request: Request, _ context: ServerContext, _ next: (Request, ServerContext) async throws -> Response
  ) async -> (Response, (any Error)?) {
    var response: Response
    var failure: (any Error)?
    do {
      response = try await next(request, context)
    } catch {
      let problem = Problem(error)
      if problem.status.kind == .serverError { failure = error }
      response = problem.response(instance: request.uri.path)
    }
    response.headers[.requestID] = context.requestID
    return (response, failure)
  }

  private func tell(of line: RequestLine, _ failure: (any Error)?) {
    meters.requests.add([line.method, line.route, String(line.status)])
    meters.requestSeconds.observe(line.took / .seconds(1), [line.method, line.route])
    if line.status == 401 { meters.authenticationFailures.add() }
    var metadata = line.metadata
    if let failure { metadata["error"] = "\(failure)" }
    services.logger.log(level: line.status >= 500 ? .error : .info, "request", metadata: metadata)
  }

  /// A span below the caller's, or the first of a new trace where the header is absent, malformed or there twice.
  private func trace(of request: Request) -> TraceContext {
    let randomBytes = services.ledger.sources.randomBytes
    let given = request.headers[values: .traceparent]
    return given.count == 1
      ? TraceContext(traceparent: given[0])?.child(randomBytes) ?? .begin(randomBytes) : .begin(randomBytes)
  }

  /// The caller's, where it is harmless in a log, else a new one.
  private func requestID(_ request: Request) -> String {
    let isPlain = { (text: String) in
      (1...100).contains(text.utf8.count)
        && text.utf8.allSatisfy {
          ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || (0x30...0x39).contains($0) || "-_.".utf8.contains($0)
        }
    }
    if let given = request.headers[.requestID], isPlain(given) { return given }
    return services.ledger.sources.newID("req")
  }
}
