import Documents
package import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// Git hosts: what is watched, and their deliveries.
struct ConnectionRoutes {
  /// Bytes of a delivery. Hosts send up to 25 MB; a larger one than this is made good by reconciliation.
  private static let hookBytesMax = 5 * 1024 * 1024
  let services: ServerServices
  let receiver: any HookReceiving

  func add(to group: RouterGroup<ServerContext>) {
    group.get("connections", use: connections)
    group.post("connections", use: create)
    group.get("connections/{id}", use: connection)
    group.delete("connections/{id}", use: delete)
    group.get("connections/{id}/receipts", use: receipts)
    group.get("connections/{id}/receipts/{receipt}", use: receipt)
    group.post("connections/{id}/receipts/{receipt}/retry", use: retry)
    group.get("connections/{id}/identities", use: identities)
  }

  func addHooks(to router: Router<ServerContext>) {
    router.post("hooks/{connection}", use: receive)
  }

  @Sendable private func receive(_ request: Request, _ context: ServerContext) async throws -> Response {
    // Nothing is read for an address that is nobody's.
    guard try await services.ledger.connection(try context.parameters.require("connection")) != nil else {
      throw Self.unsigned
    }
    let body = try await request.body(upTo: Self.hookBytesMax)
    var headers: [String: String] = [:]
    for field in request.headers { headers[field.name.canonicalName] = field.value }
    let receipt = try await receiver.receive(
      connection: try context.parameters.require("connection"), headers: headers, body: body)
    guard let receipt else { throw Self.unsigned }
    services.onIncoming()
    return .json(["receipt": .string(receipt.id)], status: receipt.isNew ? .accepted : .ok)
  }

  @Sendable private func connections(_ request: Request, _ context: ServerContext) async throws -> Response {
    return Page.answer(try await services.ledger.connections().map(ConnectionView.value), next: nil)
  }

  @Sendable private func connection(_ request: Request, _ context: ServerContext) async throws -> Response {
    let record = try await services.connection(context)
    let reconciliation = try await services.ledger.reconciliation(of: record.created.connection)
    return .json(ConnectionView.value(record).merging(["reconciliation": ReconciliationView.value(reconciliation)]))
  }

  @Sendable private func create(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let given = ConnectionRequest(fields: try Fields(body), services: services)
    let created = try await given.created(id: services.ledger.sources.newID("con"))
    let secret = try given.secret()
    let hookURL = "\(services.publicURL())/hooks/\(created.connection)"
    let response = try await services.write(
      .registry(.createConnection(created)), request: request, context: context, body: body,
      privateWrites: [.secret(owner: created.connection, plain: try JSONEncoder().encode(secret))]
    ) { outcome in
      let record = ConnectionRecord(
        created: created, createdAt: outcome.events.first?.position.timestamp ?? Timestamp(milliseconds: 0))
      return Answer(
        ConnectionView.value(record).merging([
          "hook_url": .string(hookURL), "secret": .string(secret.secret), "version": .int(outcome.version),
          "seq": .int(Int(outcome.seq)),
        ]), status: 201, location: "/api/v1/connections/\(created.connection)", version: outcome.version)
    }
    services.onIncoming()
    return response
  }

  @Sendable private func delete(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try await services.connection(context).created.connection
    return try await services.write(
      .registry(.deleteConnection(id: id)), request: request, context: context,
      privateWrites: [.forgetSecret(owner: id)]
    ) { outcome in
      Answer(["id": .string(id), "version": .int(outcome.version), "seq": .int(Int(outcome.seq))])
    }
  }

  @Sendable private func receipts(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try await services.connection(context).created.connection
    let page = try Page(request)
    let state = try request.query("state").map { word throws(Refusal) -> Receipt.State in
      guard let state = Receipt.State(rawValue: word) else {
        throw Refusal.field(
          "state", "must be one of \(Receipt.State.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      return state
    }
    let found = try await services.ledger.receipts(of: id, state: state, before: page.cursor, limit: page.limit)
    return Page.answer(
      found.map(ConnectionView.receipt), next: found.count == page.limit ? found.last?.id : nil)
  }

  /// With what was kept of its body.
  @Sendable private func receipt(_ request: Request, _ context: ServerContext) async throws -> Response {
    let receipt = try await found(context)
    let body = String(decoding: receipt.body, as: UTF8.self)
    return .json(ConnectionView.receipt(receipt).merging(["body": .string(body)]))
  }

  private static let unsigned = Problem(
    status: .unauthorized, code: "bad_signature",
    detail: "The signature is missing or not that of this connection's secret: nothing was kept.")

  private func found(_ context: ServerContext) async throws -> Receipt {
    let connection = try await services.connection(context).created.connection
    let id = try context.parameters.require("receipt")
    guard let receipt = try await services.ledger.receipt(id, of: connection) else {
      throw Refusal.unknown("receipt", id)
    }
    return receipt
  }

  @Sendable private func retry(_ request: Request, _ context: ServerContext) async throws -> Response {
    let receipt = try await found(context)
    guard try await services.ledger.retryReceipt(receipt.id, of: receipt.connection) else {
      throw Refusal(.conflict, "receipt_running", "The receipt is in work just now.")
    }
    services.onIncoming()
    return .json(ConnectionView.receipt(try await found(context)), status: .accepted)
  }

  /// Those who reviewed and are no user here.
  @Sendable private func identities(_ request: Request, _ context: ServerContext) async throws -> Response {
    let connection = try await services.connection(context).created
    let page = try Page(request)
    var seen: [String: (name: String?, count: Int, last: Timestamp)] = [:]
    for review in try await services.ledger.reviews(of: connection.connection) {
      guard let login = review.reviewer.login else { continue }
      seen[login] = (review.reviewer.name, (seen[login]?.count ?? 0) + 1, review.at)
    }
    var unmapped: [(login: String, value: Value)] = []
    for (login, what) in seen.sorted(by: { $0.key < $1.key }) where page.cursor.map({ login > $0 }) ?? true {
      guard try await services.ledger.user(of: HostActor(login: login), at: connection) == nil else { continue }
      unmapped.append(
        (
          login,
          [
            "host": .string(connection.host), "login": .string(login), "name": Value(what.name),
            "reviews": .int(what.count), "last_seen": Value(what.last),
          ]
        ))
      if unmapped.count > page.limit { break }
    }
    let shown = unmapped.prefix(page.limit)
    return Page.answer(shown.map(\.value), next: unmapped.count > shown.count ? shown.last?.login : nil)
  }
}

extension ServerServices {
  /// The connection that a path names, for an admin.
  func connection(_ context: ServerContext) async throws -> ConnectionRecord {
    let id = try context.parameters.require("id")
    guard let record = try await ledger.connection(id) else { throw Refusal.unknown("connection", id) }
    return record
  }
}

/// Verifies and stores a host's delivery; nil where its signature is not that of the connection.
package protocol HookReceiving: Sendable {
  func receive(
    connection: String, headers: [String: String], body: Data
  ) async throws -> (id: String, isNew: Bool)?
}
