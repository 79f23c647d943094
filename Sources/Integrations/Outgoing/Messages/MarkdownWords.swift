/// Words of documents among Markdown, as the code hosts and Linear write it: they are shown as they are.
package enum MarkdownWords {
  /// Stands between a sign and its word, so that no tool takes the two for a mention or a reference. A backslash does not
  /// keep them apart: hosts look for mentions in what Markdown has made of it.
  private static let gap: Character = "\u{200B}"
  /// Signs that make a mention, a reference or a smiley of the word behind them: of people, issues, change requests,
  /// labels, milestones, snippets and epics, at one host or another.
  private static let joining: Set<Character> = ["@", "#", "!", "~", "%", "$", "&", "^", ":", "*"]
  private static let marking: Set<Character> = [
    "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "#", "|", "~", "&", "$",
  ]
  private static let opening: Set<Character> = ["-", "+", "=", "/", ":"]

  /// For a text: no markup, no mention, no link and no command comes of it. Its lines stay lines.
  package static func escape(_ text: String) -> String {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(escapedLine)
    var result = ""
    for (index, line) in lines.enumerated() {
      result += line
      guard index + 1 < lines.count else { break }
      // A hard break within a paragraph, which a backslash at the end of the line makes (CommonMark, section 6.7).
      result += line.isEmpty || lines[index + 1].isEmpty ? "\n" : "\\\n"
    }
    return result
  }

  /// For a title, where hosts read no Markdown and yet find mentions: those are broken, on one line.
  package static func defuse(_ text: String) -> String {
    let characters = Array(text)
    var result = ""
    for (index, character) in characters.enumerated() {
      result.append(character.isNewline ? " " : character)
      guard index + 1 < characters.count else { break }
      if joins(character, before: index == 0 ? nil : characters[index - 1], behind: characters[index + 1]) {
        result.append(gap)
      }
    }
    return result
  }

  private static func joins(_ character: Character, before: Character?, behind: Character) -> Bool {
    switch character {
    // An address of the web, a smiley, a mail address.
    case ":": behind == "/" || behind.isLetter || behind == "+" || behind == "-"
    // "www.", which is linked without a scheme.
    case "w", "W": behind == "." && (before == "w" || before == "W")
    // "GH-1", "ENG-12".
    case "-": before?.isLetter == true && behind.isNumber
    default: joining.contains(character) && !behind.isWhitespace
    }
  }

  private static func escapedLine(_ line: Substring) -> String {
    let indent = line.prefix { $0 == " " || $0 == "\t" }
    // Four spaces would make code of it.
    let space = indent.reduce(into: "") { $0 += $1 == "\t" ? "\u{A0}\u{A0}\u{A0}\u{A0}" : "\u{A0}" }
    let body = line.dropFirst(indent.count)
    guard !body.isEmpty else { return "" }
    var result = space
    for (index, character) in defuse(String(body)).enumerated() {
      if marking.contains(character) || (index == 0 && opening.contains(character)) { result.append("\\") }
      result.append(character)
    }
    return listless(result)
  }

  /// "1." and "1)" at the beginning of a line would make a list.
  private static func listless(_ line: String) -> String {
    let digits = line.prefix(while: \.isNumber)
    guard !digits.isEmpty, let next = line.dropFirst(digits.count).first, next == "." || next == ")" else {
      return line
    }
    return digits + "\\" + line.dropFirst(digits.count)
  }
}

extension Markup {
  /// Markdown in which somebody is mentioned as `@login`. `tools` are the words under which a user's identity is looked
  /// for, the first that is there.
  static func markdown(mentioning tools: [String]) -> Markup {
    Markup(escape: MarkdownWords.escape) { turn in
      turn.login(in: tools).map { "@\($0)" } ?? MarkdownWords.escape(turn.name)
    }
  }
}

extension Notice.Turn {
  /// What they are called there; nil where it is unknown, or is nothing that a tool would call anybody.
  func login(in tools: [String]) -> String? {
    let login = tools.lazy.compactMap { identities[$0] }.first
    guard let login, !login.isEmpty,
      login.unicodeScalars.allSatisfy({
        $0.properties.isAlphabetic || $0.properties.numericType != nil || "._-:".unicodeScalars.contains($0)
      })
    else { return nil }
    return login
  }
}
