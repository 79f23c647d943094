import Documents
import Workflow

/// What a host has sent once: how it was worked through, and what was kept of it.
struct ReceiptModel {
  let connection: Value
  let receipt: Value

  private var connectionAddress: String { "/integrations/connections/" + (connection["id"]?.string ?? "") }
  private var address: String { "\(connectionAddress)/receipts/\(receipt["id"]?.string ?? "")" }

  func value() -> Value {
    [
      "id": receipt["id"] ?? .null, "delivery": receipt["delivery"] ?? .null, "event": receipt["event"] ?? .null,
      "connection": connection["name"] ?? .null, "connection_href": .string(connectionAddress),
      "attempts": receipt["attempts"] ?? .null, "state": IntegrationWords.state(receipt["state"]?.string),
      "outcome": receipt["outcome"] ?? .null, "received": IntegrationWords.time(receipt["received_at"]),
      "due": IntegrationWords.time(receipt["due_at"]), "href": .string(address), "retry": .string(address + "/retry"),
      "body": Value(receipt["body"]?.string.map(IntegrationWords.spread)),
    ]
  }
}
