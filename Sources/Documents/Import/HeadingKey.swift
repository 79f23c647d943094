import Foundation

/// What of a heading stays when a template is filled in: `1.2 Component A: [Name]` and `3.4 Component B: Ledger` are
/// both `component`.
enum HeadingKey {
  /// The key of a template's heading; nil where nothing of it but a placeholder is left.
  static func template(_ title: String) -> String? {
    if let field = Volatile.headingField(title) { return normal(field.label) }
    let fixed = TemplateText.withoutPlaceholders(title)
    // What is left of `[METHOD] /api/v1/[path]` is no name of a section.
    if fixed != title, fixed.utf8.contains(.slash) { return nil }
    let key = stem(fixed)
    return key.isEmpty ? nil : key
  }

  /// The keys that a document's heading answers to, the whole of it first.
  static func document(_ title: String) -> [String] {
    if let field = Volatile.headingField(title) { return [normal(field.label)] }
    let dashes = [" - ", " – ", " — "].flatMap { dash in
      title.contains(dash) ? [title.prefix(upTo: dash), title.suffix(after: dash)] : []
    }
    var keys: [String] = []
    for key in [normal(withoutNumbering(title)), stem(title)] + dashes.map(stem) where !key.isEmpty {
      if !keys.contains(key) { keys.append(key) }
    }
    return keys
  }

  /// Without numbering, without what follows a colon, and without the `1` or the `A` that counts repeated headings.
  private static func stem(_ title: String) -> String {
    let text = withoutNumbering(title)
    var words = normal(text.prefix(upTo: ":")).split(separator: " ")
    if words.count > 1, let last = words.last, last.count == 1 || last.allSatisfy(\.isNumber) { words.removeLast() }
    return normal(words.joined(separator: " "))
  }

  private static func withoutNumbering(_ title: String) -> String { String(Slug.withoutNumbering(title.trimmed)) }

  /// Lower case, white space folded, without marks at the two ends.
  private static func normal(_ text: String) -> String {
    let words = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let inner = words.drop { !$0.isLetter && !$0.isNumber }
    guard let last = inner.lastIndex(where: { $0.isLetter || $0.isNumber }) else { return "" }
    return String(inner[...last])
  }
}

extension String {
  fileprivate func prefix(upTo mark: String) -> String {
    range(of: mark).map { String(self[..<$0.lowerBound]) } ?? self
  }

  fileprivate func suffix(after mark: String) -> String {
    range(of: mark, options: .backwards).map { String(self[$0.upperBound...]) } ?? self
  }
}
