/// HTML comments, which do not show.
enum HtmlComments {
  /// The HTML without its comments. One that nothing ends is kept: what it would hide is the rest of the document.
  static func removed(from html: [UInt8]) -> [UInt8] {
    var rest: [UInt8] = []
    rest.reserveCapacity(html.count)
    var index = 0
    while index < html.count {
      guard html[index] == .lessThan, html.hasWord("<!--", at: index, before: html.count) else {
        rest.append(html[index])
        index += 1
        continue
      }
      guard let end = end(of: html, from: index) else { return rest + html[index...] }
      index = end
    }
    return rest
  }

  /// One past the comment that begins there. `<!-->` and `<!--->` are whole comments.
  private static func end(of html: [UInt8], from start: Int) -> Int? {
    if html.hasWord("<!-->", at: start, before: html.count) { return start + 5 }
    if html.hasWord("<!--->", at: start, before: html.count) { return start + 6 }
    return (start + 4..<html.count).first { html[$0] == .hyphen && html.hasWord("-->", at: $0, before: html.count) }
      .map { $0 + 3 }
  }
}
