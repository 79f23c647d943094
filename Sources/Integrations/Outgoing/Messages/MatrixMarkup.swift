import Documents
import Workflow

/// How messages are written for Matrix: in HTML, with the same in plain words beside it.
enum MatrixMarkup {
  /// An event has at most 65,536 bytes (client-server API, "Size limits"). A change holds its text twice over, each time
  /// as HTML and plain, and JSON makes up to two bytes of one.
  private static let htmlBytesMax = 7500

  static func form(_ settings: TargetSettings) throws(Refusal) -> ChatForm {
    try ChatForm(
      settings, markup: Markup(escape: HtmlWords.escape, mention: mention), text: textTemplate, reply: replyTemplate
    ) { html, url in
      HtmlWords.cut(html, to: htmlBytesMax, ending: url.map { "… <a href=\"\($0)\">\($0)</a>" } ?? "…")
    }
  }

  /// The content of an `m.room.message`. `m.mentions` is always there: without it servers of old look for names in the
  /// words.
  static func content(_ message: ChatMessage) -> [String: Value] {
    let users = message.turns.filter { message.text.contains(mention($0)) }.compactMap(user)
    return [
      "msgtype": "m.text", "body": .string(HtmlWords.plain(message.text)), "format": "org.matrix.custom.html",
      "formatted_body": .string(message.text),
      "m.mentions": users.isEmpty ? [:] : ["user_ids": .array(users.map(Value.string))],
    ]
  }

  private static func mention(_ turn: Notice.Turn) -> String {
    let name = HtmlWords.escape(turn.name)
    return user(turn).map { "<a href=\"https://matrix.to/#/\($0.percentEncoded)\">\(name)</a>" } ?? name
  }

  /// `@name:server`; nil for anything else.
  private static func user(_ turn: Notice.Turn) -> String? {
    guard let id = turn.identities[MatrixTarget.kind], id.hasPrefix("@"), id.contains(":"),
      !id.contains(where: \.isWhitespace)
    else { return nil }
    return id
  }

  private static let textTemplate =
    """
    {% if document.url %}<a href="{{ document.url }}"><strong>{{ document.title }}</strong></a> · \
    {{ document.status|replace('_', ' ') }}<br>{% endif %}
    """ + replyTemplate

  private static let replyTemplate = """
    {% if items|length == 1 %}{{ summary }}<br>{% endif %}\
    {% if turns %}Next: {% for turn in turns %}{{ turn.mention }} ({{ turn.reason }})\
    {% if not loop.last %}, {% endif %}{% endfor %}<br>{% endif %}\
    {% for item in items %}{% if items|length > 1 %}{{ item.summary }}<br>{% endif %}\
    {% if item.text %}<blockquote>{{ item.text }}</blockquote>{% endif %}{% endfor %}
    """
}
