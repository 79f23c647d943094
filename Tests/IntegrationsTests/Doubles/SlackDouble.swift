import Documents
import Foundation
import TestSupport

/// Slack: an incoming webhook, and the methods of its Web API that a bot needs, with their rules and their errors.
struct SlackDouble: Sendable {
  static let (token, channel) = ("xoxb-secret-token", "C0123456789")
  private static let hook = "/services/T00000000/B00000000/hook-secret-of-slack"
  private static let (sectionMax, textMax) = (3000, 40_000)

  let room = ChatRoom()
  private let receiver: LoopbackReceiver

  init() async throws {
    receiver = try await LoopbackReceiver { [room] request in room.serve(request, by: Self.answer) }
  }

  var hookURL: String { receiver.url + Self.hook }
  var base: String { receiver.url + "/api" }
  var requests: [LoopbackReceiver.Request] { receiver.requests }

  private static func answer(_ request: ChatRoom.Request, _ state: inout ChatRoom.State) -> ChatRoom.Answer {
    guard request.place.hasPrefix("/api/") else { return hook(request, &state) }
    guard request.headers["authorization"] == "Bearer \(token)" else { return refusal("invalid_auth") }
    switch "\(request.method) \(request.place)" {
    case "POST /api/chat.postMessage": return post(request.value, &state)
    case "POST /api/chat.update": return update(request.value, &state)
    case "GET /api/chat.getPermalink": return permalink(request.query, state)
    case "GET /api/conversations.history": return history(request.query, state)
    case "GET /api/conversations.replies": return replies(request.query, state)
    default: return refusal("unknown_method")
    }
  }

  private static func hook(_ request: ChatRoom.Request, _ state: inout ChatRoom.State) -> ChatRoom.Answer {
    guard request.place == hook else { return .saying("no_service", status: 404) }
    guard case .object = request.value else { return .saying("invalid_payload", status: 400) }
    if let error = error(in: request.value) { return .saying(error, status: 400) }
    _ = state.add(text(of: request.value), body: request.value)
    return .saying("ok")
  }

  private static func post(_ body: Value, _ state: inout ChatRoom.State) -> ChatRoom.Answer {
    guard body["channel"]?.string == channel else { return refusal("channel_not_found") }
    if let error = error(in: body) { return refusal(error) }
    let thread = body["thread_ts"]?.string
    guard thread.map({ state.message($0) != nil }) ?? true else { return refusal("thread_not_found") }
    let message = state.add(text(of: body), body: body, thread: thread)
    return .telling(["ok": true, "channel": .string(channel), "ts": .string(message.id)])
  }

  private static func update(_ body: Value, _ state: inout ChatRoom.State) -> ChatRoom.Answer {
    guard body["channel"]?.string == channel else { return refusal("channel_not_found") }
    if let error = error(in: body) { return refusal(error) }
    guard let ts = body["ts"]?.string, state.edit(ts, text: text(of: body), body: body) else {
      return refusal("message_not_found")
    }
    return .telling(["ok": true, "channel": .string(channel), "ts": .string(ts)])
  }

  private static func permalink(_ query: [String: String], _ state: ChatRoom.State) -> ChatRoom.Answer {
    guard query["channel"] == channel else { return refusal("channel_not_found") }
    guard let message = query["message_ts"].flatMap(state.message) else { return refusal("message_not_found") }
    return .telling(["ok": true, "permalink": .string(link(to: message))])
  }

  static func link(to message: ChatRoom.Message) -> String {
    "https://example.slack.com/archives/\(channel)/p\(message.id)"
  }

  /// The newest first, without those in threads; metadata only where it is asked for.
  private static func history(_ query: [String: String], _ state: ChatRoom.State) -> ChatRoom.Answer {
    page(of: state.messages.filter { $0.thread == nil }.reversed(), query)
  }

  /// The first is the one that the others stand under.
  private static func replies(_ query: [String: String], _ state: ChatRoom.State) -> ChatRoom.Answer {
    guard let root = query["ts"].flatMap(state.message) else { return refusal("thread_not_found") }
    return page(of: [root] + state.messages.filter { $0.thread == root.id }, query)
  }

  private static func page(of messages: [ChatRoom.Message], _ query: [String: String]) -> ChatRoom.Answer {
    guard query["channel"] == channel else { return refusal("channel_not_found") }
    let (start, limit) = (Int(query["cursor"] ?? "0") ?? 0, Int(query["limit"] ?? "100") ?? 100)
    let items = messages.dropFirst(start).prefix(limit).map { message -> Value in
      var item: [String: Value] = ["ts": .string(message.id), "text": .string(message.text)]
      if query["include_all_metadata"] == "true" { item["metadata"] = message.body["metadata"] }
      return .object(item)
    }
    let next = start + limit < messages.count ? "\(start + limit)" : ""
    return .telling(["ok": true, "messages": .array(items), "response_metadata": ["next_cursor": .string(next)]])
  }

  private static func refusal(_ error: String) -> ChatRoom.Answer { .telling(["ok": false, "error": .string(error)]) }

  private static func error(in body: Value) -> String? {
    let text = text(of: body)
    if text.isEmpty { return "no_text" }
    if (body["text"]?.string ?? "").utf16.count > textMax { return "msg_too_long" }
    if text.utf16.count > sectionMax { return "invalid_blocks" }
    guard let metadata = body["metadata"] else { return nil }
    guard metadata["event_type"]?.string != nil, case .object? = metadata["event_payload"] else {
      return "invalid_metadata_format"
    }
    return nil
  }

  /// Of the sections, which Slack shows, or else of the text.
  private static func text(of body: Value) -> String {
    guard case .array(let blocks)? = body["blocks"] else { return body["text"]?.string ?? "" }
    return blocks.compactMap { $0["text"]?["text"]?.string }.joined(separator: "\n")
  }
}
