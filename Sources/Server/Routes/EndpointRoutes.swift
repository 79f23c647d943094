import Documents
import Foundation
import Hummingbird
import Ledger
import NIOCore
import Workflow

/// Where outgoing deliveries go.
struct EndpointRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("endpoints", use: endpoints)
    group.post("endpoints", use: create)
    group.get("endpoints/{id}", use: endpoint)
    group.patch("endpoints/{id}", use: update)
    group.delete("endpoints/{id}", use: delete)
    group.post("endpoints/{id}/enablement", use: enable)
    group.post("endpoints/{id}/secret-rotation", use: rotate)
    group.post("endpoints/{id}/test", use: test)
    group.post("endpoints/{id}/replay", use: replay)
  }

  @Sendable private func endpoints(_ request: Request, _ context: ServerContext) async throws -> Response {
    var items: [Value] = []
    for endpoint in try await services.ledger.endpoints() { items.append(try await view(endpoint)) }
    return Page.answer(items, next: nil)
  }

  @Sendable private func endpoint(_ request: Request, _ context: ServerContext) async throws -> Response {
    .json(try await view(try await found(context)))
  }

  @Sendable private func create(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let asked = EndpointRequest(fields: fields, services: services)
    let (kind, url) = (try fields.text("kind"), try fields.text("url"))
    let settings = try asked.settings() ?? [:]
    let traits = try services.endpointKinds.check(kind: kind, url: url, settings: settings)
    try await services.checkTarget(url, "url")
    let made = try services.endpointKinds.makeSecret(kind: kind, settings: settings)
    let created = EndpointCreated(
      endpoint: services.ledger.sources.newID("ep"), name: try asked.fields.name() ?? kind, kind: kind,
      eventTypes: try asked.eventTypes() ?? traits.defaultEventTypes, projects: try await asked.projects() ?? [],
      template: try fields.optionalText("template"))
    let sealed = EndpointSecret(
      url: url, secret: made?.secret ?? "", settings: EndpointRequest.merged(nil, with: settings))
    let record = EndpointRecord(
      created: created, enabled: true, createdSeq: 0, createdAt: services.ledger.now)
    try await checkTemplate(of: record, sealed)
    let response = try await services.write(
      .registry(.createEndpoint(created)), request: request, context: context, body: body,
      privateWrites: [.secret(owner: created.endpoint, plain: try JSONEncoder().encode(sealed))]
    ) { [services] outcome in
      Answer(
        EndpointView(record, sealed, services.endpointKinds).value().merging([
          "secret": Value(made?.shown), "version": .int(outcome.version), "seq": .int(Int(outcome.seq)),
        ]), status: 201, location: "/api/v1/endpoints/\(created.endpoint)", version: outcome.version)
    }
    services.onEndpointChange()
    return response
  }

  /// A template that cannot be rendered is refused now, not at the first delivery.
  private func checkTemplate(of endpoint: EndpointRecord, _ sealed: EndpointSecret) async throws {
    guard endpoint.created.template != nil || sealed.settings?["template"] != nil else { return }
    do {
      _ = try await services.endpointKinds.preview(endpoint, sealed: sealed)
    } catch let refusal as Refusal where refusal.code == "nothing_to_show" {}
  }

  @Sendable private func update(_ request: Request, _ context: ServerContext) async throws -> Response {
    let endpoint = try await found(context)
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let asked = EndpointRequest(fields: fields, services: services)
    var sealed = try await sealed(of: endpoint)
    var replaced: [String] = []
    if let url = try fields.optionalText("url") {
      try await services.checkTarget(url, "url")
      sealed.url = url
      replaced.append("url")
    }
    if let changes = try asked.settings() {
      sealed.settings = EndpointRequest.merged(sealed.settings, with: changes)
      replaced.append("settings")
    }
    _ = try services.endpointKinds.check(
      kind: endpoint.created.kind, url: sealed.url, settings: sealed.settings ?? [:])
    if replaced.contains("settings") { try await checkTemplate(of: endpoint, sealed) }
    let updated = EndpointUpdated(
      endpoint: endpoint.id, name: try asked.fields.name(), eventTypes: try asked.eventTypes(),
      projects: try await asked.projects(), replaced: replaced, enabled: try fields.optionalFlag("enabled"))
    let writes =
      replaced.isEmpty ? [] : [PrivateWrite.secret(owner: endpoint.id, plain: try JSONEncoder().encode(sealed))]
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

  /// The old secret goes on signing beside the new one for a day, so that receivers can change over without a gap.
  @Sendable private func rotate(_ request: Request, _ context: ServerContext) async throws -> Response {
    let endpoint = try await found(context)
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    var sealed = try await sealed(of: endpoint)
    let made = try services.endpointKinds.makeSecret(kind: endpoint.created.kind, settings: sealed.settings ?? [:])
    guard let made else {
      throw Refusal(
        .conflict, "nothing_to_rotate",
        "An endpoint of kind '\(endpoint.created.kind)' signs nothing: change its token with PATCH.")
    }
    let until = services.ledger.now.adding(seconds: services.endpointKinds.overlapSeconds)
    sealed.previous = EndpointSecret.Previous(secret: sealed.secret, until: until)
    sealed.secret = made.secret
    let updated = EndpointUpdated(endpoint: endpoint.id, replaced: ["secret"])
    return try await change(
      .updateEndpoint(updated), endpoint.id, request, context, body: body,
      writes: [.secret(owner: endpoint.id, plain: try JSONEncoder().encode(sealed))],
      shows: ["secret": .string(made.shown), "previous_until": Value(until)])
  }

  private func change(
    _ command: RegistryCommand, _ id: String, _ request: Request, _ context: ServerContext, body: Data,
    writes: [PrivateWrite], shows: [String: Value] = [:]
  ) async throws -> Response {
    let response = try await services.write(
      .registry(command), request: request, context: context, body: body, privateWrites: writes
    ) { outcome in
      let answer: Value = ["id": .string(id), "version": .int(outcome.version), "seq": .int(Int(outcome.seq))]
      return Answer(answer.merging(shows), version: outcome.version)
    }
    services.onEndpointChange()
    return response
  }

  /// With `dry_run` what would be sent is shown, and nothing is sent.
  @Sendable private func test(_ request: Request, _ context: ServerContext) async throws -> Response {
    let endpoint = try await found(context)
    if try request.flag("dry_run") {
      let text = try await services.endpointKinds.preview(endpoint, sealed: try await sealed(of: endpoint))
      return .json(["kind": .string(endpoint.created.kind), "preview": .string(text)])
    }
    let id = services.ledger.sources.newID("msg")
    let planned = PlannedDelivery(
      id: id, endpoint: endpoint.id, position: services.ledger.position, document: nil, eventType: "endpoint.test",
      body: try services.endpointKinds.testBody(for: endpoint))
    try await services.ledger.plan([planned])
    services.onEndpointChange()
    return .json(["delivery": .string(id)], status: .accepted)
  }

  @Sendable private func replay(_ request: Request, _ context: ServerContext) async throws -> Response {
    let endpoint = try await found(context)
    let fields = try Fields(try await request.body(upTo: BodyLimits.otherBytesMax))
    let (after, last) = (Int64(try fields.number("after")), services.ledger.position)
    let until = try fields.optionalNumber("until").map(Int64.init) ?? last
    guard after >= 0 else { throw fields.refusal("after", "must be a log position, 0 or more.") }
    guard until >= after else { throw fields.refusal("until", "must not be before 'after'.") }
    let count = try await services.endpointKinds.replay(endpoint, after: after, until: min(until, last))
    services.onEndpointChange()
    return .json(
      ["deliveries": .int(count), "after": .int(Int(after)), "until": .int(Int(min(until, last)))], status: .accepted)
  }

  private func found(_ context: ServerContext) async throws -> EndpointRecord {
    let id = try context.parameters.require("id")
    guard let endpoint = try await services.ledger.endpoints().first(where: { $0.id == id }) else {
      throw Refusal.unknown("endpoint", id)
    }
    return endpoint
  }

  private func sealed(of endpoint: EndpointRecord) async throws -> EndpointSecret {
    guard let plain = try await services.ledger.secret(of: endpoint.id) else {
      throw Refusal.unknown("endpoint", endpoint.id)
    }
    return try JSONDecoder().decode(EndpointSecret.self, from: plain)
  }

  private func view(_ endpoint: EndpointRecord) async throws -> Value {
    EndpointView(endpoint, try await sealed(of: endpoint), services.endpointKinds).value()
  }
}
