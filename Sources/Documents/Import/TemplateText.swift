import Foundation

/// Tells what an author filled in from what a template left to be filled in.
enum TemplateText {
  /// Values that say that there is none yet.
  private static let blanks: Set<String> = ["", "tbd", "todo", "n/a", "none", "yyyy-mm-dd", "yyyy/mm/dd", "mm/dd/yyyy"]

  /// The value as plain text; nil where it is empty, a placeholder, a template expression, or a choice not yet made.
  static func filled(_ value: String) -> String? {
    let text = Heading.plain(withoutBreaks(value)).trimmed
    guard !blanks.contains(text.lowercased()), text.contains(where: { $0.isLetter || $0.isNumber }) else { return nil }
    guard !text.contains("{{"), !text.contains("{%") else { return nil }
    let own = withoutPlaceholders(text)
    // `[Name], [Name]` and `v[X.Y]` are still to be filled in, `Wording of [FB-12] mended` is not. Links are text by now.
    guard own == text || own.count(where: { $0.isLetter || $0.isNumber }) >= ownCharactersMin else { return nil }
    return text
  }

  /// Letters and digits beside its brackets that make a value somebody's own.
  private static let ownCharactersMin = 3

  /// Without `[…]`, `{{ … }}` and `{% … %}`.
  static func withoutPlaceholders(_ text: String) -> String {
    var kept = text
    for (open, close) in [("{{", "}}"), ("{%", "%}"), ("[", "]")] where kept.contains(open) {
      kept = without(open, close, kept)
    }
    return kept
  }

  private static func without(_ open: String, _ close: String, _ text: String) -> String {
    var kept = ""
    var rest = text[...]
    while let start = rest.range(of: open), let end = rest[start.upperBound...].range(of: close) {
      kept += rest[..<start.lowerBound]
      rest = rest[end.upperBound...]
    }
    return kept + rest
  }

  private static func withoutBreaks(_ text: String) -> String {
    text.replacingOccurrences(of: "<br>", with: ", ").replacingOccurrences(of: "<br/>", with: ", ")
  }
}
