import Documents
package import Workflow

/// Mattermost: one post per document that is kept up to date, and a thread under it, by a bot's token; or, by an incoming
/// webhook, one post per notice, as a webhook gives no post back that could be changed or answered.
///
/// A webhook lets nothing be looked for: after a time-out its post may come twice.
package struct MattermostTarget: Target {
  package static let kind = "mattermost"
  package static let traits = TargetTraits.chat

  private let url: String
  private let form: ChatForm
  /// Another channel than the webhook's own.
  private let channel: String?
  /// Nil with an incoming webhook.
  private let sync: ChatSync?

  /// Reads `token` and `channel`: with a token the address is the server's and the channel its ID, otherwise the channel
  /// is a name.
  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: ChatForm.settings.union(["channel", "token"]))
    let token = try settings.optionalText("token")
    channel = try token == nil ? settings.optionalText("channel") : settings.text("channel")
    url = settings.url.hasSuffix("/") ? String(settings.url.dropLast()) : settings.url
    form = try ChatForm(
      settings, markup: MattermostMarkup.markup, text: ChatTemplates.text(link: ChatTemplates.markdownLink),
      reply: ChatTemplates.reply, cut: MattermostMarkup.cut)
    guard let token, let channel else {
      sync = nil
      return
    }
    guard channel.count == MattermostChannel.idCharacters, channel.unicodeScalars.allSatisfy(\.isWord) else {
      throw Refusal.field(
        "settings.channel",
        "must be the channel's ID, of 26 letters and numbers; Mattermost shows it in the channel's info.")
    }
    sync = ChatSync(MattermostChannel(base: url, token: token, channel: channel), form: form)
  }

  package func deliver(_ notice: Notice, through exchange: Exchange) async throws(DeliveryFailure) {
    if let sync { return try await sync.deliver(notice, through: exchange) }
    var body: [String: Value] = ["text": .string(try form.text(notice))]
    if let channel { body["channel"] = .string(channel) }
    try await ToolCall(address: url).send(TargetRequest("POST", url, json: .object(body)), through: exchange) {
      answer throws(DeliveryFailure) in
      guard answer.isSuccess else { throw MattermostAnswer.failure(answer) }
      guard answer.text.hasPrefix("ok") else {
        throw DeliveryFailure(.answer, status: answer.status, answer: answer.text)
      }
    }
  }

  package func preview(_ notice: Notice) throws(DeliveryFailure) -> String {
    if let sync { return try sync.preview(notice) }
    return try form.text(notice)
  }
}

/// A channel, as a bot sees it (developers.mattermost.com, API reference, posts).
struct MattermostChannel: ChatTool {
  static let idCharacters = 26
  /// Posts of a channel that one request asks for, and requests that one look takes at most.
  private static let (pageMax, pagesMax) = (200, 5)
  /// What our posts carry in their `props`.
  private static let props = "countersign"

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
    for page in 0..<Self.pagesMax {
      let path = "channels/\(channel)/posts?page=\(page)&per_page=\(Self.pageMax)"
      let posts = try await posts(path, through: exchange)
      if let found = posts.first(where: { $0.mark("key") == message.key }), let id = found["id"]?.string {
        return link(id, delivery: found.mark("delivery"))
      }
      if posts.count < Self.pageMax { return nil }
    }
    return nil
  }

  func post(_ message: ChatMessage, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink {
    let mark: Value = ["key": .string(message.key), "delivery": .string(message.delivery)]
    let post = try await create(message, mark, root: "", through: exchange)
    guard let id = post["id"]?.string else { throw DeliveryFailure(.answer, answer: "Mattermost gave no post.") }
    return link(id, delivery: message.delivery)
  }

  func update(
    _ link: ExternalLink, to message: ChatMessage, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ChatUpdate {
    do {
      _ = try await send("PUT", "posts/\(link.key)/patch", ["message": .string(message.text)], through: exchange)
      return .done
    } catch {
      // A post that was deleted is not found; one that is too old for the server's limit is not changed.
      if error.status == 404 { return .gone }
      guard error.answer?.contains("update_post.permissions_time_limit") == true else { throw error }
      return .fixed
    }
  }

  func hasReply(
    _ message: ChatMessage, under link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool {
    try await posts("posts/\(link.key)/thread", through: exchange).contains {
      $0["id"]?.string != link.key && $0.mark("delivery") == message.delivery
    }
  }

  func reply(
    _ message: ChatMessage, under link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) {
    _ = try await create(message, ["delivery": .string(message.delivery)], root: link.key, through: exchange)
  }

  private func link(_ id: String, delivery: String?) -> ExternalLink {
    ExternalLink(key: id, url: "\(base)/_redirect/pl/\(id)", note: delivery)
  }

  /// `pending_post_id` keeps the server from taking the same post twice within half a minute.
  private func create(
    _ message: ChatMessage, _ mark: Value, root: String, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Value {
    try await send(
      "POST", "posts",
      [
        "channel_id": .string(channel), "message": .string(message.text), "root_id": .string(root),
        "pending_post_id": .string(message.delivery), "props": [Self.props: mark],
      ], through: exchange)
  }

  /// In the order that the server gives.
  private func posts(_ path: String, through exchange: Exchange) async throws(DeliveryFailure) -> [Value] {
    let list = try await send("GET", path, nil, through: exchange)
    return (list["order"]?.items ?? []).compactMap { $0.string.flatMap { list["posts"]?[$0] } }
  }

  private func send(
    _ method: String, _ path: String, _ body: Value?, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Value {
    let url = "\(base)/api/v4/\(path)"
    let request =
      body.map { TargetRequest(method, url, headers: headers, json: $0) }
      ?? TargetRequest(method, url, headers: headers)
    return try await call.send(request, through: exchange) { answer throws(DeliveryFailure) in
      guard answer.isSuccess else { throw MattermostAnswer.failure(answer) }
      return answer.json
    }
  }
}

/// Reads what Mattermost refuses: `{"id", "message", "status_code"}`.
enum MattermostAnswer {
  /// Of a webhook that was deleted, and of a channel that was archived.
  private static let gone: Set<String> = [
    "api.post.create_post.can_not_post_to_deleted.error", "web.incoming_webhook.invalid.app_error",
  ]

  static func failure(_ answer: TargetAnswer) -> DeliveryFailure {
    var failure = answer.failure
    let json = answer.json
    if answer.status == 429 {
      // Seconds until the limit is lifted.
      failure.retryAfter = answer.retryAfter ?? answer.headers["x-ratelimit-reset"].flatMap(Double.init)
    }
    if let id = json["id"]?.string {
      failure.answer = "\(json["message"]?.string ?? "") [\(id)]"
      failure.isGone = failure.isGone || gone.contains(id)
    }
    return failure
  }
}

extension Value {
  /// A member of what was put with a post.
  fileprivate func mark(_ name: String) -> String? { self["props"]?["countersign"]?[name]?.string }
}
