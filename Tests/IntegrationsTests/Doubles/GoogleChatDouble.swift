import Documents
import Foundation
import NIOConcurrencyHelpers
import TestSupport

/// A space of Google Chat with an incoming webhook.
final class GoogleChatDouble: Answering {
  static let token = "s3cret-token-of-the-webhook"
  static let path = "/v1/spaces/AAAA/messages?key=AIza-the-key-of-the-space&token=\(token)"
  static let bytesMax = 32_000

  struct Message: Sendable {
    var name: String
    var text: String
    var thread: String
  }

  private struct State {
    var messages: [Message] = []
    var requests: [String: Message] = [:]
    var threads: [String: String] = [:]
  }

  private let state = NIOLockedValueBox(State())

  var messages: [Message] { state.withLockedValue { $0.messages } }

  func answer(_ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
    let query = request.query
    guard request.method == "POST", request.place == "/v1/spaces/AAAA/messages" else {
      return Self.error(404, "NOT_FOUND", "Requested entity was not found.")
    }
    guard query["key"] == "AIza-the-key-of-the-space", query["token"] == Self.token else {
      return Self.error(401, "UNAUTHENTICATED", "The token \(query["token"] ?? "") is not valid.")
    }
    guard let text = request.json["text"]?.string, !text.isEmpty, request.body.count <= Self.bytesMax else {
      return Self.error(400, "INVALID_ARGUMENT", "Message cannot be empty or longer than 32000 bytes.")
    }
    let message = posted(text, key: request.json.at("thread", "threadKey").string, query: query)
    return .telling([
      "name": .string(message.name), "thread": ["name": .string(message.thread)], "text": .string(message.text),
    ])
  }

  static func error(_ code: Int, _ status: String, _ message: String) -> LoopbackReceiver.Answer {
    .telling(["error": ["code": .int(code), "message": .string(message), "status": .string(status)]], status: code)
  }

  /// A request that was there before gives its message again. Without an option for replies, a thread's key is ignored.
  private func posted(_ text: String, key: String?, query: [String: String]) -> Message {
    state.withLockedValue { state in
      if let id = query["requestId"], let known = state.requests[id] { return known }
      let replies = query["messageReplyOption"] == "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"
      let number = state.messages.count + 1
      let thread = (replies ? key.flatMap { state.threads[$0] } : nil) ?? "spaces/AAAA/threads/T\(number)"
      if replies, let key { state.threads[key] = thread }
      let message = Message(name: "spaces/AAAA/messages/M\(number)", text: text, thread: thread)
      state.messages.append(message)
      if let id = query["requestId"] { state.requests[id] = message }
      return message
    }
  }
}
