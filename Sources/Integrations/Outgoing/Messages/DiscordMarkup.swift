import Documents
import Foundation

/// Discord's Markdown (docs.discord.com, message formatting). What stands for a mention is parted as well as escaped, and
/// `allowed_mentions` lets through nobody but those who have the turn.
enum DiscordMarkup {
  /// Characters of a message's content, and of a thread's name (docs.discord.com, resources message and channel).
  private static let (contentMax, nameMax) = (2000, 100)
  /// Users that one message may be allowed to mention.
  private static let mentionsMax = 100
  /// SUPPRESS_EMBEDS: no preview of what is linked to.
  private static let flags = 1 << 2

  static let markup = Markup(escape: escape) { turn in
    user(turn).map { "<@\($0)>" } ?? escape(turn.name)
  }

  static func escape(_ text: String) -> String {
    Harmless.text(text) { place in
      switch place.scalar {
      case "@": "@" + Harmless.gap
      case "\\", "*", "_", "~", "`", "|", "<", ">", "[", "]", "(", ")", "#": "\\\(place.scalar)"
      case "-", "+": place.opensLine ? "\\\(place.scalar)" : nil
      case ".": place.endsListNumber ? "\\." : nil
      case ":": place.endsScheme ? "\\:" : nil
      default: nil
      }
    }
  }

  static func body(_ message: ChatMessage) -> [String: Value] {
    let users = Set(message.turns.compactMap(user)).sorted().prefix(mentionsMax)
    return [
      "content": .string(message.text), "flags": .int(flags),
      "allowed_mentions": ["parse": [], "users": .array(users.map(Value.string))],
    ]
  }

  static func name(of message: ChatMessage) -> String {
    Clipping.cut(message.title.isEmpty ? "Countersign" : message.title, to: nameMax, .codeUnits)
  }

  @Sendable static func cut(_ text: String, url: String?) -> String {
    MarkdownCut.text(text, to: contentMax, .codeUnits, url: url)
  }

  /// A user's id is a number (docs.discord.com, snowflakes).
  private static func user(_ turn: Notice.Turn) -> String? {
    guard let id = turn.identities["discord"], !id.isEmpty, id.unicodeScalars.allSatisfy(\.isDigit) else { return nil }
    return id
  }
}
