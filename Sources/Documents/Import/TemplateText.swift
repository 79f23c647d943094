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
    // `[Name]`, and `v[X.Y]`: something in brackets is still asked for. A link was made its text above.
    return withoutPlaceholders(text) == text ? text : nil
  }

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
