import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// Erasing what somebody wrote, or who somebody is: for admins, with a reason that stays.
struct ErasureRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.post("documents/{id}/redactions", use: redact)
    group.post("users/{id}/erasure", use: erasePerson)
  }

  @Sendable private func redact(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let seq = Int64(try fields.number("seq"))
    let id = try await services.documentID(context)
    return try await erase(
      .body(document: id, seq: seq, reason: try fields.text("reason")), request, context, body: body)
  }

  @Sendable private func erasePerson(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let user = try context.parameters.require("id")
    return try await erase(.person(user: user, reason: try fields.text("reason")), request, context, body: body)
  }

  private func erase(
    _ erasure: ErasureCommand, _ request: Request, _ context: ServerContext, body: Data
  ) async throws -> Response {
    let write = WriteRequest(
      target: .erasure(erasure), actor: try context.known().actor, metadata: context.metadata(),
      idempotency: try request.idempotencyKey(body: body)
    ) { outcome in
      let erased = try outcome.events.compactMap { recorded -> Value? in
        guard case .bodyRedacted(let facts) = recorded.event else { return nil }
        return try JSON.value(of: facts).merging(["event_seq": .int(Int(recorded.seq))])
      }
      return Answer(
        ["erased": .array(erased), "version": .int(outcome.version), "seq": .int(Int(outcome.seq))],
        status: 201, version: outcome.version)
    }
    return Response(try await services.ledger.erase(write).answer)
  }
}
