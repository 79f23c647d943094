import Documents
package import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// Git hosts: what is watched, and their deliveries.
struct ConnectionRoutes {
  /// The hosts that this version understands.
  private static let hosts: Set<String> = ["github"]
  private static let secretBytes = 32
  /// Bytes of a delivery: GitHub's own cap is 25 MB; a push's is far below this one.
  private static let hookBytesMax = 5 * 1024 * 1024
  let services: ServerServices
  let receiver: any HookReceiving

  func add(to group: RouterGroup<ServerContext>) {
    group.get("connections", use: connections)
    group.post("connections", use: create)
    group.get("connections/{id}", use: connection)
    group.delete("connections/{id}", use: delete)
    group.get("connections/{id}/receipts", use: receipts)
  }

  func addHooks(to router: Router<ServerContext>) {
    router.post("hooks/{connection}", use: receive)
  }

  @Sendable private func receive(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: Self.hookBytesMax)
    var headers: [String: String] = [:]
    for field in request.headers { headers[field.name.canonicalName] = field.value }
    let receipt = try await receiver.receive(
      connection: try context.parameters.require("connection"), headers: headers, body: body)
    guard let receipt else {
      throw Problem(
        status: .unauthorized, code: "bad_signature",
        detail: "The signature is missing or not that of this connection's secret: nothing was kept.")
    }
    services.onIncoming()
    return .json(["receipt": .string(receipt.id)], status: receipt.isNew ? .accepted : .ok)
  }

  private func found(_ context: ServerContext) async throws -> ConnectionRecord {
    try services.requireAdmin(try context.known())
    let id = try context.parameters.require("id")
    guard let record = try await services.ledger.connections().first(where: { $0.created.connection == id }) else {
      throw Refusal.unknown("connection", id)
    }
    return record
  }

  @Sendable private func connections(_ request: Request, _ context: ServerContext) async throws -> Response {
    try services.requireAdmin(try context.known())
    return Page.answer(try await services.ledger.connections().map(RegistryViews.connection), next: nil)
  }

  @Sendable private func connection(_ request: Request, _ context: ServerContext) async throws -> Response {
    .json(RegistryViews.connection(try await found(context)))
  }

  @Sendable private func create(_ request: Request, _ context: ServerContext) async throws -> Response {
    try services.requireAdmin(try context.known())
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let host = try fields.text("host")
    guard Self.hosts.contains(host) else {
      throw Refusal.field("host", "'\(host)' is not part of this version; there is 'github'.")
    }
    let apiURL = try fields.optionalText("api_url") ?? "https://api.github.com"
    try await services.checkTarget(apiURL, "api_url")
    try await check(fields)
    let repository = try fields.text("repository")
    let created = ConnectionCreated(
      connection: services.ledger.sources.newID("con"), name: try fields.optionalText("name") ?? repository,
      host: host, repository: repository, apiURL: apiURL, branch: try fields.optionalText("branch") ?? "main",
      paths: try fields.optionalTexts("paths") ?? ["**/*.md"], project: try fields.optionalText("project"),
      template: try fields.optionalText("template"), workflow: try fields.optionalText("workflow"))
    let secret = ConnectionSecret(
      secret: Data(services.ledger.sources.randomBytes(Self.secretBytes)).hexadecimal,
      token: try fields.optionalText("token"))
    let hookURL = "\(services.publicURL())/hooks/\(created.connection)"
    return try await services.write(
      .registry(.createConnection(created)), request: request, context: context, body: body,
      privateWrites: [.secret(owner: created.connection, plain: try JSONEncoder().encode(secret))]
    ) { outcome in
      let record = ConnectionRecord(
        created: created, createdAt: outcome.events.first?.position.timestamp ?? Timestamp(milliseconds: 0))
      return Answer(
        RegistryViews.connection(record).merging([
          "hook_url": .string(hookURL), "secret": .string(secret.secret), "version": .int(outcome.version),
          "seq": .int(Int(outcome.seq)),
        ]), status: 201, location: "/api/v1/connections/\(created.connection)", version: outcome.version)
    }
  }

  private func check(_ fields: Fields) async throws {
    if let project = try fields.optionalText("project"), try await services.ledger.project(project) == nil {
      throw Refusal.field("project", "there is no project '\(project)'.")
    }
    if let template = try fields.optionalText("template"), try await services.ledger.template(template) == nil {
      throw Refusal.field("template", "there is no template '\(template)'.")
    }
    if let workflow = try fields.optionalText("workflow"), try await services.ledger.workflow(workflow) == nil {
      throw Refusal.field("workflow", "there is no workflow '\(workflow)'.")
    }
    let parts = try fields.text("repository").split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else {
      throw Refusal.field("repository", "must be owner/name.")
    }
  }

  @Sendable private func delete(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try await found(context).created.connection
    return try await services.write(
      .registry(.deleteConnection(id: id)), request: request, context: context,
      privateWrites: [.forgetSecret(owner: id)]
    ) { outcome in
      Answer(["id": .string(id), "version": .int(outcome.version), "seq": .int(Int(outcome.seq))])
    }
  }

  @Sendable private func receipts(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try await found(context).created.connection
    let page = try Page(request)
    let found = try await services.ledger.receipts(of: id, before: page.cursor, limit: page.limit)
    let items: [Value] = found.map { receipt in
      [
        "id": .string(receipt.id), "delivery": .string(receipt.delivery), "event": .string(receipt.event),
        "state": .string(receipt.state), "attempts": .int(receipt.attempts), "outcome": Value(receipt.outcome),
        "received_at": Value(receipt.receivedAt),
      ]
    }
    return Page.answer(items, next: found.count == page.limit ? found.last?.id : nil)
  }
}

/// Verifies and stores a host's delivery; nil where its signature is not that of the connection.
package protocol HookReceiving: Sendable {
  func receive(
    connection: String, headers: [String: String], body: Data
  ) async throws -> (id: String, isNew: Bool)?
}
