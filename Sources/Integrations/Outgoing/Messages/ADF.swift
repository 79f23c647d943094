import Documents

/// The document format of Atlassian's tools. It is made from a few marks of Markdown: paragraphs, hard breaks,
/// `**strong**`, `[words](https://…)`, and `[@name](mention:ID)` for somebody who is told of it. All other words are text,
/// of which the tools make nothing.
enum ADF {
  /// A document of the text's paragraphs.
  static func document(_ text: String) -> Value {
    let paragraphs = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .split(omittingEmptySubsequences: true) { $0.allSatisfy(\.isWhitespace) }
    return [
      "type": "doc", "version": 1, "content": .array(paragraphs.map { paragraph(Array($0)) }),
    ]
  }

  /// Words that stand as they are.
  @Sendable static func escape(_ words: String) -> String {
    words.reduce(into: "") { result, character in
      if marks.contains(character) { result.append("\\") }
      result.append(character)
    }
  }

  private static let marks: Set<Character> = ["\\", "[", "]", "*"]

  private static func paragraph(_ lines: [Substring]) -> Value {
    var nodes: [Value] = []
    for (index, line) in lines.enumerated() {
      if index > 0 { nodes.append(["type": "hardBreak"]) }
      var reader = Reader(rest: line)
      nodes += reader.nodes()
    }
    return ["type": "paragraph", "content": .array(nodes)]
  }

  /// One line, from left to right.
  private struct Reader {
    var rest: Substring
    private var made: [Value] = []
    private var words = ""
    private var isStrong = false

    init(rest: Substring) { self.rest = rest }

    mutating func nodes() -> [Value] {
      while let character = rest.first {
        if character == "\\", rest.count > 1 {
          words.append(rest[rest.index(after: rest.startIndex)])
          rest = rest.dropFirst(2)
        } else if rest.hasPrefix("**") {
          end()
          isStrong.toggle()
          rest = rest.dropFirst(2)
        } else if character != "[" || !readLink() {
          words.append(character)
          rest = rest.dropFirst()
        }
      }
      end()
      return made
    }

    private mutating func end() {
      guard !words.isEmpty else { return }
      made.append(text(words, marks: []))
      words = ""
    }

    private func text(_ words: String, marks: [Value]) -> Value {
      let marks = isStrong ? marks + [["type": "strong"]] : marks
      guard !marks.isEmpty else { return ["type": "text", "text": .string(words)] }
      return ["type": "text", "text": .string(words), "marks": .array(marks)]
    }

    /// `[label](target)`; false, and nothing read, where it is none.
    private mutating func readLink() -> Bool {
      var (label, place) = ("", rest.dropFirst())
      while let character = place.first, character != "]" {
        let isEscape = character == "\\" && place.count > 1
        label.append(isEscape ? place[place.index(after: place.startIndex)] : character)
        place = place.dropFirst(isEscape ? 2 : 1)
      }
      guard place.hasPrefix("]("), let close = place.firstIndex(of: ")"), !label.isEmpty else { return false }
      let target = String(place[place.index(place.startIndex, offsetBy: 2)..<close])
      guard let node = node(label, target) else { return false }
      end()
      made.append(node)
      rest = place[place.index(after: close)...]
      return true
    }

    private func node(_ label: String, _ target: String) -> Value? {
      if target.hasPrefix("mention:") {
        return ["type": "mention", "attrs": ["id": .string(String(target.dropFirst(8))), "text": .string(label)]]
      }
      guard target.hasPrefix("https://") || target.hasPrefix("http://") else { return nil }
      return text(label, marks: [["type": "link", "attrs": ["href": .string(target)]]])
    }
  }
}
