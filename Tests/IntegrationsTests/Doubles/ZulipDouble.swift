import Documents
import Foundation
import NIOConcurrencyHelpers
import TestSupport

/// A Zulip server with one channel and one bot.
final class ZulipDouble: Answering {
  static let email = "countersign-bot@zulip.example"
  static let key = "abcdefABCDEF0123456789abcdefABCD"
  static let charactersMax = 10_000

  struct Message: Sendable {
    var id: Int
    var topic: String
    var content: String
  }

  private let state = NIOLockedValueBox<[Message]>([])

  var messages: [Message] { state.withLockedValue { $0 } }

  func answer(_ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
    let credentials = Data("\(Self.email):\(Self.key)".utf8).base64EncodedString()
    guard request.headers["authorization"] == "Basic \(credentials)" else {
      return Self.error(401, "INVALID_API_KEY", "Invalid API key")
    }
    switch (request.method, request.place) {
    case ("POST", "/api/v1/messages"): return post(request)
    case ("GET", "/api/v1/messages"): return newest(request)
    default: return Self.error(404, "BAD_REQUEST", "Not found")
    }
  }

  static func error(
    _ status: Int, _ code: String, _ message: String, others: [String: Value] = [:]
  ) -> LoopbackReceiver.Answer {
    let body: [String: Value] = ["result": "error", "code": .string(code), "msg": .string(message)]
    return .telling(.object(body.merging(others) { $1 }), status: status)
  }

  /// Cuts what is too long, as Zulip does.
  private func post(_ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
    let form = request.form
    guard request.headers["content-type"] == "application/x-www-form-urlencoded", form["type"] == "stream" else {
      return Self.error(400, "REQUEST_VARIABLE_MISSING", "Missing 'type' argument")
    }
    guard form["to"] == "architecture" else {
      return Self.error(400, "STREAM_DOES_NOT_EXIST", "Channel '\(form["to"] ?? "")' does not exist")
    }
    guard let content = form["content"], !content.isEmpty, let topic = form["topic"], !topic.isEmpty else {
      return Self.error(400, "BAD_REQUEST", "Message must not be empty")
    }
    let isLong = content.unicodeScalars.count > Self.charactersMax
    let id = state.withLockedValue { messages in
      messages.append(
        Message(
          id: 100 + messages.count, topic: topic.unicodeScalars.count > 60 ? "\(topic.prefix(57))..." : topic,
          content: isLong ? "\(content.prefix(9_980))\n[message truncated]" : content))
      return messages[messages.count - 1].id
    }
    return .telling(["result": "success", "msg": "", "id": .int(id)])
  }

  private func newest(_ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
    let narrow =
      (try? JSONDecoder().decode(Value.self, from: Data((request.query["narrow"] ?? "").utf8))) ?? .null
    let wanted = Dictionary(
      narrow.list.map { ($0["operator"]?.string ?? "", $0["operand"]?.string ?? "") }, uniquingKeysWith: { $1 })
    guard wanted["stream"] == "architecture", wanted["sender"] == Self.email,
      request.query["anchor"] == "newest",
      request.query["apply_markdown"] == "false", let most = Int(request.query["num_before"] ?? "")
    else { return Self.error(400, "BAD_NARROW", "Invalid narrow operator") }
    let found = messages.filter { $0.topic == wanted["topic"] }.suffix(most)
    return .telling([
      "result": "success", "msg": "",
      "messages": .array(
        found.map { ["id": .int($0.id), "subject": .string($0.topic), "content": .string($0.content)] }),
    ])
  }
}
