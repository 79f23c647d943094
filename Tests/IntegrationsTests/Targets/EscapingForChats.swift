import Documents
import Integrations
import TestSupport
import Testing
import Workflow

/// Random words, rich in what chat tools read, as they come out in each tool's form.
@Suite struct EscapingForChats {
  private static let pieces = [
    "@everyone", "@ada", "@", "<@U1>", "<!here>", "<", ">", "&", "&amp;", "#", "#tag", "~", "~~", "*", "**", "_", "`",
    "```",
    "|", "||", "[x](", "]", "(", ")", "https://", "www.", "evil.example", ":", "/", "\\", "\\\\", "-", "+", "=", "1.",
    "!", "a",
    "Ω", "👍🏽", "\u{301}", "\u{200D}", " ", "  ", "\n", "\r\n", "\u{2028}", "\t",
  ]
  private static let gap: Unicode.Scalar = "\u{200B}"
  private static let ending = "… [more](https://countersign.example/documents/doc_1)"

  enum Tool: String, CaseIterable, Sendable {
    case slack, discord, mattermost
    case rocketChat = "rocket_chat"

    /// Of a message, in code units; Mattermost counts characters, of which there are no more.
    var most: Int {
      switch self {
      case .slack: 3000
      case .discord: 2000
      case .mattermost: 16_383
      case .rocketChat: 5000
      }
    }

    func shown(_ words: String) throws -> String {
      let settings: [String: Value] = ["template": "a {{ text }} z"]
      func at(_ url: String) -> TargetSettings { TargetSettings(url: url, values: settings) }
      let target: any Target =
        switch self {
        case .slack: try SlackTarget(at("https://hooks.slack.com/services/a/b/c"))
        case .discord: try DiscordTarget(at("https://discord.com/api/webhooks/1/a"))
        case .mattermost: try MattermostTarget(at("https://chat.example/hooks/a"))
        case .rocketChat: try RocketChatTarget(at("https://chat.example/hooks/a/b"))
        }
      let preview = try target.preview(.comment(words))
      return preview.split(separator: "\n\n---\n\n").first.map(String.init) ?? preview
    }
  }

  @Test("nothing is left that the tool would read", arguments: Tool.allCases)
  func short(tool: Tool) throws {
    var random = Seeded()
    for _ in 0..<200 {
      let words = Self.words(pieces: 12, &random)
      let text = try tool.shown(words)
      let found = Self.danger(in: text, of: tool)
      #expect(found == nil, "seed \(random.seed): \(words.debugDescription) as \(text.debugDescription)")
    }
  }

  @Test("nothing is left where it is cut, and the cut keeps to the limit", arguments: Tool.allCases)
  func long(tool: Tool) throws {
    var random = Seeded()
    for _ in 0..<4 {
      let text = try tool.shown(Self.words(pieces: tool.most, &random))
      let size = tool == .mattermost ? text.unicodeScalars.count : text.utf16.count
      #expect((tool.most - 200...tool.most).contains(size), "seed \(random.seed)")
      let ending = tool == .slack ? "… <https://countersign.example/documents/doc_1|more>" : Self.ending
      #expect(text.hasSuffix(ending), "seed \(random.seed)")
      let found = Self.danger(in: String(text.dropLast(ending.count)), of: tool)
      #expect(found == nil, "seed \(random.seed)")
    }
  }

  private static func words(pieces count: Int, _ random: inout Seeded) -> String {
    (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
  }

  /// The first place that the tool would read as more than words.
  private static func danger(in text: String, of tool: Tool) -> String? {
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let rest = scalars[index...].prefix(5)
      let next = index + 1 < scalars.count ? scalars[index + 1] : nil
      let escapes = scalars[..<index].reversed().prefix { $0 == "\\" }.count
      let isDangerous =
        switch tool {
        case .slack: isDangerousInSlack(scalar, rest)
        case .discord: isDangerousInDiscord(scalar, next, isEscaped: !escapes.isMultiple(of: 2))
        case .mattermost: isDangerousInMattermost(scalar, next, rest, isEscaped: !escapes.isMultiple(of: 2))
        case .rocketChat: isDangerousInRocketChat(scalar, next)
        }
      if isDangerous { return String(String.UnicodeScalarView(rest)) }
    }
    return nil
  }

  /// Also where the text is cut: an ellipsis follows.
  private static func isParted(_ next: Unicode.Scalar?) -> Bool { next == nil || next == gap }

  private static func isDangerousInSlack(_ scalar: Unicode.Scalar, _ rest: ArraySlice<Unicode.Scalar>) -> Bool {
    switch scalar {
    case "<", ">": true
    case "&": !["&amp;", "&lt;", "&gt;"].contains { rest.starts(with: $0.unicodeScalars) }
    default: false
    }
  }

  private static func isDangerousInDiscord(
    _ scalar: Unicode.Scalar, _ next: Unicode.Scalar?, isEscaped: Bool
  ) -> Bool {
    switch scalar {
    case "*", "_", "~", "`", "|", "<", ">", "[", "]", "(", ")", "#": !isEscaped
    case "@": !isParted(next)
    case ":": next == "/" && !isEscaped
    default: false
    }
  }

  private static func isDangerousInMattermost(
    _ scalar: Unicode.Scalar, _ next: Unicode.Scalar?, _ rest: ArraySlice<Unicode.Scalar>, isEscaped: Bool
  ) -> Bool {
    switch scalar {
    case "<": true
    case "&": !["&amp;", "&lt;"].contains { rest.starts(with: $0.unicodeScalars) }
    case "*", "`", "|", "[", "]", "(", ")", "!": !isEscaped
    case "@", "#", "~": !isParted(next)
    case ":": next == "/"
    default: false
    }
  }

  private static func isDangerousInRocketChat(_ scalar: Unicode.Scalar, _ next: Unicode.Scalar?) -> Bool {
    switch scalar {
    case "*", "~", "`": true
    case "@", "#", "<", "|", "+": !isParted(next)
    case "]": next == "("
    case ":": next == "/"
    default: false
    }
  }
}
