import Crypto
import Documents
import Foundation
package import Workflow

/// Rocket.Chat: one message per document that is kept up to date, and a thread under it, by a user's token; or, by an
/// incoming webhook, one message per notice, as a webhook gives no message back that could be changed or answered.
///
/// With a token every message has an `_id` of ours, so that none comes twice. A webhook takes none: after a time-out its
/// message may come twice.
package struct RocketChatTarget: Target {
  package static let kind = "rocket_chat"
  package static let traits: TargetTraits = {
    var traits = TargetTraits.chat
    // The server's own default lets through so many requests a minute (Rocket.Chat's API rate limiter).
    traits.perSecond = 10.0 / 60
    return traits
  }()

  private let url: String
  private let form: ChatForm
  /// Another channel than the webhook's own.
  private let channel: String?
  /// Nil with an incoming webhook.
  private let sync: ChatSync?

  /// Reads `token`, `user` (the token's user ID) and `channel`: with a token the address is the server's and the channel
  /// a room's ID, otherwise the channel is a name such as `#reviews`. `text_max` is the server's limit, where it was
  /// changed.
  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: ChatForm.settings.union(["channel", "text_max", "token", "user"]))
    let token = try settings.optionalText("token")
    channel = try token == nil ? settings.optionalText("channel") : settings.text("channel")
    url = settings.url.hasSuffix("/") ? String(settings.url.dropLast()) : settings.url
    let most = try settings.optionalNumber("text_max").map { Int($0) } ?? RocketChatMarkup.textMax
    guard most >= Self.textMaxMin else {
      throw Refusal.field("settings.text_max", "must be \(Self.textMaxMin) or more.")
    }
    form = try ChatForm(
      settings, markup: RocketChatMarkup.markup, text: ChatTemplates.text(link: ChatTemplates.markdownLink),
      reply: ChatTemplates.reply
    ) { RocketChatMarkup.cut($0, to: most, url: $1) }
    guard let token, let channel else {
      guard try settings.optionalText("user") == nil else {
        throw Refusal.field("settings.user", "goes with 'token'.")
      }
      sync = nil
      return
    }
    guard !channel.hasPrefix("#"), !channel.hasPrefix("@") else {
      throw Refusal.field("settings.channel", "must be the room's ID with a token, not its name: see rooms.info.")
    }
    let room = RocketChatRoom(base: url, token: token, user: try settings.text("user"), room: channel)
    sync = ChatSync(room, form: form)
  }

  /// Room enough for a link to the rest.
  private static let textMaxMin = 500

  package func deliver(_ notice: Notice, through exchange: Exchange) async throws(DeliveryFailure) {
    if let sync { return try await sync.deliver(notice, through: exchange) }
    var body: [String: Value] = ["text": .string(try form.text(notice))]
    if let channel { body["channel"] = .string(channel) }
    _ = try await ToolCall(address: url).send(
      TargetRequest("POST", url, json: .object(body)), through: exchange, reading: RocketChatAnswer.read)
  }

  package func preview(_ notice: Notice) throws(DeliveryFailure) -> String {
    if let sync { return try sync.preview(notice) }
    return try form.text(notice)
  }
}

/// A room, as a user sees it (developer.rocket.chat, chat endpoints).
struct RocketChatRoom: ChatTool {
  private let base: String
  private let room: String
  private let headers: [(name: String, value: String)]
  private let call: ToolCall

  init(base: String, token: String, user: String, room: String) {
    self.base = base
    self.room = room
    headers = [("x-auth-token", token), ("x-user-id", user)]
    call = ToolCall(address: nil, secrets: [token])
  }

