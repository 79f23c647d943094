/// Cuts Markdown to a tool's limit.
enum MarkdownCut {
  /// Scalars of the longest entity that an escape makes, without its end.
  private static let entityMax = 4

  /// The text, or its beginning and a link to the rest. Never ends within an escape, so that the link stays one; a link
  /// that is cut in two shows its words.
  static func text(_ text: String, to most: Int, _ unit: Clipping.Unit, url: String?) -> String {
    let ending = url.map { "… [more](\($0))" } ?? "…"
    let whole = Clipping.cut(text, to: most, unit, ending: ending)
    guard whole != text else { return text }
    var head = whole.unicodeScalars.dropLast(ending.unicodeScalars.count)
    let escapes = head.reversed().prefix { $0 == "\\" }.count
    if !escapes.isMultiple(of: 2) { head.removeLast() }
    if let start = head.lastIndex(of: "&"), !head[start...].contains(";"), head[start...].count <= entityMax {
      head = head[..<start]
    }
    return String(head) + ending
  }
}
