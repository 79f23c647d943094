/// Mattermost's Markdown (docs.mattermost.com, formatting text). There is no switch against mentions, so what stands for
/// one is parted.
enum MattermostMarkup {
  /// Characters of a post (model.PostMessageMaxRunesV2).
  private static let textMax = 16_383

  static let markup = Markup(escape: escape) { turn in
    guard let name = turn.identities["mattermost"], isUser(name) else { return escape(turn.name) }
    return "@\(name)"
  }

  /// Mattermost looks for mentions, channels and hashtags in what its Markdown has made of a text, so a backslash does not
  /// keep them apart; and it knows an address in angle brackets before it knows a backslash (mattermost/marked).
  static func escape(_ text: String) -> String {
    Harmless.text(text) { place in
      switch place.scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case "@": "@\(Harmless.gap)"
      case "#", "~": "\\\(place.scalar)\(Harmless.gap)"
      case "*", "_", "`", "|", ">", "[", "]", "(", ")", "!": "\\\(place.scalar)"
      // Before a word it stands for itself, as in a path of Windows.
      case "\\": place.after?.isWord == true || place.after == "_" ? nil : "\\\\"
      case "-", "+": place.opensLine ? "\\\(place.scalar)" : nil
      case "=": place.opensLine ? "\(Harmless.gap)=" : nil
      case " ", "\t": place.opensLine ? "\u{A0}" : nil
      case ".": place.endsListNumber || place.isInHost ? "\\." : nil
      case ":": place.after?.properties.isWhitespace == false ? ":\(Harmless.gap)" : nil
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
