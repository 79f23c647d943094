import Documents

/// Rocket.Chat's Markdown (its message-parser's grammar). It reads no escapes, so what would format words is replaced by
/// what looks the same, and what would be a mention, a channel or a link is parted.
enum RocketChatMarkup {
  /// Code units of a message: the default of the server's Message_MaxAllowedSize.
  static let textMax = 5000

  static let markup = Markup(escape: escape) { turn in
    guard let name = turn.identities["rocket_chat"], isUser(name) else { return escape(turn.name) }
    return "@\(name)"
  }

  static func escape(_ text: String) -> String {
    Harmless.text(text) { place in
      switch place.scalar {
      case "*", "~", "`": Harmless.lookalikes[place.scalar]
      case "_": place.isAtEdge ? Harmless.lookalikes["_"] : nil
      case ">": place.opensLine ? Harmless.lookalikes[">"] : nil
      case "@", "#", "<", "|", "+": "\(place.scalar)\(Harmless.gap)"
      case "-": place.opensLine ? "-\(Harmless.gap)" : nil
      case "]": place.after == "(" ? "]\(Harmless.gap)" : nil
      case ":": place.endsScheme ? ":\(Harmless.gap)" : nil
      case ".": place.endsListNumber || place.isInHost ? ".\(Harmless.gap)" : nil
      default: nil
      }
    }
  }

  static func cut(_ text: String, to most: Int, url: String?) -> String {
    MarkdownCut.text(text, to: most, .codeUnits, url: url)
  }

  private static func isUser(_ name: String) -> Bool {
    !name.isEmpty && name.unicodeScalars.allSatisfy { $0.isASCII && ($0.isWord || [".", "-", "_"].contains($0)) }
  }
}
