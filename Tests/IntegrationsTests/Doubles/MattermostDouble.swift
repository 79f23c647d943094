import Documents
import Foundation
import TestSupport

/// Mattermost: an incoming webhook, and what a bot needs of the API, with their rules and their errors.
struct MattermostDouble: Sendable {
  static let (token, channel) = ("bot-secret-of-mattermost", "qmd5oqtwoibz8cuzxzg5ekshgr")
  private static let hook = "/hooks/xrytkd9yxbnzpq6n5kzy4fz7oe"
  private static let (textMax, pageMax) = (16_383, 200)

  let room = ChatRoom()
  private let receiver: LoopbackReceiver

  init() async throws {
    receiver = try await LoopbackReceiver { [room] request in room.serve(request, by: Self.answer) }
  }

  var base: String { receiver.url }
  var hookURL: String { receiver.url + Self.hook }
  var requests: [LoopbackReceiver.Request] { receiver.requests }

  static func refusal(_ status: Int, _ id: String, _ message: String) -> ChatRoom.Answer {
    .telling(["id": .string(id), "message": .string(message), "status_code": .int(status)], status: status)
  }

  private static func answer(_ request: ChatRoom.Request, _ state: inout ChatRoom.State) -> ChatRoom.Answer {
    guard request.place.hasPrefix("/api/v4/") else { return hook(request, &state) }
    guard request.headers["authorization"] == "Bearer \(token)" else {
      return refusal(401, "api.context.session_expired.app_error", "Invalid or expired session, please login again.")
    }
    let parts = request.place.split(separator: "/").dropFirst(2).map(String.init)
    switch (request.method, parts.count) {
    case ("POST", 1): return create(request.value, &state)
    case ("PUT", 3) where parts[2] == "patch": return patch(parts[1], request.value, &state)
    case ("GET", 3) where parts[0] == "channels" && parts[2] == "posts": return posts(request.query, state)
    case ("GET", 3) where parts[2] == "thread":
      return list(state.messages.filter { $0.id == parts[1] || $0.thread == parts[1] })
    default: return refusal(404, "api.context.404.app_error", "Sorry, we could not find the page.")
    }
  }

  /// A text that is too long comes as several posts.
  private static func hook(_ request: ChatRoom.Request, _ state: inout ChatRoom.State) -> ChatRoom.Answer {
    guard request.place == hook else {
      return refusal(400, "web.incoming_webhook.invalid.app_error", "Invalid webhook.")
    }
    guard let text = request.value["text"]?.string, !text.isEmpty else {
      return refusal(400, "web.incoming_webhook.text.app_error", "No text specified.")
    }
    for _ in 0...(text.unicodeScalars.count / (textMax + 1)) { _ = state.add(text, body: request.value) }
    return .saying("ok")
  }

  private static func create(_ body: Value, _ state: inout ChatRoom.State) -> ChatRoom.Answer {
    guard body["channel_id"]?.string == channel else {
      return refusal(403, "api.context.permissions.app_error", "You do not have the appropriate permissions.")
    }
    let (text, root) = (body["message"]?.string ?? "", body["root_id"]?.string ?? "")
    guard text.unicodeScalars.count <= textMax else {
      return refusal(400, "model.post.is_valid.message_length.app_error", "Post Message property is too long.")
    }
    guard root.isEmpty || state.message(root) != nil else {
      return refusal(400, "api.post.create_post.root_id.app_error", "Invalid RootId parameter.")
    }
    let post = state.add(text, body: body, thread: root.isEmpty ? nil : root)
    return .telling(view(post), status: 201)
  }

  private static func patch(_ id: String, _ body: Value, _ state: inout ChatRoom.State) -> ChatRoom.Answer {
    guard let known = state.message(id) else {
      return refusal(404, "app.post.get.app_error", "Unable to get the post.")
    }
    var whole: [String: Value] = [:]
    if case .object(let members) = known.body { whole = members }
    whole["message"] = body["message"]
    _ = state.edit(id, text: body["message"]?.string ?? "", body: .object(whole))
    return .telling(["id": .string(id)])
  }

  /// The newest first, those in threads among them.
  private static func posts(_ query: [String: String], _ state: ChatRoom.State) -> ChatRoom.Answer {
    let size = min(Int(query["per_page"] ?? "60") ?? 60, pageMax)
    let page = Int(query["page"] ?? "0") ?? 0
    return list(Array(state.messages.reversed().dropFirst(page * size).prefix(size)))
  }

  private static func list(_ posts: [ChatRoom.Message]) -> ChatRoom.Answer {
    let byID = Dictionary(posts.map { ($0.id, view($0)) }, uniquingKeysWith: { $1 })
    return .telling(["order": .array(posts.map { .string($0.id) }), "posts": .object(byID)])
  }

  private static func view(_ post: ChatRoom.Message) -> Value {
    [
      "id": .string(post.id), "message": .string(post.text), "root_id": .string(post.thread ?? ""),
      "props": post.body["props"] ?? [:],
    ]
  }
}
