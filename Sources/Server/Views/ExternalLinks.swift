import Documents
import Ledger
import Workflow

/// Where a document stands elsewhere: its issues in trackers, its messages in chats.
struct ExternalLinks {
  let services: ServerServices

  func value(of document: DocumentState) async throws -> Value {
    var found = try await services.ledger.externalLinks(of: document.id)
    if let step = document.opened.step, let project = document.project {
      found += try await services.ledger.externalLinks(of: "\(project)/\(step)")
    }
    let shown = found.filter { $0.url != nil }
    guard !shown.isEmpty else { return .array([]) }
    let endpoints = try await services.ledger.endpoints()
    return .array(
      shown.compactMap { link in
        guard let endpoint = endpoints.first(where: { $0.id == link.endpoint }) else { return nil }
        return [
          "endpoint": .string(endpoint.created.name), "kind": .string(endpoint.created.kind), "key": .string(link.key),
          "url": Value(link.url),
        ]
      })
  }
}