  /// The document's message has an id of its own in each room; where somebody took that away, the next has the delivery's.
  func find(_ message: ChatMessage, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink? {
    guard let first = try await self.message(id(message.key), through: exchange) else { return nil }
    if !first.isRemoved { return link(id(message.key), to: first, as: message) }
    let id = id(message.key, message.delivery)
    guard let next = try await self.message(id, through: exchange), !next.isRemoved else { return nil }
    return link(id, to: next, as: message)
  }

  func post(_ message: ChatMessage, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink {
    let isTaken = try await self.message(id(message.key), through: exchange) != nil
    let id = isTaken ? id(message.key, message.delivery) : id(message.key)
    try await write(["_id": .string(id), "rid": .string(room), "msg": .string(message.text)], through: exchange)
    return ExternalLink(key: id, note: message.delivery)
  }

  func update(
    _ link: ExternalLink, to message: ChatMessage, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ChatUpdate {
    let body: Value = ["roomId": .string(room), "msgId": .string(link.key), "text": .string(message.text)]
    do {
      let request = TargetRequest("POST", "\(base)/api/v1/chat.update", headers: headers, json: body)
      let answer = try await call.send(request, through: exchange, reading: RocketChatAnswer.read)
      return answer["message"]?.isRemoved == true ? .gone : .done
    } catch {
      let words = error.answer ?? ""
      if words.contains("No message found") { return .gone }
      // Where editing is off, or over after so many minutes.
      let fixed = ["error-action-not-allowed", "error-message-editing-blocked"]
      guard fixed.contains(where: words.contains) else { throw error }
      return .fixed
    }
  }

  func hasReply(
    _ message: ChatMessage, under link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool {
    try await self.message(replyID(message), through: exchange) != nil
  }

  func reply(
    _ message: ChatMessage, under link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) {
    try await write(
      [
        "_id": .string(replyID(message)), "rid": .string(room), "msg": .string(message.text),
        "tmid": .string(link.key),
      ], through: exchange)
  }

  /// A message carries no delivery; what says the same was posted for the same.
  private func link(_ id: String, to found: Value, as message: ChatMessage) -> ExternalLink {
    ExternalLink(key: id, note: found["msg"]?.string == message.text ? message.delivery : nil)
  }

  private func replyID(_ message: ChatMessage) -> String { id("reply", message.delivery) }

  /// Ids are any text; ours are the same for the same message in the same room, and of nobody else's.
  private func id(_ parts: String...) -> String {
    let digest = SHA256.hash(data: Data(([room] + parts).joined(separator: "\n").utf8))
    return "cs" + digest.prefix(12).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }

  private func write(_ message: Value, through exchange: Exchange) async throws(DeliveryFailure) {
    let request = TargetRequest(
      "POST", "\(base)/api/v1/chat.sendMessage", headers: headers, json: ["message": message, "previewUrls": []])
    _ = try await call.send(request, through: exchange, reading: RocketChatAnswer.read)
  }

  /// Nil where there is no such message: the answer then says no more than that it failed.
  private func message(_ id: String, through exchange: Exchange) async throws(DeliveryFailure) -> Value? {
    let url = "\(base)/api/v1/chat.getMessage?msgId=\(id.percentEncoded)"
    return try await call.send(TargetRequest("GET", url, headers: headers), through: exchange) {
      answer throws(DeliveryFailure) in
      if answer.status == 400, answer.json["success"] == false, answer.json["error"] == nil { return nil }
      return try RocketChatAnswer.read(answer)["message"]
    }
  }
}

/// Reads what Rocket.Chat answers: `{"success": true}`, or `{"success": false, "error"}`.
enum RocketChatAnswer {
  private static let tooMany = "error-too-many-requests"
  private static let noWebhook = "Invalid integration id or token provided."

  static func read(_ answer: TargetAnswer) throws(DeliveryFailure) -> Value {
    let json = answer.json
    if answer.isSuccess, json["success"] == true { return json }
    let words = json["error"]?.string ?? json["message"]?.string ?? answer.text
    guard answer.status != 429, !words.contains(tooMany) else {
      throw DeliveryFailure(
        .rateLimit, status: answer.status, retryAfter: answer.retryAfter ?? seconds(in: words), answer: words)
    }
    guard !answer.isSuccess else { throw DeliveryFailure(.answer, status: answer.status, answer: words) }
    var failure = answer.failure
    failure.answer = words
    failure.isGone = failure.isGone || (answer.status == 404 && words == noWebhook)
    throw failure
  }

  /// Of "You must wait 12 seconds before …".
  private static func seconds(in words: String) -> Double? {
    let parts = words.split(separator: " ")
    guard let place = parts.firstIndex(of: "wait"), place + 1 < parts.count else { return nil }
    return Double(parts[place + 1])
  }
}

extension Value {
  /// What stays of a message that was deleted, where the server shows that.
  fileprivate var isRemoved: Bool { self["t"] == "rm" }
}
