/// How a Redmine server reads texts: one setting of its own, for all of them.
enum RedmineFormatting: String {
  case textile, markdown, none

  func form(template: String?, titleMax: Int, textMax: Int) -> IssueForm {
    IssueForm(
      markup: Markup(escape: escape) { turn in
        turn.login(in: ["redmine"]).map { "@\($0)" } ?? escape(turn.name)
      },
      template: template, defaultText: text, defaultComment: comment, titleMax: titleMax, textMax: textMax,
      // Comments of HTML are not kept from people in every form. Words cannot hold this: a gap comes behind their colons.
      hidden: { "(\($0))" })
  }

  @Sendable private func escape(_ words: String) -> String {
    switch self {
    case .markdown: MarkdownWords.escape(words)
    case .none: lines(words).joined(separator: "\n")
    case .textile: lines(words).map(Self.entities).joined(separator: "\n")
    }
  }

  /// Mentions and references are found in what the formatting has made, so that they are broken in every form.
  private func lines(_ words: String) -> [String] {
    words.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { MarkdownWords.defuse(String($0)) }
  }

  /// Textile has no sign that takes the meaning from others, and leaves HTML's numbers of characters alone. What can mean
  /// nothing where it stands is left as it is: mails show the text as it was written.
  private static func entities(_ line: String) -> String {
    let characters = Array(line)
    var result = ""
    for (index, character) in characters.enumerated() {
      let before = index > 0 ? characters[index - 1] : " "
      let behind = index + 1 < characters.count ? characters[index + 1] : " "
      if let code = character.asciiValue, means(character, between: before, behind) || opens(characters, at: index) {
        result += "&#\(code);"
      } else {
        result.append(character)
      }
    }
    return result
  }

  private static let marking: Set<Character> = [
    "\"", "*", "_", "@", "+", "^", "~", "%", "!", "|", "<", ">", "&", "#", "{", "}", "[", "]", "`", "\\",
  ]

  private static func means(_ character: Character, between before: Character, _ behind: Character) -> Bool {
    switch character {
    // -deleted-, and not 2026-11-21.
    case "-": !(before.isLetter || before.isNumber) || !(behind.isLetter || behind.isNumber || behind == "\u{200B}")
    case "(": before.isLetter || before.isNumber
    case "?", "=": before == character || behind == character
    default: marking.contains(character)
    }
  }

  /// The first full stop of a line ends the name of a block: "h1.", "bq.", "table(a).".
  private static func opens(_ line: [Character], at index: Int) -> Bool {
    line[index] == "." && !line[..<index].contains { $0 == "." || $0 == " " }
  }

  private var link: String {
    switch self {
    case .textile: "\"{{ document.title }}\":{{ document.url }}"
    case .markdown: "[{{ document.title }}]({{ document.url }})"
    case .none: "{{ document.title }}: {{ document.url }}"
    }
  }

  private var text: String {
    """
    \(link){% if project.title %} ({{ project.title }}){% endif %}

    {{ summary }}{% if text %}

    {{ text }}{% endif %}

    This issue follows the document: it is commented when a stage is done, and closed when the document is approved.
    """
  }

  private var comment: String {
    """
    {{ summary }} \(link)
    {%- if text %}

    {{ text }}{% endif %}
    {%- if items|length > 1 %}
    {% for item in items %}
    {{ item.summary }} {{ item.text }}
    {% endfor %}{% endif %}
    {%- if turns %}

    Waiting for {% for turn in turns %}{{ turn.mention }} ({{ turn.reason }}){{ ', ' if not loop.last }}{% endfor %}.
    {%- endif %}
    """
  }
}
