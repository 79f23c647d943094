import Documents
import Hummingbird
import Ledger
import Workflow

/// What leaves for other tools and what comes in from git hosts, and how both are doing.
struct IntegrationsPage {
  /// Deliveries that went wrong and are shown here.
  private static let troubleMax = 10

  let services: ServerServices
  let api: InnerAPI

  func add(to group: RouterGroup<ServerContext>) {
    group.get("integrations") { request, context in
      let isAdmin = services.ledger.directory.isAdmin(try context.known().id)
      let model = isAdmin ? try await overview(context) : ["allowed": false]
      return try await PageFrame(services: services, request: request, context: context)
        .answer("integrations", title: "Integrations", at: .integrations, model)
    }
  }

  private func overview(_ context: ServerContext) async throws -> Value {
    let endpoints = try await api.get("endpoints", context)["items"]?.items ?? []
    let connections = try await api.get("connections", context)["items"]?.items ?? []
    let names = Dictionary(
      endpoints.compactMap { endpoint in endpoint["id"]?.string.map { ($0, endpoint["name"]?.string ?? $0) } },
      uniquingKeysWith: { first, _ in first })
    var trouble: [Value] = []
    for state in ["exhausted", "failed"] {
      let found = try await api.get("deliveries?state=\(state)&limit=\(Self.troubleMax)", context)["items"]?.items ?? []
      trouble += found.map { IntegrationWords.delivery($0, endpoints: names) }
    }
    return [
      "allowed": true, "endpoints": .array(try await endpoints.asyncMap { try await endpoint($0, names, context) }),
      "has_endpoints": .bool(!endpoints.isEmpty), "has_connections": .bool(!connections.isEmpty),
      "connections": .array(try await connections.asyncMap(connection)),
      "trouble": .array(Array(trouble.prefix(Self.troubleMax))), "has_trouble": .bool(!trouble.isEmpty),
      "chats": Self.tools(SetupGuide.chats), "trackers": Self.tools(SetupGuide.trackers),
      "programs": Self.tools(SetupGuide.programs), "hosts": Self.tools(SetupGuide.hosts),
    ]
  }

  private func endpoint(_ endpoint: Value, _ names: [String: String], _ context: ServerContext) async throws -> Value {
    let id = endpoint["id"]?.string ?? ""
    let last = try await api.get("deliveries?endpoint=\(FormCoding.encoded(id))&limit=1", context)["items"]?.items.first
    return [
      "id": .string(id), "href": .string("/integrations/endpoints/" + id), "name": endpoint["name"] ?? .null,
      "tool": .string(IntegrationWords.tool(endpoint["kind"]?.string ?? "")), "enabled": endpoint["enabled"] ?? false,
      "reason": endpoint["disabled_reason"] ?? .null,
      "last": last.map { IntegrationWords.delivery($0, endpoints: names) } ?? .null,
    ]
  }

  private func connection(_ connection: Value) async throws -> Value {
    let id = connection["id"]?.string ?? ""
    let reconciliation = try await services.ledger.reconciliation(of: id)
    let last = try await services.ledger.receipts(of: id, state: nil, before: nil, limit: 1).first
    return [
      "id": .string(id), "href": .string("/integrations/connections/" + id), "name": connection["name"] ?? .null,
      "tool": .string(IntegrationWords.tool(connection["host"]?.string ?? "")),
      "repository": connection["repository"] ?? .null, "branch": connection["branch"] ?? .null,
      "state": ConnectionModel.state(reconciliation.state.rawValue),
      "last": last.map { ["event": .string($0.event), "at": PageWords.time($0.receivedAt)] } ?? .null,
    ]
  }

  private static func tools(_ guides: [SetupGuide]) -> Value {
    .array(guides.map { ["kind": .string($0.kind), "title": .string($0.title), "comes": .string($0.comes)] })
  }
}

extension Array {
  func asyncMap<Result>(_ transform: (Element) async throws -> Result) async throws -> [Result] {
    var results: [Result] = []
    for element in self { results.append(try await transform(element)) }
    return results
  }
}
