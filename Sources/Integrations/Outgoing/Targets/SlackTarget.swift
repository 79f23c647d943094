import Documents
package import Workflow

/// Slack: one message per document that is kept up to date, and a thread under it, by an app's bot token; or, by an
/// incoming webhook, one message per notice, as a webhook gives no message back that could be changed or answered.
///
/// A webhook lets nothing be looked for: after a time-out its message may come twice.
package struct SlackTarget: Target {
  package static let kind = "slack"
  package static let traits = TargetTraits.chat

  private let url: String
  private let form: ChatForm
  /// Nil with an incoming webhook.
  private let sync: ChatSync?

  /// Reads `token` (`xoxb-…`) and `channel` (its ID): with them the address is the API's base.
  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: ChatForm.settings.union(["channel", "token"]))
    url = settings.url
    form = try ChatForm(
      settings, markup: SlackMarkup.markup,
      text: ChatTemplates.text(link: "*<{{ document.url }}|{{ document.title }}>*"),
      reply: ChatTemplates.reply, cut: SlackMarkup.cut)
    guard let token = try settings.optionalText("token") else {
      guard try settings.optionalText("channel") == nil else {
        throw Refusal.field(
          "settings.channel", "goes with 'token'; an incoming webhook posts to the channel that it was made for.")
      }
      sync = nil
      return
    }
    let channel = try settings.text("channel")
    guard channel.unicodeScalars.allSatisfy({ ("A"..."Z").contains($0) || $0.isDigit }) else {
      throw Refusal.field(
        "settings.channel",
        "must be the channel's ID, such as C0123456789, and not its name; Slack shows it in the channel's details.")
    }
    let base = settings.url.hasSuffix("/") ? String(settings.url.dropLast()) : settings.url
    sync = ChatSync(SlackChannel(base: base, token: token, channel: channel), form: form)
  }

  package func deliver(_ notice: Notice, through exchange: Exchange) async throws(DeliveryFailure) {
    if let sync { return try await sync.deliver(notice, through: exchange) }
    let body = Value.object(SlackMarkup.body(try form.text(notice)))
    try await ToolCall(address: url).send(TargetRequest("POST", url, json: body), through: exchange) {
      answer throws(DeliveryFailure) in
      guard answer.isSuccess else { throw Self.hookFailure(answer) }
      guard answer.text.hasPrefix("ok") else {
        throw DeliveryFailure(.answer, status: answer.status, answer: answer.text)
      }
    }
  }

  package func preview(_ notice: Notice) throws(DeliveryFailure) -> String {
    if let sync { return try sync.preview(notice) }
    return try form.text(notice)
  }

  /// What Slack calls a webhook that has been taken away, or whose channel has (docs.slack.dev, incoming webhooks).
  private static let gone = ["channel_is_archived", "invalid_token", "no_active_hooks", "no_service", "no_team"]

  private static func hookFailure(_ answer: TargetAnswer) -> DeliveryFailure {
    var failure = answer.failure
    failure.isGone = failure.isGone || gone.contains { answer.text.hasPrefix($0) }
    return failure
  }
}

/// A channel, as an app sees it (docs.slack.dev, methods of the Web API).
struct SlackChannel: ChatTool {
  /// Messages of a channel's history that one request asks for, and requests that one look takes at most.
  private static let (pageMax, pagesMax) = (200, 5)
  private static let eventType = "countersign_notice"
  /// What Slack calls a channel or an app that is no more.
  private static let gone: Set<String> = ["account_inactive", "channel_is_archived", "is_archived", "token_revoked"]

  private let base: String
  private let channel: String
  private let headers: [(name: String, value: String)]
  private let call: ToolCall

  init(base: String, token: String, channel: String) {
    self.base = base
    self.channel = channel
    headers = [("authorization", "Bearer \(token)")]
    call = ToolCall(address: nil, secrets: [token])
  }

