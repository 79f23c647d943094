import Documents
import Foundation
import Ledger
import Workflow

/// How endpoints, connections and what went through them are said.
enum IntegrationWords {
  static func tool(_ kind: String) -> String {
    (SetupGuide.endpoint(kind) ?? SetupGuide.hosts.first { $0.kind == kind })?.title ?? kind
  }

  /// A state with the class that its look has.
  static func state(_ state: String?) -> Value {
    let state = state ?? ""
    let (look, text) =
      switch state {
      case "delivered", "done", "idle", "processed": ("good", PageWords.status(state))
      case "exhausted", "dead": ("ill", "Given up")
      case "failed": ("ill", "Failed")
      case "unknown": ("waits", "Not known whether it arrived")
      case "pending": ("waits", "Waiting")
      default: ("waits", PageWords.status(state))
      }
    return ["look": .string(look), "text": .string(text)]
  }

  /// What went wrong with an attempt, by the word that is kept of it.
  static func failure(_ word: String) -> String {
    switch word {
    case "timeout": "No answer in time"
    case "connection_refused": "Connection refused"
    case "connection_error": "Connection broken"
    case "dns_error": "Name not found"
    case "tls_error": "No secure connection"
    case "redirect_error": "Sent on elsewhere"
    case "refused_address": "Address not allowed"
    case "http_error": "Answered with an error"
    case "answer_error": "Answer not as it should be"
    case "rate_limit": "Asked to slow down"
    case "settings_error": "Settings need a change"
    default: PageWords.status(word)
    }
  }

  /// A time of an answer, as templates show it.
  static func time(_ value: Value?) -> Value {
    value?.string.flatMap { Timestamp($0) }.map { PageWords.time($0) } ?? .null
  }

  /// JSON is easier to read over several lines; other words stay as they are.
  static func spread(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let value = try? JSONDecoder().decode(Value.self, from: Data(text.utf8)),
      let json = try? encoder.encode(value)
    else { return text }
    return String(decoding: json, as: UTF8.self)
  }

  /// A delivery of `GET /deliveries`, as a line.
  static func delivery(_ delivery: Value, endpoints: [String: String]) -> Value {
    let endpoint = delivery["endpoint"]?.string ?? ""
    return [
      "href": .string("/integrations/deliveries/" + (delivery["id"]?.string ?? "")), "id": delivery["id"] ?? .null,
      "endpoint": .string(endpoint), "endpoint_name": .string(endpoints[endpoint] ?? endpoint),
      "event": delivery["event_type"] ?? .null, "seq": delivery["seq"] ?? .null,
      "document": delivery["document"] ?? .null, "state": state(delivery["state"]?.string),
      "attempts": delivery["attempt_count"] ?? .null, "created": time(delivery["created_at"]),
      "finished": time(delivery["finished_at"]), "due": time(delivery["due_at"]),
    ]
  }
}
