/// Mattermost's Markdown (docs.mattermost.com, formatting text). There is no switch against mentions, so what stands for
/// one is parted.
enum MattermostMarkup {
  /// Characters of a post (model.PostMessageMaxRunesV2).
  private static let textMax = 16_383

  static let markup = Markup(escape: escape) { turn in
    guard let name = turn.identities["mattermost"], isUser(name) else { return escape(turn.name) }
    return "@\(name)"
  }

  static func escape(_ text: String) -> String {
    Harmless.text(text) { place in
      switch place.scalar {
      case "@": "@" + Harmless.gap
      case "\\", "*", "_", "~", "`", "|", "<", ">", "[", "]", "(", ")", "#", "!": "\\\(place.scalar)"
      case "-", "+": place.opensLine ? "\\\(place.scalar)" : nil
      // `www.` begins a link too.
      case ".": place.endsListNumber || place.before == "w" ? "\\." : nil
      case ":": place.endsScheme ? "\\:" : nil
      default: nil
      }
    }
  }

  @Sendable static func cut(_ text: String, url: String?) -> String {
    MarkdownCut.text(text, to: textMax, .characters, url: url)
  }

  /// Lower-case letters, numbers and three marks.
  private static func isUser(_ name: String) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy { ("a"..."z").contains($0) || $0.isDigit || [".", "-", "_"].contains($0) }
  }
}
