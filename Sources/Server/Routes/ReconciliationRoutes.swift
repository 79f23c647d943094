import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// Comparing a connection's branch with what was taken in of it, by hand.
struct ReconciliationRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.post("connections/{id}/reconciliation", use: request)
  }

  @Sendable private func request(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try await services.connection(context).created.connection
    let state = try await services.ledger.requestReconciliation(of: id)
    services.onIncoming()
    return .json(ReconciliationView.value(state), status: .accepted)
  }
}

enum ReconciliationView {
  /// `done` and `total` are commits; `total` is null until it is known.
  static func value(_ reconciliation: Reconciliation) -> Value {
    [
      "state": .string(reconciliation.state.rawValue), "done": .int(reconciliation.done),
      "total": reconciliation.total.map(Value.int) ?? .null, "detail": Value(reconciliation.detail),
      "started_at": Value(reconciliation.startedAt), "finished_at": Value(reconciliation.finishedAt),
      "next_at": Value(reconciliation.nextAt),
    ]
  }
}
