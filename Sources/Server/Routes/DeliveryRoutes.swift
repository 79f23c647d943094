import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// What was sent, and how that went.
struct DeliveryRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("deliveries", use: deliveries)
    group.get("deliveries/{id}", use: delivery)
    group.post("deliveries/{id}/retry", use: retry)
  }

  @Sendable private func deliveries(_ request: Request, _ context: ServerContext) async throws -> Response {
    let page = try Page(request)
    let state = try request.choice("state", of: Delivery.State.allCases.map(\.rawValue))
    let found = try await services.ledger.deliveries(
      endpoint: request.query("endpoint"), state: state, document: request.query("document"), before: page.cursor,
      limit: page.limit)
    return Page.answer(found.map(view), next: found.count == page.limit ? found.last?.id : nil)
  }

  @Sendable private func delivery(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try context.parameters.require("id")
    guard let (delivery, attempts) = try await services.ledger.delivery(id) else {
      throw Refusal.unknown("delivery", id)
    }
    let tries: [Value] = attempts.map { attempt in
      [
        "number": .int(attempt.number), "at": Value(attempt.at), "duration_ms": .int(attempt.durationMilliseconds),
        "status": attempt.status.map(Value.int) ?? .null, "failure": Value(attempt.failure),
        "answer": Value(attempt.answer),
      ]
    }
    return .json(view(delivery).merging(["attempts": .array(tries)]))
  }

  private func view(_ delivery: Delivery) -> Value {
    [
      "id": .string(delivery.id), "endpoint": .string(delivery.endpoint), "seq": .int(Int(delivery.position)),
      "document": Value(delivery.document), "event_type": .string(delivery.eventType),
      "state": .string(delivery.state.rawValue), "attempt_count": .int(delivery.attempts),
      "due_at": delivery.state.isWaiting ? Value(delivery.dueAt) : .null, "created_at": Value(delivery.createdAt),
      "finished_at": Value(delivery.finishedAt),
    ]
  }

  @Sendable private func retry(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try context.parameters.require("id")
    guard try await services.ledger.retryDelivery(id) else { throw Refusal.unknown("delivery", id) }
    services.onEndpointChange()
    return .json(["id": .string(id), "state": "pending"], status: .accepted)
  }
}
