import Documents
import HTTPTypes
import Hummingbird
import Ledger
import Workflow

/// An endpoint: what it is told of, what was sent to it, and what can be done with it.
struct EndpointPage {
  private static let states = ["pending", "delivered", "failed", "exhausted", "unknown"]

  let services: ServerServices
  let api: InnerAPI

  func add(to group: RouterGroup<ServerContext>) {
    group.get("integrations/endpoints/{id}") { request, context in try await page(request, context) }
    group.post("integrations/endpoints/{id}/secret") { request, context in try await rotate(request, context) }
  }

  private func page(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = FormCoding.encoded(try context.parameters.require("id"))
    let endpoint = try await api.get("endpoints/\(id)", context)
    let state = try request.choice("state", of: Self.states)
    let cursor = try Page(request).cursor.map(Page.cursor)
    let query = [("endpoint", id), ("state", state), ("cursor", cursor.map(FormCoding.encoded))]
      .compactMap { name, value in value.map { "\(name)=\($0)" } }.joined(separator: "&")
    let deliveries = try await api.get("deliveries?" + query, context)
    let model = EndpointModel(
      endpoint: endpoint, deliveries: deliveries, state: state, isLater: cursor != nil,
      position: Int(services.ledger.position),
      preview: request.query("preview") == nil ? nil : try await preview(id, context))
    return try await PageFrame(services: services, request: request, context: context)
      .answer("endpoint", title: endpoint["name"]?.string ?? "Endpoint", at: .integrations, model.value(Self.states))
  }

  /// What would be sent, or why there is nothing to show.
  private func preview(_ id: String, _ context: ServerContext) async throws -> String {
    do {
      return try await api.send(.post, "endpoints/\(id)/test?dry_run=true", in: context).value["preview"]?.string ?? ""
    } catch let refusal as Refusal { return refusal.detail }
  }

  /// The new secret stands in the answer, and nowhere after it.
  private func rotate(_ request: Request, _ context: ServerContext) async throws -> Response {
    let sent = try FormCoding(try await request.body(upTo: BodyLimits.otherBytesMax))
    try context.pageForm.check(sent[PageFormSeal.field])
    let id = FormCoding.encoded(try context.parameters.require("id"))
    let answer = try await api.send(
      .post, "endpoints/\(id)/secret-rotation", body: .object([:]), key: sent[PageFormSeal.onceField], in: context)
    let endpoint = try await api.get("endpoints/\(id)", context)
    let model: Value = [
      "heading": "The new secret", "name": endpoint["name"] ?? .null, "secret": answer.value["secret"] ?? .null,
      "kind": endpoint["kind"] ?? .null, "until": IntegrationWords.time(answer.value["previous_until"]),
      "href": .string("/integrations/endpoints/" + id), "hook_url": .null, "steps": .null,
    ]
    return try await PageFrame(services: services, request: request, context: context)
      .answer("secret", title: "The new secret", at: .integrations, model)
  }
}

/// An endpoint as its page shows it.
struct EndpointModel {
  let endpoint: Value
  let deliveries: Value
  /// The deliveries that are shown; nil shows all.
  let state: String?
  let isLater: Bool
  let position: Int
  let preview: String?

  private var id: String { endpoint["id"]?.string ?? "" }
  private var address: String { "/integrations/endpoints/" + id }

  func value(_ states: [String]) -> Value {
    let names = [id: endpoint["name"]?.string ?? id]
    let rows = (deliveries["items"]?.items ?? []).map { IntegrationWords.delivery($0, endpoints: names) }
    let types = (endpoint["event_types"]?.items ?? []).compactMap(\.string)
    let projects = (endpoint["projects"]?.items ?? []).compactMap(\.string)
    return [
      "id": .string(id), "address": .string(address), "name": endpoint["name"] ?? .null,
      "tool": .string(IntegrationWords.tool(endpoint["kind"]?.string ?? "")), "url": endpoint["url"] ?? .null,
      "enabled": endpoint["enabled"] ?? false, "reason": endpoint["disabled_reason"] ?? .null,
      "created": IntegrationWords.time(endpoint["created_at"]), "settings": .array(settings),
      "has_settings": .bool(!settings.isEmpty), "event_types": .string(types.joined(separator: ", ")),
      "projects": .string(projects.joined(separator: ", ")), "all_projects": .bool(projects.isEmpty),
      "signs": .bool(["webhook", "cloudevents"].contains(endpoint["kind"]?.string)),
      "previous_until": IntegrationWords.time(endpoint["previous_secret_until"]),
      "deliveries": .array(rows), "none": .bool(rows.isEmpty), "filtered": .bool(state != nil || isLater),
      "states": .array(filters(states)), "next": Value(next), "position": .int(position),
      "fields": .array(fields), "has_fields": .bool(!fields.isEmpty),
      "preview": Value(preview.map(IntegrationWords.spread)), "previewed": .bool(preview != nil),
    ]
  }

  /// Secrets are hidden in the answer already.
  private var settings: [Value] {
    guard case .object(let members) = endpoint["settings"] else { return [] }
    return members.sorted { $0.key < $1.key }.map { name, value in
      ["name": .string(name), "value": .string(value.string ?? String(decoding: value.json, as: UTF8.self))]
    }
  }

  /// Where it goes, and what its tool needs to know.
  private var fields: [Value] {
    (SetupGuide.endpoint(endpoint["kind"]?.string ?? "")?.fields ?? [])
      .map { $0.forChange.value(typed: nil, problem: nil) }
  }

  private func filters(_ states: [String]) -> [Value] {
    let all: Value = ["href": .string(address + "#_deliveries"), "text": "All", "chosen": .bool(state == nil)]
    return [all]
      + states.map { name in
        [
          "href": .string("\(address)?state=\(name)#_deliveries"),
          "text": IntegrationWords.state(name)["text"] ?? .null, "chosen": .bool(name == state),
        ]
      }
  }

  private var next: String? {
    deliveries["next_cursor"]?.string.map { cursor in
      let kept = state.map { "state=\($0)&" } ?? ""
      return "\(address)?\(kept)cursor=\(FormCoding.encoded(cursor))#_deliveries"
    }
  }
}
