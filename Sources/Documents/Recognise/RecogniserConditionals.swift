import Foundation

/// The words of a `<!-- CONDITIONAL: … -->` comment, taken apart.
struct ConditionalText {
  let kind: Conditional.Kind
  let asksFor: String?
  let condition: String
  let fallback: String?

  /// Nil where the comment is no conditional.
  init?(comment: String) {
    let text = Self.folded(comment)
    guard text.hasPrefix("CONDITIONAL") else { return nil }
    let body = text.dropFirst("CONDITIONAL".count).drop { $0 == ":" || $0 == " " }
    let otherwise = body.range(of: "Otherwise write:")
    fallback = otherwise.flatMap { Self.quoted(body[$0.upperBound...], toLast: true) }
    condition = (fallback == nil ? String(body) : String(body[..<(otherwise?.lowerBound ?? body.endIndex)])).trimmed
    asksFor = [" has a \"", " has an \"", " contains a \"", " contains an \""].lazy
      .compactMap { body.range(of: $0) }.first.flatMap { Self.quoted(body[body.index(before: $0.upperBound)...]) }
    kind = asksFor == nil ? .predicate : fallback == nil ? .instruction : .configurationSection
  }

  /// What a comment says, without its marks and with white space folded.
  static func folded(_ comment: String) -> String {
    var words = comment.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if words.hasPrefix("<!--") { words.removeFirst(4) }
    if let end = words.range(of: "-->") { words.removeSubrange(end.lowerBound...) }
    return words.trimmed
  }

  /// The text between the first `"` and the next, or the last.
  private static func quoted(_ text: Substring, toLast: Bool = false) -> String? {
    guard let open = text.firstIndex(of: "\"") else { return nil }
    let rest = text[text.index(after: open)...]
    let close = toLast ? rest.lastIndex(of: "\"") : rest.firstIndex(of: "\"")
    return close.map { String(rest[..<$0]) }
  }
}
