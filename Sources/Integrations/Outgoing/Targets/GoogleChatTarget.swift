import Documents
package import Workflow

/// Google Chat, through a space's incoming webhook: one message a notice, all of a document's in one thread.
///
/// A webhook cannot change what it has posted. `requestId` is the key that keeps it from posting twice: a message that
/// was posted under it is given back in the place of a second one.
package struct GoogleChatTarget: Target {
  package static let kind = "google_chat"
  /// A space takes 60 messages a minute.
  package static let traits = TargetTraits.chat

  /// Of a message, text and all (spaces.messages.create).
  private static let messageBytesMax = 32_000

  private let url: String
  private let call: ToolCall
  private let template: MessageTemplate

  /// There are no settings but `template`, in the chat's own markup (`*bold*`, `<address|words>`).
  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: [])
    let keys = settings.url.queryValues(["key", "token"])
    guard settings.url.contains("/v1/spaces/"), keys.count == 2 else {
      throw Refusal.field(
        "url", "must be the address of an incoming webhook: …/v1/spaces/SPACE/messages?key=…&token=….")
    }
    url = settings.url
    call = ToolCall(address: nil, secrets: [url] + keys)
    template = MessageTemplate(settings.template ?? Self.defaultTemplate, markup: Self.markup)
  }

  package func deliver(_ notice: Notice, through exchange: Exchange) async throws(DeliveryFailure) {
    let request = TargetRequest("POST", address(for: exchange), json: message(try text(of: notice), notice))
    let link = try await call.send(request, through: exchange) { answer throws(DeliveryFailure) in
      guard answer.isSuccess else { throw Self.failure(of: answer) }
      guard let name = answer.json["name"]?.string else {
        throw DeliveryFailure(.answer, status: answer.status, answer: "Google Chat named no message: \(answer.text)")
      }
      return ExternalLink(key: name, note: answer.json["thread"]?["name"]?.string)
    }
    if let document = notice.document { try await exchange.keep(link, of: document.id) }
  }

  package func preview(_ notice: Notice) throws(DeliveryFailure) -> String { try text(of: notice) }

  private func address(for exchange: Exchange) -> String {
    url + "&requestId=\(exchange.id.percentEncoded)&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"
  }

  private func message(_ text: String, _ notice: Notice) -> Value {
    var message: [String: Value] = ["text": .string(text)]
    if let document = notice.document { message["thread"] = ["threadKey": .string(document.id)] }
    return .object(message)
  }

  private func text(of notice: Notice) throws(DeliveryFailure) -> String {
    func size(_ text: String) -> Int { TargetRequest("POST", url, json: message(text, notice)).body.count }
    var text = try template.render(notice, upTo: Self.messageBytesMax, sizedBy: size)
    let ending = notice.document.map { "… \($0.url)" } ?? "…"
    // Where the endpoint's own template is what is too long.
    while size(text) > Self.messageBytesMax {
      text = Clipping.cut(text, to: text.utf8.count - (size(text) - Self.messageBytesMax), .bytes, ending: ending)
    }
    return text
  }

  /// Errors of Google's APIs are `{"error": {"code", "message", "status"}}`. A webhook or a space that was deleted is
  /// not found.
  private static func failure(of answer: TargetAnswer) -> DeliveryFailure {
    var failure = answer.failure
    guard let error = answer.json["error"] else { return failure }
    let status = error["status"]?.string ?? "\(answer.status)"
    failure.answer = "\(status): \(error["message"]?.string ?? "")"
    if status == "RESOURCE_EXHAUSTED" { failure.kind = .rateLimit }
    failure.isGone = failure.isGone || status == "NOT_FOUND"
    return failure
  }
}

// MARK: - How it writes

extension GoogleChatTarget {
  private static let markup = Markup(escape: escape) { turn in
    guard let user = turn.identities[kind].flatMap(userName) else { return escape(turn.name) }
    return "<\(user)>"
  }

  /// `users/123…`; nil for what is no name of a user, and for `users/all`.
  private static func userName(_ identity: String) -> String? {
    let id = identity.hasPrefix("users/") ? String(identity.dropFirst("users/".count)) : identity
    let isName =
      !id.isEmpty && id.unicodeScalars.allSatisfy { $0.isASCII && ($0.isWord || "@._-".unicodeScalars.contains($0)) }
    return isName && id != "all" ? "users/\(id)" : nil
  }

  /// A webhook's text is in the chat's own markup, which has nothing that takes a sign's meaning from it (Google Chat,
  /// "Format messages"). So the few signs that have one are written by others that look like them.
  private static func escape(_ text: String) -> String {
    Harmless.text(Unlinking.unlinked(text)) { place in
      // Within a name such as `user_id` it has no meaning.
      place.scalar == "_" && !place.isAtEdge ? nil : lookalikes[place.scalar]
    }
  }

  private static let lookalikes = Harmless.lookalikes.merging(["<": "‹", "|": "¦"]) { $1 }

  private static let defaultTemplate = ChatTemplates.text(link: "*<{{ document.url }}|{{ document.title }}>*")
}
