import Documents
import Foundation
import Ledger
package import Workflow

/// Zulip, as a bot: one topic per document, a message in it for each notice.
///
/// Zulip takes no key, and lets messages be changed for some minutes only, so none is changed. Where an earlier attempt
/// may have got through, the newest messages of the topic are looked through for the same words before they are sent
/// again: the document's link in them ends with the id of the delivery, so no two deliveries have the same.
package struct ZulipTarget: Target {
  package static let kind = "zulip"
  /// A user may make 200 requests a minute (Zulip, "Error handling").
  package static let traits = TargetTraits(isChat: true, defaultEventTypes: TargetTraits.chat.defaultEventTypes)

  /// Of a message (Zulip, "Send a message"): what is longer is cut there, with its end.
  private static let contentBytesMax = 10_000
  private static let topicMax = 60
  /// Messages that are looked through for one of ours.
  private static let lookBack = 50
  /// For what belongs to no document.
  private static let otherTopic = "Countersign"

  private let base: String
  private let email: String
  private let apiKey: String
  private let channel: String
  private let topic: String?
  private let call: ToolCall
  private let template: MessageTemplate

  /// Reads `email` and `api_key` of the bot, `channel` by name, and `topic` where all is to go to one.
  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: ["api_key", "channel", "email", "topic"])
    base = settings.url.trimmingCharacters(in: ["/"])
    email = try settings.text("email")
    apiKey = try settings.text("api_key")
    channel = try settings.text("channel")
    topic = try settings.optionalText("topic")
    call = ToolCall(address: nil, secrets: [apiKey])
    guard email.contains("@"), !email.contains(":") else {
      throw Refusal.field("settings.email", "must be the bot's e-mail address, as Zulip's list of bots shows it.")
    }
    template = MessageTemplate(settings.template ?? Self.defaultTemplate, markup: Self.markup)
  }

  package func deliver(_ notice: Notice, through exchange: Exchange) async throws(DeliveryFailure) {
    var known: ExternalLink?
    if let document = notice.document { known = try await exchange.link(of: document.id) }
    // The topic that a document began in stays its own, whatever its title becomes.
    let topic = topic ?? known?.note ?? Self.topic(of: notice)
    let text = try text(of: notice.marked(with: exchange.id))
    var id: Int?
    if exchange.mayBeDone { id = try await find(text, in: topic, through: exchange) }
    if id == nil { id = try await send(text, to: topic, through: exchange) }
    guard let id, let document = notice.document, known == nil else { return }
    let link = ExternalLink(key: String(id), url: "\(base)/#narrow/near/\(id)", note: topic)
    try await exchange.keep(link, of: document.id)
  }

  package func preview(_ notice: Notice) throws(DeliveryFailure) -> String { try text(of: notice) }

  private func send(
    _ text: String, to topic: String, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Int? {
    let form = [("type", "stream"), ("to", channel), ("topic", topic), ("content", text)]
    let request = TargetRequest("POST", "\(base)/api/v1/messages", headers: authorization, form: form)
    return try await call.send(request, through: exchange) { answer throws(DeliveryFailure) in
      guard answer.isSuccess, answer.json["result"]?.string == "success" else { throw Self.failure(of: answer) }
      return answer.json["id"]?.integer
    }
  }

  /// Its id; nil where it is not there, and where the bot may not read.
  private func find(
    _ text: String, in topic: String, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Int? {
    let narrow = Value.array(
      [("stream", channel), ("topic", topic), ("sender", email)].map { name, value in
        ["operator": .string(name), "operand": .string(value)]
      })
    let query =
      "anchor=newest&num_before=\(Self.lookBack)&num_after=0&apply_markdown=false"
      + "&narrow=\(String(decoding: narrow.json, as: UTF8.self).percentEncoded)"
    let request = TargetRequest("GET", "\(base)/api/v1/messages?\(query)", headers: authorization)
    let messages = try await call.send(request, through: exchange) { answer throws(DeliveryFailure) in
      let failure = Self.failure(of: answer)
      if !answer.isSuccess, failure.kind == .rateLimit { throw failure }
      return answer.json["messages"]?.items ?? []
    }
    let mark = "#\(exchange.id.percentEncoded))"
    return messages.last { message in
      let content = message["content"]?.string ?? ""
      return content.contains(mark) || content.trimmed == text.trimmed
    }?["id"]?.integer
  }

  private var authorization: [(name: String, value: String)] {
    [("authorization", "Basic \(Data("\(email):\(apiKey)".utf8).base64EncodedString())")]
  }

  private static func topic(of notice: Notice) -> String {
    guard let document = notice.document else { return otherTopic }
    let title = document.title.trimmed.isEmpty ? document.slug : document.title.trimmed
    return Clipping.cut(title, to: topicMax, .characters)
  }

  private func text(of notice: Notice) throws(DeliveryFailure) -> String {
    let text = try template.render(notice, upTo: Self.contentBytesMax, sizedBy: \.utf8.count)
    let ending = notice.document.map { "… \($0.url)" } ?? "…"
    return Clipping.cut(text, to: Self.contentBytesMax, .bytes, ending: ending)
  }

  /// Errors are `{"result": "error", "code", "msg"}`, and `retry-after` in seconds where there was too much.
  private static func failure(of answer: TargetAnswer) -> DeliveryFailure {
    var failure = answer.failure
    let json = answer.json
    if answer.isSuccess { failure.kind = .answer }
    if let message = json["msg"]?.string {
      failure.answer = json["code"]?.string.map { "\($0): \(message)" } ?? message
    }
    if json["code"]?.string == "RATE_LIMIT_HIT" {
      failure.kind = .rateLimit
      failure.retryAfter = json["retry-after"]?.number ?? failure.retryAfter
    }
    return failure
  }
}

// MARK: - How it writes

extension ZulipTarget {
  private static let markup = Markup(escape: escape) { turn in
    guard let identity = turn.identities[kind], let name = mentionable(identity) else { return escape(turn.name) }
    return "@**\(name)**"
  }

  /// A user's id becomes `|12`; a name, or `Name|12`, stays. Nil for what would be everybody.
  private static func mentionable(_ identity: String) -> String? {
    let name = identity.filter { !"*\n`".contains($0) }
    guard !name.isEmpty, !["all", "everyone", "stream", "channel", "topic"].contains(name) else { return nil }
    return name.allSatisfy { $0.isASCII && $0.isNumber } ? "|\(name)" : name
  }

  /// Zulip's Markdown has no backslash that would take a sign's meaning from it, but reads a character reference for
  /// what it says and no more.
  private static func escape(_ text: String) -> String {
    Harmless.text(Unlinking.unlinked(text)) { place in
      let isSign =
        signs.contains(place.scalar) || place.endsListNumber
        || (place.opensLine && signsAtStart.contains(place.scalar))
      return isSign ? "&#\(place.scalar.value);" : nil
    }
  }

  private static let signs = Set("&<>*`~$[]#@|\\".unicodeScalars)
  /// Lists, lines across, `/me`, and code by four spaces.
  private static let signsAtStart = Set("-+_/ \t".unicodeScalars)

  private static let defaultTemplate = ChatTemplates.text(link: ChatTemplates.markdownLink)
}

extension Value {
  /// Where it is a whole number.
  fileprivate var integer: Int? {
    guard case .int(let number) = self else { return nil }
    return number
  }
}

extension Notice {
  /// With the id of its delivery behind the document's address, where nobody minds it.
  fileprivate func marked(with id: String) -> Notice {
    var marked = self
    marked.document?.url += "#\(id.percentEncoded)"
    return marked
  }
}
