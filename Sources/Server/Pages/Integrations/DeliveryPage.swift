import Documents
import Hummingbird
import Ledger
import Workflow

/// One delivery, with every attempt at it.
struct DeliveryPage {
  /// Within so many seconds an attempt is worth waiting for before the page.
  private static let soonSeconds = 8.0

  let services: ServerServices
  let api: InnerAPI

  func add(to group: RouterGroup<ServerContext>) {
    group.get("integrations/deliveries/{id}") { request, context in
      let id = FormCoding.encoded(try context.parameters.require("id"))
      let delivery = try await api.get("deliveries/\(id)", context)
      let endpoints = try await services.ledger.endpoints()
      let names = Dictionary(endpoints.map { ($0.id, $0.created.name) }, uniquingKeysWith: { first, _ in first })
      let soon = services.ledger.now.adding(seconds: Self.soonSeconds)
      let model = DeliveryModel(
        delivery: delivery, endpoints: names, document: try await document(delivery), soon: soon)
      return try await PageFrame(services: services, request: request, context: context)
        .answer("delivery", title: "Delivery", at: .integrations, model.value())
    }
  }

  private func document(_ delivery: Value) async throws -> DocumentState? {
    guard let id = delivery["document"]?.string else { return nil }
    return try await services.ledger.document(id)
  }
}

/// A delivery as its page shows it.
struct DeliveryModel {
  let delivery: Value
  let endpoints: [String: String]
  let document: DocumentState?
  let soon: Timestamp

  func value() -> Value {
    let attempts = delivery["attempts"]?.items ?? []
    let due = delivery["due_at"]?.string.flatMap { Timestamp($0) }
    let endpoint = delivery["endpoint"]?.string ?? ""
    return IntegrationWords.delivery(delivery, endpoints: endpoints).merging([
      "endpoint_href": endpoints[endpoint] == nil ? .null : .string("/integrations/endpoints/" + endpoint),
      "document_href": Value(document.map { "/documents/" + $0.opened.slug }), "document_title": Value(document?.title),
      "tries": .array(attempts.map(Self.attempt)), "tried": .bool(!attempts.isEmpty),
      "awaits": .bool(due.map { $0 < soon } ?? false), "ended": .bool(due == nil),
    ])
  }

  private static func attempt(_ attempt: Value) -> Value {
    let failure = attempt["failure"]?.string
    return [
      "number": attempt["number"] ?? .null, "at": IntegrationWords.time(attempt["at"]),
      "status": attempt["status"] ?? .null, "duration": attempt["duration_ms"] ?? .null,
      "failure": Value(failure.map(IntegrationWords.failure)), "class": Value(failure),
      "went_well": .bool(failure == nil),
      "answer": attempt["answer"] ?? .null,
    ]
  }
}
