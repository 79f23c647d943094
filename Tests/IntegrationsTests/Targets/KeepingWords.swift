import Documents
import Foundation
import Integrations
import TestSupport
import Testing
import Workflow

/// Words of documents in the markup of tools: whoever reads them there reads what was written, and the tool nothing else.
@Suite struct KeepingWords {
  private static let pieces = [
    "@", "@**all**", "<at>", "</at>", "<users/all>", "<", ">", "&", "&amp;", "*", "**", "_", "__", "~~", "`", "```",
    "[",
    "](https://evil.example)", "#", "##", "#**x**", "$$", "|", "\\", "\\\\", "- ", "+ ", "1. ", "2) ", "/me", ":smile:",
    "www.evil.example", "user_id", "{{", "\n", " ", "word", "ünï", "🙂", "\"", "'", "!", "(", ")", "e\u{301}",
    "*\u{301}", "<\u{301}",
  ]
  private static let gap = "\u{200B}"

  /// A hundred texts, each with what comes of it. Prints the seed where the check says no.
  private func check(_ target: any Target, _ isKept: (_ words: String, _ text: String) -> Bool) throws {
    var random = Seeded()
    for _ in 1...100 {
      let count = Int.random(in: 1...25, using: &random)
      let words = (1...count).compactMap { _ in Self.pieces.randomElement(using: &random) }.joined()
      let text = try target.preview(.comment("[\(words)]")).components(separatedBy: "\n\n---\n\n")[0]
      let isSafe = ["://", "@*", "@a", "www.e"].allSatisfy { !text.contains($0) }
      #expect(isSafe && isKept("[\(words)]", text.replacing(Self.gap, with: "")), "seed \(random.seed): \(words)")
    }
  }

  private func settings(_ others: [String: Value], url: String = "https://tool.example") -> TargetSettings {
    TargetSettings(url: url, values: others.merging(["template": "{{ text }}"]) { $1 })
  }

  @Test("Teams")
  func teams() throws {
    try check(try TeamsTarget(settings([:]))) { words, text in
      let read = text.replacing("\n\n", with: "\n").replacing(/\\([^\n])/.matchingSemantics(.unicodeScalar)) {
        String($0.output.1)
      }
      let rest = text.replacing(/\\[^\n]/.matchingSemantics(.unicodeScalar), with: "")
      return read == words && !rest.contains { "*_[]`~\\".contains($0) }
    }
  }

  @Test("Zulip")
  func zulip() throws {
    let own: [String: Value] = ["email": "bot@x.example", "api_key": "k", "channel": "c"]
    try check(try ZulipTarget(settings(own))) { words, text in
      let reference = /&#([0-9]+);/.matchingSemantics(.unicodeScalar)
      let read = text.replacing(reference) { match in
        UInt32(match.output.1).flatMap(Unicode.Scalar.init).map { String($0) } ?? "?"
      }
      let rest = text.replacing(reference, with: "")
      return read == words && !rest.contains { "&<>*`~$[]#|\\".contains($0) }
    }
  }

  @Test("Matrix")
  func matrix() throws {
    let own: [String: Value] = ["token": "t", "room": "!r:x.example"]
    try check(try MatrixTarget(settings(own))) { words, text in
      let rest = text.replacingOccurrences(of: "<br>", with: "\n", options: .literal)
      let references = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
      let read = references.reduce(rest) { text, pair in
        text.replacingOccurrences(of: pair.0, with: pair.1, options: .literal)
      }
      let signs = /[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/.matchingSemantics(.unicodeScalar)
      return read == words && rest.matches(of: signs).isEmpty
    }
  }

  @Test("Google Chat, by signs that look like them")
  func googleChat() throws {
    let url = "https://chat.example/v1/spaces/A/messages?key=k&token=t"
    let lookalikes: [Unicode.Scalar: Unicode.Scalar] = [
      "*": "∗", "~": "∼", "`": "ˋ", "<": "‹", ">": "›", "|": "¦", "_": "ˍ",
    ]
    func alike(_ text: String) -> String {
      String(String.UnicodeScalarView(text.unicodeScalars.map { lookalikes[$0] ?? $0 }))
    }
    try check(try GoogleChatTarget(settings([:], url: url))) { words, text in
      alike(text) == alike(words) && !text.unicodeScalars.contains { "*~`<>|".unicodeScalars.contains($0) }
    }
  }
}
