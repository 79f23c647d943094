import Documents
import Foundation
import TestSupport

/// Rocket.Chat: an incoming webhook, and the chat methods of its API, with their rules and their errors.
struct RocketChatDouble: Sendable {
  static let (token, user, roomID) = ("token-secret-of-rocket", "aobEdbYhXfu5hkeqG", "ByehQjC44FwMeiLbX")
  private static let hook = "/hooks/5a3b2c1d/hook-secret-of-rocket"
  private static let textMax = 5000

  let room = ChatRoom()
  private let receiver: LoopbackReceiver

  init() async throws {
    receiver = try await LoopbackReceiver { [room] request in room.serve(request, by: Self.answer) }
  }

  var base: String { receiver.url }
  var hookURL: String { receiver.url + Self.hook }
  var requests: [LoopbackReceiver.Request] { receiver.requests }

  static func failure(_ error: String, status: Int = 400) -> ChatRoom.Answer {
    .telling(["success": false, "error": .string(error)], status: status)
  }

  private static func answer(_ request: ChatRoom.Request, _ state: inout ChatRoom.State) -> ChatRoom.Answer {
    guard request.place.hasPrefix("/api/v1/") else { return hook(request, &state) }
    guard request.headers["x-auth-token"] == token, request.headers["x-user-id"] == user else {
      return .telling(["status": "error", "message": "You must be logged in to do this."], status: 401)
    }
    switch "\(request.method) \(request.place)" {
    case "POST /api/v1/chat.sendMessage": return send(request.value["message"] ?? .null, &state)
    case "POST /api/v1/chat.update": return update(request.value, &state)
    case "GET /api/v1/chat.getMessage":
      guard let message = state.message(request.query["msgId"] ?? "") else {
        return .telling(["success": false], status: 400)
      }
      return .telling(["success": true, "message": view(message)])
    default: return failure("Not found", status: 404)
    }
  }

  private static func hook(_ request: ChatRoom.Request, _ state: inout ChatRoom.State) -> ChatRoom.Answer {
    guard request.place == hook else { return failure("Invalid integration id or token provided.", status: 404) }
    guard let text = request.value["text"]?.string, !text.isEmpty else { return .telling(["success": true]) }
    guard text.utf16.count <= textMax else { return failure("error-message-size-exceeded") }
    _ = state.add(text, body: request.value)
    return .telling(["success": true])
  }

  /// A second message of the same id is not taken, and the answer fails for want of a message.
  private static func send(_ message: Value, _ state: inout ChatRoom.State) -> ChatRoom.Answer {
    guard message["rid"]?.string == roomID else { return failure("error-not-allowed") }
    let text = message["msg"]?.string ?? ""
    guard text.utf16.count <= textMax else {
      return failure("Message size exceeds Message_MaxAllowedSize [error-message-size-exceeded]")
    }
    guard let id = message["_id"]?.string, state.message(id) == nil else {
      return failure("Cannot read properties of undefined (reading 'u')")
    }
    let kept = state.add(text, body: message, id: id, thread: message["tmid"]?.string)
    return .telling(["success": true, "message": view(kept)])
  }

  private static func update(_ body: Value, _ state: inout ChatRoom.State) -> ChatRoom.Answer {
    let (id, text) = (body["msgId"]?.string ?? "", body["text"]?.string ?? "")
    guard body["roomId"]?.string == roomID else {
      return failure("The room id provided does not match where the message is from.")
    }
    guard text.utf16.count <= textMax else { return failure("error-message-size-exceeded") }
    guard let known = state.message(id) else { return failure("No message found with the id of \"\(id)\".") }
    if !known.isRemoved { _ = state.edit(id, text: text, body: body) }
    return .telling(["success": true, "message": view(known)])
  }

  private static func view(_ message: ChatRoom.Message) -> Value {
    var view: [String: Value] = ["_id": .string(message.id), "rid": .string(roomID), "msg": .string(message.text)]
    if message.isRemoved { view["t"] = "rm" }
    return .object(view)
  }
}