  func find(_ message: ChatMessage, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink? {
    let found = try await first(in: "conversations.history", [], through: exchange) {
      $0.payload("key") == message.key
    }
    guard let found, let ts = found["ts"]?.string else { return nil }
    return ExternalLink(key: ts, url: await permalink(ts, through: exchange), note: found.payload("delivery"))
  }

  func post(_ message: ChatMessage, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink {
    let metadata = metadata(["key": .string(message.key), "delivery": .string(message.delivery)])
    let answer = try await write("chat.postMessage", message, ["metadata": metadata], through: exchange)
    guard let ts = answer["ts"]?.string else { throw DeliveryFailure(.answer, answer: "Slack gave no ts.") }
    return ExternalLink(key: ts, url: await permalink(ts, through: exchange), note: message.delivery)
  }

  func update(
    _ link: ExternalLink, to message: ChatMessage, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ChatUpdate {
    let metadata = metadata(["key": .string(message.key), "delivery": .string(link.note ?? "")])
    do {
      _ = try await write("chat.update", message, ["ts": .string(link.key), "metadata": metadata], through: exchange)
      return .done
    } catch {
      switch error.answer.map(Self.code(in:)) {
      case "message_not_found": return .gone
      case "cant_update_message", "edit_window_closed": return .fixed
      default: throw error
      }
    }
  }

  func hasReply(
    _ message: ChatMessage, under link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool {
    try await first(in: "conversations.replies", [("ts", link.key)], through: exchange) {
      $0["ts"]?.string != link.key && $0.payload("delivery") == message.delivery
    } != nil
  }

  func reply(
    _ message: ChatMessage, under link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) {
    let metadata = metadata(["delivery": .string(message.delivery)])
    _ = try await write(
      "chat.postMessage", message, ["thread_ts": .string(link.key), "metadata": metadata], through: exchange)
  }

  /// Where people find the message. It can be done without: nothing fails for want of it.
  private func permalink(_ ts: String, through exchange: Exchange) async -> String? {
    let query = "channel=\(channel)&message_ts=\(ts.percentEncoded)"
    let request = TargetRequest("GET", "\(base)/chat.getPermalink?\(query)", headers: headers)
    let answer = try? await call.send(request, through: exchange, reading: Self.read)
    return answer?["permalink"]?.string
  }

  private func metadata(_ payload: Value) -> Value {
    ["event_type": .string(Self.eventType), "event_payload": payload]
  }

  private func write(
    _ method: String, _ message: ChatMessage, _ others: [String: Value], through exchange: Exchange
  ) async throws(DeliveryFailure) -> Value {
    let body = SlackMarkup.body(message.text).merging(others) { $1 }.merging(["channel": .string(channel)]) { $1 }
    return try await call.send(
      TargetRequest("POST", "\(base)/\(method)", headers: headers, json: .object(body)), through: exchange,
      reading: Self.read)
  }

  /// The first message of a list that fits, the newest pages first.
  private func first(
    in method: String, _ others: [(String, String)], through exchange: Exchange, where fits: (Value) -> Bool
  ) async throws(DeliveryFailure) -> Value? {
    var cursor = ""
    for _ in 0..<Self.pagesMax {
      let query = [("channel", channel), ("include_all_metadata", "true"), ("limit", "\(Self.pageMax)")] + others
      let words = (query + (cursor.isEmpty ? [] : [("cursor", cursor)])).map { "\($0)=\($1.percentEncoded)" }
      let page = try await call.send(
        TargetRequest("GET", "\(base)/\(method)?\(words.joined(separator: "&"))", headers: headers), through: exchange,
        reading: Self.read)
      if let found = page["messages"]?.items.first(where: fits) { return found }
      cursor = page["response_metadata"]?["next_cursor"]?.string ?? ""
      if cursor.isEmpty { return nil }
    }
    return nil
  }

  /// Success is said in the body: its status is 200 for almost everything.
  private static func read(_ answer: TargetAnswer) throws(DeliveryFailure) -> Value {
    let json = answer.json
    if answer.isSuccess, json["ok"] == true { return json }
    let code = json["error"]?.string ?? ""
    guard answer.status != 429, code != "ratelimited", code != "rate_limited" else {
      throw DeliveryFailure(.rateLimit, status: answer.status, retryAfter: answer.retryAfter, answer: answer.text)
    }
    guard answer.isSuccess else { throw answer.failure }
    let needed = json["needed"]?.string.map { " (the token needs \($0))" } ?? ""
    throw DeliveryFailure(
      .answer, status: answer.status, answer: code.isEmpty ? answer.text : code + needed, isGone: gone.contains(code))
  }

  private static func code(in answer: String) -> String { String(answer.prefix { $0 != " " }) }
}

extension Value {
  /// A member of what was put with a message.
  fileprivate func payload(_ name: String) -> String? { self["metadata"]?["event_payload"]?[name]?.string }
}
