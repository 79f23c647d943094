import Documents
import Foundation
package import Workflow

/// Microsoft Teams, through the address of a workflow ("When a Teams webhook request is received"): one Adaptive Card a
/// notice.
///
/// The workflow answers 202 before it posts, gives no id back and takes no key: there is nothing to look for afterwards,
/// so a message whose answer was lost may come twice. Every other message comes once.
package struct TeamsTarget: Target {
  package static let kind = "teams"
  package static let traits = TargetTraits.chat

  /// A webhook's message may have 28 KB (Teams, "Format cards"); this is less by either meaning of the unit.
  private static let messageBytesMax = 28_000
  /// Cards of this version are drawn by every Teams client.
  private static let cardVersion = "1.4"

  private let url: String
  private let call: ToolCall
  private let template: MessageTemplate

  /// There are no settings but `template`: Markdown as Adaptive Cards have it, for the card's one text.
  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: [])
    url = settings.url
    call = ToolCall(address: nil, secrets: [url] + url.queryValues(["code", "sig"]))
    template = MessageTemplate(settings.template ?? Self.defaultTemplate, markup: Self.markup)
  }

  package func deliver(_ notice: Notice, through exchange: Exchange) async throws(DeliveryFailure) {
    let request = TargetRequest("POST", url, json: message(try text(of: notice), notice))
    try await call.send(request, through: exchange) { answer throws(DeliveryFailure) in
      if let failure = Self.failure(of: answer) { throw failure }
    }
  }

  package func preview(_ notice: Notice) throws(DeliveryFailure) -> String { try text(of: notice) }

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

  private func message(_ text: String, _ notice: Notice) -> Value {
    var card: [String: Value] = [
      "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard",
      "version": .string(Self.cardVersion), "body": [["type": "TextBlock", "text": .string(text), "wrap": true]],
      "msteams": ["width": "Full", "entities": .array(Self.mentions(in: text, notice))],
    ]
    if let document = notice.document {
      card["actions"] = [["type": "Action.OpenUrl", "title": "Open the document", "url": .string(document.url)]]
    }
    return [
      "type": "message",
      "attachments": [
        [
          "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": .null, "content": .object(card),
        ]
      ],
    ]
  }
}

// MARK: - What it answers

extension TeamsTarget {
  /// Nil where the message was taken. A workflow may answer 200 and tell in words that Teams refused it.
  private static func failure(of answer: TargetAnswer) -> DeliveryFailure? {
    let said = "returned HTTP error "
    if answer.isSuccess {
      guard let told = answer.text.range(of: said) else { return nil }
      let isRateLimit = answer.text[told.upperBound...].hasPrefix("429")
      return DeliveryFailure(
        isRateLimit ? .rateLimit : .answer, status: answer.status, retryAfter: answer.retryAfter, answer: answer.text)
    }
    var failure = answer.failure
    guard let error = answer.json["error"], let code = error["code"]?.string else { return failure }
    let message = error["message"]?.string ?? ""
    failure.answer = "\(code): \(message)"
    // A workflow that is switched off may come back, one that is deleted does not.
    let isDeleted = code == "WorkflowTriggerIsNotEnabled" && message.contains("'Deleted'")
    failure.isGone = failure.isGone || code == "WorkflowNotFound" || isDeleted
    return failure
  }
}

// MARK: - How it writes

extension TeamsTarget {
  private static let markup = Markup(escape: escape) { turn in
    turn.identities[kind] == nil ? escape(turn.name) : at(turn)
  }

  /// A text block knows bold, italics, lists and links (Adaptive Cards, "Text features"); a new line is two. An `<at>`
  /// is a mention by its look alone, so none is let through.
  private static func escape(_ text: String) -> String {
    Unlinking.unlinked(text).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { listSignKept(inLine: $0) }.joined(separator: "\n\n")
  }

  private static func inlineEscaped(_ text: Substring) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "*", "_", "[", "]", "`", "~": result += "\\\(scalar)"
      case "<", "{": result += "\(scalar)\u{200B}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// `-`, `+`, `1.` and their like at the start of a line make no list and no heading.
  private static func listSignKept(inLine line: Substring) -> String {
    let start = line.prefix { $0 == " " || $0 == "\t" }
    let rest = line[start.endIndex...]
    if let sign = rest.first, "-+#>".contains(sign) { return start + "\\\(sign)" + inlineEscaped(rest.dropFirst()) }
    let number = rest.prefix { $0.isASCII && $0.isNumber }
    guard !number.isEmpty, let sign = rest[number.endIndex...].first, sign == "." || sign == ")" else {
      return start + inlineEscaped(rest)
    }
    return "\(start)\(number)\\\(sign)" + inlineEscaped(rest[number.endIndex...].dropFirst())
  }

  private static func at(_ turn: Notice.Turn) -> String {
    "<at>\(turn.name.filter { !"<>\n".contains($0) })</at>"
  }

  /// Only of those whose mention is in the text, in its order: Teams counts them against each other.
  private static func mentions(in text: String, _ notice: Notice) -> [Value] {
    notice.turns.compactMap { turn in turn.identities[kind].map { (turn, $0) } }
      .compactMap { turn, id in text.range(of: at(turn)).map { (place: $0.lowerBound, turn: turn, id: id) } }
      .sorted { $0.place < $1.place }
      .map { _, turn, id in
        ["type": "mention", "text": .string(at(turn)), "mentioned": ["id": .string(id), "name": .string(turn.name)]]
      }
  }

  /// As other chats have it, with the empty lines that make new ones here.
  private static let defaultTemplate = """
    {% if document.url %}\(ChatTemplates.markdownLink) · {{ document.status|replace('_', ' ') }}

    {% endif %}{% if items|length == 1 %}{{ summary }}

    {% endif %}{% if turns %}Next: {% for turn in turns %}{{ turn.mention }} ({{ turn.reason }})\
    {% if not loop.last %}, {% endif %}{% endfor %}

    {% endif %}{% for item in items %}{% if items|length > 1 %}{{ item.summary }}

    {% endif %}{% if item.text %}{{ item.text }}

    {% endif %}{% endfor %}
    """
}

extension String {
  /// The values of an address's query that are its secret.
  func queryValues(_ names: Set<String>) -> [String] {
    (URLComponents(string: self)?.queryItems ?? []).filter { names.contains($0.name) }.compactMap(\.value)
  }
}
