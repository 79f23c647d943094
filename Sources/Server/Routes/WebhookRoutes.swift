import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// Where outgoing webhooks go, and what became of them.
struct WebhookRoutes {
  /// The kinds of endpoint that this version can deliver to.
  private static let kinds: Set<String> = ["webhook"]
  private static let secretBytes = 32
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("endpoints", use: endpoints)
    group.post("endpoints", use: create)
    group.get("endpoints/{id}", use: endpoint)
    group.patch("endpoints/{id}", use: update)
    group.delete("endpoints/{id}", use: delete)
    group.post("endpoints/{id}/test", use: test)
    group.post("endpoints/{id}/enablement", use: enable)
    group.get("deliveries", use: deliveries)
    group.get("deliveries/{id}", use: delivery)
    group.post("deliveries/{id}/retry", use: retry)
  }

  private func found(_ context: ServerContext) async throws -> EndpointRecord {
    try services.requireAdmin(try context.known())
    let id = try context.parameters.require("id")
    guard let endpoint = try await services.ledger.endpoints().first(where: { $0.id == id }) else {
      throw Refusal.unknown("endpoint", id)
    }
    return endpoint
  }

  private func view(_ endpoint: EndpointRecord) async throws -> Value {
    let secret = try await services.ledger.secret(of: endpoint.id)
    let url = try secret.map { try JSONDecoder().decode(EndpointSecret.self, from: $0).url }
    return RegistryViews.endpoint(endpoint, url: url)
  }

  @Sendable private func endpoints(_ request: Request, _ context: ServerContext) async throws -> Response {
    try services.requireAdmin(try context.known())
    var items: [Value] = []
    for endpoint in try await services.ledger.endpoints() { items.append(try await view(endpoint)) }
    return Page.answer(items, next: nil)
  }

  @Sendable private func endpoint(_ request: Request, _ context: ServerContext) async throws -> Response {
    .json(try await view(try await found(context)))
  }

  @Sendable private func create(_ request: Request, _ context: ServerContext) async throws -> Response {
    try services.requireAdmin(try context.known())
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let kind = try fields.text("kind")
    guard Self.kinds.contains(kind) else {
      throw Refusal.field("kind", "'\(kind)' is not part of this version; there is 'webhook'.")
    }
    let url = try fields.text("url")
    try await services.checkTarget(url, "url")
    let secret = EndpointSecret(
      url: url, secret: "whsec_" + Data(services.ledger.sources.randomBytes(Self.secretBytes)).base64EncodedString())
    let created = EndpointCreated(
      endpoint: services.ledger.sources.newID("ep"), name: try fields.optionalText("name") ?? kind, kind: kind,
      eventTypes: try eventTypes(fields) ?? ["stage.completed"], projects: try fields.optionalTexts("projects") ?? [])
    let response = try await services.write(
      .registry(.createEndpoint(created)), request: request, context: context, body: body,
      privateWrites: [.secret(owner: created.endpoint, plain: try JSONEncoder().encode(secret))]
    ) { outcome in
      let record = EndpointRecord(
        created: created, enabled: true, disabledReason: nil, createdSeq: outcome.seq,
        createdAt: outcome.events.first?.position.timestamp ?? Timestamp(milliseconds: 0))
      return Answer(
        RegistryViews.endpoint(record, url: url).merging([
          "secret": .string(secret.secret), "version": .int(outcome.version), "seq": .int(Int(outcome.seq)),
        ]), status: 201, location: "/api/v1/endpoints/\(created.endpoint)", version: outcome.version)
    }
    services.onEndpointChange()
    return response
  }

  private func eventTypes(_ fields: Fields) throws -> [String]? {
    guard let types = try fields.optionalTexts("event_types") else { return nil }
    for type in types where type != "*" {
      let isKnown = EventType(rawValue: type) != nil
      let isFamily = type.hasSuffix(".*") && EventType.allCases.contains { $0.rawValue.hasPrefix(type.dropLast()) }
      guard isKnown || isFamily else { throw Refusal.field("event_types", "there is no event type '\(type)'.") }
    }
    return types
  }

  @Sendable private func update(_ request: Request, _ context: ServerContext) async throws -> Response {
    let endpoint = try await found(context)
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    var writes: [PrivateWrite] = []
    if let url = try fields.optionalText("url"), let stored = try await services.ledger.secret(of: endpoint.id) {
      try await services.checkTarget(url, "url")
      let old = try JSONDecoder().decode(EndpointSecret.self, from: stored)
      writes = [
        .secret(
          owner: endpoint.id, plain: try JSONEncoder().encode(EndpointSecret(url: url, secret: old.secret)))
      ]
    }
    let updated = EndpointUpdated(
      endpoint: endpoint.id, name: try fields.optionalText("name"), eventTypes: try eventTypes(fields),
      projects: try fields.optionalTexts("projects"), replaced: writes.isEmpty ? [] : ["url"],
      enabled: try fields.optionalFlag("enabled"))
    return try await change(.updateEndpoint(updated), endpoint.id, request, context, body: body, writes: writes)
  }

  @Sendable private func enable(_ request: Request, _ context: ServerContext) async throws -> Response {
    let endpoint = try await found(context)
    let updated = EndpointUpdated(endpoint: endpoint.id, replaced: [], enabled: true)
    return try await change(.updateEndpoint(updated), endpoint.id, request, context, body: Data(), writes: [])
  }

  @Sendable private func delete(_ request: Request, _ context: ServerContext) async throws -> Response {
    let endpoint = try await found(context)
    return try await change(
      .deleteEndpoint(id: endpoint.id), endpoint.id, request, context, body: Data(),
      writes: [.forgetSecret(owner: endpoint.id)])
  }

  private func change(
    _ command: RegistryCommand, _ id: String, _ request: Request, _ context: ServerContext, body: Data,
    writes: [PrivateWrite]
  ) async throws -> Response {
    let response = try await services.write(
      .registry(command), request: request, context: context, body: body, privateWrites: writes
    ) { outcome in
      Answer(
        ["id": .string(id), "version": .int(outcome.version), "seq": .int(Int(outcome.seq))], version: outcome.version)
    }
    services.onEndpointChange()
    return response
  }

  @Sendable private func test(_ request: Request, _ context: ServerContext) async throws -> Response {
    let endpoint = try await found(context)
    let sources = services.ledger.sources
    let id = sources.newID("msg")
    let body: Value = [
      "type": "endpoint.test", "timestamp": Value(sources.now()),
      "data": ["endpoint": .string(endpoint.id), "message": "A test delivery."],
    ]
    let planned = PlannedDelivery(
      id: id, position: services.ledger.position, document: nil, eventType: "endpoint.test",
      body: JSON.encode(body))
    try await services.ledger.plan([planned], for: endpoint.id, cursor: nil)
    services.onEndpointChange()
    return .json(["delivery": .string(id)], status: .accepted)
  }

  @Sendable private func deliveries(_ request: Request, _ context: ServerContext) async throws -> Response {
    try services.requireAdmin(try context.known())
    let page = try Page(request)
    let state = request.query("state")
    guard state.map({ Delivery.State(rawValue: $0) != nil }) ?? true else {
      throw Refusal.field("state", "must be one of \(Delivery.State.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let found = try await services.ledger.deliveries(
      endpoint: request.query("endpoint"), state: state, document: request.query("document"), before: page.cursor,
      limit: page.limit)
    return Page.answer(found.map(view), next: found.count == page.limit ? found.last?.id : nil)
  }

  @Sendable private func delivery(_ request: Request, _ context: ServerContext) async throws -> Response {
    try services.requireAdmin(try context.known())
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
      "due_at": delivery.state == .pending ? Value(delivery.dueAt) : .null, "created_at": Value(delivery.createdAt),
      "finished_at": Value(delivery.finishedAt),
    ]
  }

  @Sendable private func retry(_ request: Request, _ context: ServerContext) async throws -> Response {
    try services.requireAdmin(try context.known())
    let id = try context.parameters.require("id")
    guard try await services.ledger.retryDelivery(id) else { throw Refusal.unknown("delivery", id) }
    services.onEndpointChange()
    return .json(["id": .string(id), "state": "pending"], status: .accepted)
  }
}
