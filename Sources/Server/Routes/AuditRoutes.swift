import Documents
import Foundation
import Hummingbird
import Ledger
import NIOCore
import Workflow

/// Pages of the trail.
struct AuditRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("events") { request, context in
      try await list(try services.trailQueryOfAll(request, context), request, context)
    }
    group.get("documents/{id}/events") { request, context in
      try await list(try await services.trailQuery(request, context), request, context)
    }
    group.get("documents/{id}/approvals", use: approvals)
  }

  private func list(_ query: TrailQuery, _ request: Request, _ context: ServerContext) async throws -> Response {
    let page = try Page(request)
    let start = try page.place() ?? 0
    let found = try await services.ledger.page(query.selection, after: start, limit: page.limit, as: JSONItems()).page
    services.recordReading(
      "events", request, context, project: query.project, document: query.document, first: found.first,
      last: found.last)
    var body = Bytes(reserving: found.bytes.count + 64)
    body.append("{\"items\":[")
    body.append(raw: found.bytes.storage)
    body.append("],\"next_cursor\":")
    if found.isFull, let last = found.last {
      body.append("\"")
      body.append(text: Page.cursor(String(last)))
      body.append("\"}")
    } else {
      body.append("null}")
    }
    return Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: body.storage)))
  }

  /// Whose approvals were live at a position or a time, on which words; without `at`, now.
  @Sendable private func approvals(_ request: Request, _ context: ServerContext) async throws -> Response {
    let state = try await services.state(request, context)
    guard let now = try await services.ledger.document(state.id) else { throw Refusal.unknown("document", state.id) }
    let moment = try await services.moment(request)
    let answer = try await ApprovalsView(ledger: services.ledger, state: state, now: now, moment: moment).value()
    services.recordReading(
      "approvals", request, context, project: state.project, document: state.id, first: 1, last: state.seq)
    return .json(answer)
  }
}

extension ServerServices {
  /// All that the caller may see, narrowed by the request.
  func trailQueryOfAll(_ request: Request, _ context: ServerContext) throws(Refusal) -> TrailQuery {
    try TrailQuery(request, hidden: try hidden(from: context))
  }

  /// The events of the document in the path, narrowed by the request.
  func trailQuery(_ request: Request, _ context: ServerContext) async throws -> TrailQuery {
    let id = try await documentID(context)
    return try TrailQuery(
      request, hidden: try hidden(from: context), document: id, project: try await ledger.document(id)?.project)
  }

  /// The time that `?at=` speaks of: that of the event at a position, or itself; now where there is no `at`.
  func moment(_ request: Request) async throws -> Timestamp {
    guard let at = request.query("at") else { return ledger.sources.now() }
    if let time = Timestamp(at), Int64(at) == nil { return time }
    let position = min(try await position(at), ledger.position)
    return try await ledger.event(at: position)?.position.timestamp ?? ledger.sources.now()
  }
}
