import Documents

/// Slack's mrkdwn (docs.slack.dev, formatting message text). Three characters are escaped as in HTML; there is no way to
/// escape the rest, so what would format words is replaced by what looks the same.
enum SlackMarkup {
  /// Of the text of a section (docs.slack.dev, text object).
  private static let textMax = 3000

  static let markup = Markup(escape: escape) { turn in
    guard let id = turn.identities["slack"], isUser(id) else { return escape(turn.name) }
    return "<@\(id)>"
  }

  static func escape(_ text: String) -> String {
    Harmless.text(text) { place in
      switch place.scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": place.opensLine ? Harmless.lookalikes[">"] : "&gt;"
      case "*", "_", "~", "`": place.isAtEdge ? Harmless.lookalikes[place.scalar] : nil
      default: nil
      }
    }
  }

  /// `verbatim` keeps Slack from making links and mentions of words itself; `text` is for notifications.
  static func body(_ text: String) -> [String: Value] {
    [
      "text": .string(text),
      "blocks": [["type": "section", "text": ["type": "mrkdwn", "text": .string(text), "verbatim": true]]],
      "parse": "none", "link_names": false, "unfurl_links": false, "unfurl_media": false,
    ]
  }

  /// Cuts no entity and no link in two.
  @Sendable static func cut(_ text: String, url: String?) -> String {
    guard text.utf16.count > textMax else { return text }
    let ending = url.map { "… <\($0)|more>" } ?? "…"
    var head = Clipping.cut(text, to: textMax - ending.utf16.count, .codeUnits, ending: "")[...]
    for (open, close) in [("<", ">"), ("&", ";")] as [(Character, Character)] {
      guard let start = head.lastIndex(of: open), !head[start...].contains(close) else { continue }
      head = head[..<start]
    }
    return head + ending
  }

  private static func isUser(_ id: String) -> Bool {
    (id.hasPrefix("U") || id.hasPrefix("W")) && id.unicodeScalars.allSatisfy { ("A"..."Z").contains($0) || $0.isDigit }
  }
}
