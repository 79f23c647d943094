import Documents
import Foundation
import TestSupport

/// Discord: a webhook of a channel, or of a forum, and what a bot needs of the API, with their rules and their errors.
struct DiscordDouble: Sendable {
  static let (botToken, channel) = ("bot-secret-of-discord", "199737254929760256")
  private static let (id, token) = ("223704706495545344", "hook-secret-of-discord")
  private static let (contentMax, threadNameMax) = (2000, 100)

  let room = ChatRoom()
  private let receiver: LoopbackReceiver

  init(isForum: Bool = false) async throws {
    receiver = try await LoopbackReceiver { [room] request in
      room.serve(request) { Self.answer($0, &$1, isForum: isForum) }
    }
  }

  var base: String { "\(receiver.url)/api/v10" }
  var url: String { "\(receiver.url)/api/webhooks/\(Self.id)/\(Self.token)" }
  /// Of a webhook whose token was made anew.
  var wrongURL: String { "\(receiver.url)/api/webhooks/\(Self.id)/another-token" }
  var requests: [LoopbackReceiver.Request] { receiver.requests }

  /// Whom a message tells: those who stand in its content as Discord reads it and are let through.
  static func told(by message: ChatRoom.Message) -> [String] {
    let allowed = message.body["allowed_mentions"]
    let kinds = allowed?["parse"]?.texts ?? ["everyone", "users", "roles"]
    let users = (allowed?["users"]?.texts ?? []).filter { message.text.contains("<@\($0)>") }
    let everyone = ["@everyone", "@here"].filter { message.text.contains($0) && kinds.contains("everyone") }
    return users + everyone
  }

  private static func answer(
    _ request: ChatRoom.Request, _ state: inout ChatRoom.State, isForum: Bool
  ) -> ChatRoom.Answer {
    let parts = request.place.split(separator: "/").map(String.init)
    if parts.dropFirst().first == "v10" { return bot(request, Array(parts.dropFirst(2)), &state) }
    guard parts.count >= 4, parts[2] == id else { return refusal(404, 10_015, "Unknown Webhook") }
    guard parts[3] == token else { return refusal(401, 50_027, "Invalid Webhook Token") }
    if let refusal = refusal(of: request.value) { return refusal }
    let thread = request.query["thread_id"]
    let isThread = thread.map { id in state.messages.contains { $0.id == id || $0.thread == id } } ?? true
    guard isThread else { return refusal(404, 10_003, "Unknown Channel") }
    if request.method == "PATCH", parts.count == 6 {
      return edit(parts[5], request.value, &state)
    }
    return post(request, thread: thread, &state, isForum: isForum)
  }

  private static func bot(
    _ request: ChatRoom.Request, _ parts: [String], _ state: inout ChatRoom.State
  ) -> ChatRoom.Answer {
    guard request.headers["authorization"] == "Bot \(botToken)" else { return refusal(401, 0, "401: Unauthorized") }
    guard parts.count >= 3, parts[0] == "channels" else { return refusal(404, 0, "404: Not Found") }
    if parts.count == 5, parts[4] == "threads" { return startThread(parts[3], request.value, &state) }
    let thread = parts[1] == channel ? nil : parts[1]
    guard thread.map({ state.threads.contains($0) }) ?? true else { return refusal(404, 10_003, "Unknown Channel") }
    if let refusal = refusal(of: request.value) { return refusal }
    if request.method == "PATCH" { return edit(parts[3], request.value, &state) }
    guard let nonce = request.value["nonce"]?.string, nonce.count <= 25, request.value["enforce_nonce"] == true else {
      return refusal(400, 50_035, "Invalid Form Body")
    }
    let known = state.messages.first { $0.body["nonce"]?.string == nonce }
    let message =
      known ?? state.add(request.value["content"]?.string ?? "", body: request.value, thread: thread)
    return .telling(["id": .string(message.id), "channel_id": .string(parts[1])])
  }

  private static func startThread(_ id: String, _ body: Value, _ state: inout ChatRoom.State) -> ChatRoom.Answer {
    guard state.message(id) != nil else { return refusal(404, 10_008, "Unknown Message") }
    guard let name = body["name"]?.string, (1...threadNameMax).contains(name.utf16.count) else {
      return refusal(400, 50_035, "Invalid Form Body")
    }
    guard state.threads.insert(id).inserted else {
      return refusal(400, 160_004, "A thread has already been created for this message")
    }
    return .telling(["id": .string(id), "name": .string(name)], status: 201)
  }

  private static func post(
    _ request: ChatRoom.Request, thread: String?, _ state: inout ChatRoom.State, isForum: Bool
  ) -> ChatRoom.Answer {
    let name = request.value["thread_name"]?.string
    if isForum, name == nil, thread == nil {
      return refusal(400, 220_001, "Webhooks posted to forum channels must have a thread_name or thread_id")
    }
    if !isForum, name != nil { return refusal(400, 220_003, "Webhooks can only create threads in forum channels") }
    guard (name ?? "a").utf16.count <= threadNameMax else { return refusal(400, 50_035, "Invalid Form Body") }
    let message = state.add(request.value["content"]?.string ?? "", body: request.value, thread: thread)
    guard request.query["wait"] == "true" else { return .saying("", status: 204) }
    let channel = thread ?? (isForum ? message.id : Self.channel)
    return .telling(["id": .string(message.id), "channel_id": .string(channel), "content": .string(message.text)])
  }

  private static func edit(_ id: String, _ body: Value, _ state: inout ChatRoom.State) -> ChatRoom.Answer {
    guard state.edit(id, text: body["content"]?.string ?? "", body: body) else {
      return refusal(404, 10_008, "Unknown Message")
    }
    return .telling(["id": .string(id)])
  }

  private static func refusal(of body: Value) -> ChatRoom.Answer? {
    let content = body["content"]?.string ?? ""
    if content.isEmpty { return refusal(400, 50_006, "Cannot send an empty message") }
    let allowed = body["allowed_mentions"]
    let isTwice = allowed?["parse"]?.texts.contains("users") == true && allowed?["users"]?.texts.isEmpty == false
    guard content.utf16.count <= contentMax, !isTwice else { return refusal(400, 50_035, "Invalid Form Body") }
    return nil
  }

  private static func refusal(_ status: Int, _ code: Int, _ message: String) -> ChatRoom.Answer {
    .telling(["code": .int(code), "message": .string(message)], status: status)
  }
}
