import Documents
import Hummingbird
import Ledger
import Workflow

/// A connection: what is watched, how far it has come, and what its host has sent.
struct ConnectionPage {
  let services: ServerServices
  let api: InnerAPI

  func add(to group: RouterGroup<ServerContext>) {
    group.get("integrations/connections/{id}") { request, context in
      let id = FormCoding.encoded(try context.parameters.require("id"))
      let connection = try await api.get("connections/\(id)", context)
      let cursor = try Page(request).cursor.map { "?cursor=" + FormCoding.encoded(Page.cursor($0)) } ?? ""
      let model = ConnectionModel(
        connection: connection, receipts: try await api.get("connections/\(id)/receipts\(cursor)", context),
        identities: try await api.get("connections/\(id)/identities", context)["items"]?.items ?? [],
        hook: "\(services.publicURL())/hooks/\(id)")
      return try await PageFrame(services: services, request: request, context: context)
        .answer("connection", title: connection["name"]?.string ?? "Connection", at: .integrations, model.value())
    }
    group.get("integrations/connections/{id}/receipts/{receipt}") { request, context in
      let id = FormCoding.encoded(try context.parameters.require("id"))
      let receipt = FormCoding.encoded(try context.parameters.require("receipt"))
      let model = ReceiptModel(
        connection: try await api.get("connections/\(id)", context),
        receipt: try await api.get("connections/\(id)/receipts/\(receipt)", context))
      return try await PageFrame(services: services, request: request, context: context)
        .answer("receipt", title: "Receipt", at: .integrations, model.value())
    }
  }
}

/// A connection as its page shows it.
struct ConnectionModel {
  let connection: Value
  let receipts: Value
  /// Those who reviewed at the host and are no user here.
  let identities: [Value]
  let hook: String

  private var address: String { "/integrations/connections/" + (connection["id"]?.string ?? "") }

  static func state(_ state: String) -> Value {
    switch state {
    case "idle": ["look": "good", "text": "Up to date"]
    case "failed": ["look": "ill", "text": "Failed"]
    case "running": ["look": "waits", "text": "Comparing"]
    default: ["look": "waits", "text": "Due"]
    }
  }

  func value() -> Value {
    let paths = (connection["paths"]?.items ?? []).compactMap(\.string)
    let rows = receipts["items"]?.items ?? []
    return [
      "id": connection["id"] ?? .null, "address": .string(address), "name": connection["name"] ?? .null,
      "tool": .string(IntegrationWords.tool(connection["host"]?.string ?? "")), "host": connection["host"] ?? .null,
      "repository": connection["repository"] ?? .null, "branch": connection["branch"] ?? .null,
      "paths": .string(paths.joined(separator: ", ")), "api_url": connection["api_url"] ?? .null,
      "project": connection["project"] ?? .null, "template": connection["template"] ?? .null,
      "workflow": connection["workflow"] ?? .null, "hook": .string(hook), "head": connection["head"] ?? .null,
      "created": IntegrationWords.time(connection["created_at"]), "comparing": comparing, "settings": settings,
      "identities": .array(identities.map(Self.identity)), "unknown": .bool(!identities.isEmpty),
      "receipts": .array(rows.map(receipt)), "none": .bool(rows.isEmpty),
      "next": Value(
        receipts["next_cursor"]?.string.map { "\(address)?cursor=\(FormCoding.encoded($0))#_receipts" }),
    ]
  }

  private var comparing: Value {
    let reconciliation = connection["reconciliation"] ?? .null
    let state = reconciliation["state"]?.string ?? ""
    return [
      "state": Self.state(state), "running": .bool(state == "running"), "of": reconciliation["total"] ?? .null,
      "done": reconciliation["done"] ?? .null, "detail": reconciliation["detail"] ?? .null,
      "finished": IntegrationWords.time(reconciliation["finished_at"]),
      "following": IntegrationWords.time(reconciliation["next_at"]),
      "awaits": .bool(["running", "queued"].contains(state)),
    ]
  }

  private var settings: Value {
    let settings = connection["settings"] ?? .null
    return [
      "check": settings["check"] ?? false, "minutes": settings["reconcile_minutes"] ?? .null,
      "comments": .string(
        ["in": "Come in", "both": "Come in, and ours go out"][settings["comments"]?.string ?? ""] ?? "Are left alone"),
      "write_back": .string(
        ["change_request": "By a change request", "direct": "Directly to the branch"][
          settings["write_back"]?.string ?? ""] ?? "Not written back"),
    ]
  }

  private func receipt(_ receipt: Value) -> Value {
    ReceiptModel(connection: connection, receipt: receipt).value()
  }

  private static func identity(_ identity: Value) -> Value {
    [
      "login": identity["login"] ?? .null, "person": identity["name"] ?? .null, "reviews": identity["reviews"] ?? .null,
      "last": IntegrationWords.time(identity["last_seen"]),
    ]
  }
}
