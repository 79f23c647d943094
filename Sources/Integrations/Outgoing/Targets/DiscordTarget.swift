import Documents
import Foundation
package import Workflow

/// Discord: one message per document that is kept up to date, and a thread under it, by a bot's token; or, by a webhook of
/// a channel, a first message that is kept up to date and further ones for what follows, in a forum each document's in a
/// thread of its own.
///
/// A bot's message is taken once within some minutes. A webhook can look nothing up: after a time-out its message may come
/// twice. A change of a message cannot.
package struct DiscordTarget: Target {
  package static let kind = "discord"
  package static let traits = TargetTraits.chat

  private let sync: ChatSync

  /// Reads `token` and `channel` (its ID), with which the address is the API's base; or else `forum`, true where the
  /// webhook's channel is one, and `thread_id`, of a thread that everything goes to.
  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: ChatForm.settings.union(["channel", "forum", "thread_id", "token"]))
    for name in ["channel", "thread_id"] {
      guard try settings.optionalText(name)?.unicodeScalars.allSatisfy(\.isDigit) ?? true else {
        throw Refusal.field("settings.\(name)", "must be a number: copy the ID in Discord, with its developer mode on.")
      }
    }
    let isForum = try settings.optionalFlag("forum") ?? false
    let token = try settings.optionalText("token")
    let full = ChatTemplates.text(link: ChatTemplates.markdownLink)
    let form = try ChatForm(
      settings, markup: DiscordMarkup.markup, text: full, reply: isForum || token != nil ? ChatTemplates.reply : full,
      cut: DiscordMarkup.cut)
    if let token {
      sync = ChatSync(try Self.channel(settings, token: token), form: form)
    } else {
      sync = ChatSync(try Self.hook(settings, isForum: isForum), form: form)
    }
  }

  private static func channel(_ settings: TargetSettings, token: String) throws(Refusal) -> DiscordChannel {
    for name in ["forum", "thread_id"] where settings[name] != nil {
      throw Refusal.field("settings.\(name)", "goes with a webhook, and not with 'token'.")
    }
    let base = settings.url.hasSuffix("/") ? String(settings.url.dropLast()) : settings.url
    return DiscordChannel(base: base, token: token, channel: try settings.text("channel"))
  }

  private static func hook(_ settings: TargetSettings, isForum: Bool) throws(Refusal) -> DiscordHook {
    guard settings["channel"] == nil else {
      throw Refusal.field("settings.channel", "goes with 'token'; a webhook posts to the channel that it was made for.")
    }
    let thread = try settings.optionalText("thread_id")
    guard !isForum || thread == nil else {
      throw Refusal.field("settings.thread_id", "must be left out where 'forum' is true: each document has its thread.")
    }
    guard let address = URLComponents(string: settings.url), address.path.split(separator: "/").count >= 4 else {
      throw Refusal.field("url", "must be the webhook's, such as https://discord.com/api/webhooks/ID/TOKEN.")
    }
    return DiscordHook(address: address, isForum: isForum, thread: thread)
  }

  package func deliver(_ notice: Notice, through exchange: Exchange) async throws(DeliveryFailure) {
    try await sync.deliver(notice, through: exchange)
  }

  package func preview(_ notice: Notice) throws(DeliveryFailure) -> String { try sync.preview(notice) }
}

/// A webhook's channel (docs.discord.com, resource webhook).
struct DiscordHook: ChatTool {
  private let url: String
  private let isForum: Bool
  private let thread: String?
  private let call: ToolCall

  /// A query of the address is left out: what it may say is among the settings.
  init(address: URLComponents, isForum: Bool, thread: String?) {
    var address = address
    (address.queryItems, address.fragment) = (nil, nil)
    let url = address.string ?? ""
    self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
    self.isForum = isForum
    self.thread = thread
    call = ToolCall(address: url)
  }

  func find(_ message: ChatMessage, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink? { nil }

  /// Its key is the message's id; in a forum, that is also its thread's.
  func post(_ message: ChatMessage, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink {
    var body = DiscordMarkup.body(message)
    if isForum { body["thread_name"] = .string(DiscordMarkup.name(of: message)) }
    let answer = try await send("POST", "", [("wait", "true"), ("thread_id", thread)], body, through: exchange)
    guard let id = answer[isForum ? "channel_id" : "id"]?.string else {
      throw DeliveryFailure(.answer, answer: "Discord gave no message.")
    }
    return ExternalLink(key: id, note: message.delivery)
  }

  func update(
    _ link: ExternalLink, to message: ChatMessage, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ChatUpdate {
    let thread = isForum ? link.key : thread
    do {
      let body = DiscordMarkup.body(message)
      _ = try await send("PATCH", "/messages/\(link.key)", [("thread_id", thread)], body, through: exchange)
      return .done
    } catch {
      guard error.status == 404, !error.isGone else { throw error }
      return .gone
    }
  }

  func hasReply(
    _ message: ChatMessage, under link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool { false }

  func reply(
    _ message: ChatMessage, under link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) {
    let thread = isForum ? link.key : thread
    _ = try await send(
      "POST", "", [("wait", "true"), ("thread_id", thread)], DiscordMarkup.body(message), through: exchange)
  }

  /// With `wait`, it answers once the message is there, and says what is wrong with it.
  private func send(
    _ method: String, _ path: String, _ query: [(name: String, value: String?)], _ body: [String: Value],
    through exchange: Exchange
  ) async throws(DeliveryFailure) -> Value {
    let words = query.compactMap { item in item.value.map { "\(item.name)=\($0.percentEncoded)" } }
    let address = url + path + (words.isEmpty ? "" : "?" + words.joined(separator: "&"))
    return try await call.send(
      TargetRequest(method, address, json: .object(body)), through: exchange, reading: DiscordAnswer.read)
  }
}

/// Reads what Discord answers (docs.discord.com, rate limits, opcodes and status codes).
enum DiscordAnswer {
  /// The JSON error codes of a webhook that is no more, or whose token is not its.
  private static let goneCodes: Set<Value> = [10_015, 50_027]
  /// Of a message or a channel that is not there, where the webhook is.
  private static let absentCodes: Set<Value> = [10_003, 10_008]

  static func read(_ answer: TargetAnswer) throws(DeliveryFailure) -> Value {
    if answer.isSuccess { return answer.json }
    let json = answer.json
    var failure = answer.failure
    if answer.status == 429 { failure.retryAfter = json["retry_after"]?.number ?? answer.retryAfter }
    let code = json["code"] ?? .null
    failure.isGone = failure.isGone || goneCodes.contains(code) || (answer.status == 404 && !absentCodes.contains(code))
    throw failure
  }
}
