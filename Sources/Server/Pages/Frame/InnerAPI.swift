import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Logging
import NIOConcurrencyHelpers
import NIOCore

/// The HTTP interface as pages use it, inside the process: the same routes with the same permissions and the same
/// refusals, for the same caller.
struct InnerAPI: Sendable {
  private let responder: RouterResponder<ServerContext>
  private let logger: Logger

  init(_ router: Router<ServerContext>, logger: Logger) {
    responder = router.buildResponder()
    self.logger = logger
  }

  struct Answer {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let body: Data

    var value: Value { (try? JSONDecoder().decode(Value.self, from: body)) ?? .null }
    /// The members of `items`, of a list.
    var items: [Value] { value["items"]?.items ?? [] }
  }

  func get(_ path: String, _ context: ServerContext) async throws -> Value {
    try await send(.get, path, in: context).value
  }

  /// `path` is behind `/api/v1/`. Throws what the route throws.
  func send(
    _ method: HTTPRequest.Method, _ path: String, body: Value? = nil, key: String? = nil, in context: ServerContext
  ) async throws -> Answer {
    var head = HTTPRequest(method: method, scheme: nil, authority: nil, path: "/api/v1/" + path)
    if body != nil { head.headerFields[.contentType] = "application/json" }
    if let key { head.headerFields[.idempotencyKey] = key }
    let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body?.json ?? Data())))
    let response = try await responder.respond(to: request, context: context.inner(logger))
    let collected = CollectedBody()
    try await response.body.write(CollectingWriter(into: collected))
    return Answer(status: response.status, headers: response.headers, body: Data(collected.bytes))
  }
}

extension ServerContext {
  /// The same caller and request, on another route.
  fileprivate func inner(_ logger: Logger) -> ServerContext {
    var inner = ServerContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
    inner.remoteAddress = remoteAddress
    inner.isSecure = isSecure
    inner.requestID = requestID
    inner.caller = caller
    inner.source = source
    return inner
  }
}

private final class CollectedBody: Sendable {
  private let collected = NIOLockedValueBox(ByteBuffer())

  var bytes: [UInt8] { collected.withLockedValue { Array(buffer: $0) } }

  func append(_ buffer: ByteBuffer) { collected.withLockedValue { _ = $0.writeImmutableBuffer(buffer) } }
}

/// Keeps what a route writes.
private struct CollectingWriter: ResponseBodyWriter {
  let body: CollectedBody

  init(into body: CollectedBody) { self.body = body }

  mutating func write(_ buffer: ByteBuffer) async throws { body.append(buffer) }

  consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
