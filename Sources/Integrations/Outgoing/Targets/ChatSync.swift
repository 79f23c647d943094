import Documents
package import Workflow

/// What a chat tool can do whose messages can be changed and answered, each in one request or a few.
package protocol ChatTool: Sendable {
  /// The message that was posted under the same key, with the delivery it was posted for as its note; nil where there is
  /// none, or where the tool has no way to look.
  func find(_ message: ChatMessage, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink?
  func post(_ message: ChatMessage, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink
  func update(
    _ link: ExternalLink, to message: ChatMessage, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ChatUpdate
  /// Whether the message's answer stands under it already; false where the tool has no way to look.
  func hasReply(
    _ message: ChatMessage, under link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool
  func reply(
    _ message: ChatMessage, under link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure)
}

/// One message, as it is to be told.
package struct ChatMessage: Hashable, Sendable {
  /// What it is found again by: the document's id, or the delivery's where it is about no document.
  package var key: String
  /// The same over all attempts.
  package var delivery: String
  /// The document's; empty where there is none.
  package var title: String
  /// In the tool's own form, within its limit.
  package var text: String
  package var turns: [Notice.Turn]
}

/// What came of changing a message.
package enum ChatUpdate: Sendable {
  case done
  /// The tool does not let it be changed any more; it can still be answered.
  case fixed
  /// Somebody took it away.
  case gone
}

/// One message per document, which says where the document stands, and a thread under it for what follows. Nothing of it
/// is told twice where the tool lets it be found again.
package struct ChatSync: Sendable {
  private let tool: any ChatTool
  private let form: ChatForm

  package init(_ tool: any ChatTool, form: ChatForm) {
    self.tool = tool
    self.form = form
  }

  package func deliver(_ notice: Notice, through exchange: Exchange) async throws(DeliveryFailure) {
    let message = message(notice, exchange, text: try form.text(notice))
    guard notice.document != nil else {
      // It is about no document, so it is told once and left.
      if exchange.mayBeDone, try await tool.find(message, through: exchange) != nil { return }
      _ = try await tool.post(message, through: exchange)
      return
    }
    guard let link = try await upToDate(message, through: exchange) else { return }
    let reply = self.message(notice, exchange, text: try form.reply(notice))
    // Looked for only where an earlier attempt may have written it.
    if exchange.mayBeDone, try await tool.hasReply(reply, under: link, through: exchange) { return }
    try await tool.reply(reply, under: link, through: exchange)
  }

  package func preview(_ notice: Notice) throws(DeliveryFailure) -> String {
    guard notice.document != nil else { return try form.text(notice) }
    return "\(try form.text(notice))\n\n---\n\n\(try form.reply(notice))"
  }

  /// The document's message, once it says what the notice says; nil where it was posted with this notice, so that nothing
  /// is left to tell.
  private func upToDate(
    _ message: ChatMessage, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ExternalLink? {
    var link: ExternalLink
    if let known = try await exchange.link(of: message.key) {
      link = known
    } else {
      link = try await first(message, through: exchange)
    }
    if link.note == message.delivery { return nil }
    if case .gone = try await tool.update(link, to: message, through: exchange) {
      link = try await first(message, through: exchange)
      if link.note == message.delivery { return nil }
    }
    return link
  }

  /// Looked for before it is posted: an earlier attempt may have posted it, or a database that was restored since. A crash
  /// before it is kept leaves it to be found.
  private func first(
    _ message: ChatMessage, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ExternalLink {
    var link = try await tool.find(message, through: exchange)
    if link == nil { link = try await tool.post(message, through: exchange) }
    guard let link else { throw DeliveryFailure(.answer, answer: "The tool gave no message.") }
    try await exchange.keep(link, of: message.key)
    return link
  }

  private func message(_ notice: Notice, _ exchange: Exchange, text: String) -> ChatMessage {
    ChatMessage(
      key: notice.document?.id ?? exchange.id, delivery: exchange.id, title: notice.document?.title ?? "", text: text,
      turns: notice.turns)
  }
}

/// How a chat tool's texts are made: in its own markup, cut to its limit.
package struct ChatForm: Sendable {
  private let markup: Markup
  private let text: String
  private let reply: String
  private let cut: @Sendable (_ text: String, _ url: String?) -> String

  /// Reads `template`, for the message, and `thread_template`, for what is written under it. `cut` is given the
  /// document's address to end with.
  package init(
    _ settings: TargetSettings, markup: Markup, text: String, reply: String,
    cut: @escaping @Sendable (_ text: String, _ url: String?) -> String
  ) throws(Refusal) {
    self.markup = markup
    self.text = settings.template ?? text
    self.reply = try Self.own(settings) ?? reply
    self.cut = cut
  }

  /// One that cannot be read is refused now; what it names is known only with each notice.
  private static func own(_ settings: TargetSettings) throws(Refusal) -> String? {
    guard let template = try settings.optionalText("thread_template") else { return nil }
    do {
      _ = try Jinja.render(template, named: "thread_template", variables: [:])
    } catch {
      guard error.code != .syntax else { throw Refusal.field("settings.thread_template", "\(error)") }
    }
    return template
  }

  package static let settings: Set<String> = ["thread_template"]

  package func text(_ notice: Notice) throws(DeliveryFailure) -> String {
    cut(try MessageTemplate(text, markup: markup).render(notice), notice.document?.url)
  }

  package func reply(_ notice: Notice) throws(DeliveryFailure) -> String {
    cut(try MessageTemplate(reply, markup: markup).render(notice), notice.document?.url)
  }
}
