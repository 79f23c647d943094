/// Reads HTML more strictly than a browser: anything that `Html` should not write is a fault.
enum HtmlChecker {
  private static let attributes: [String: Set<String>] = [
    "a": ["href", "rel", "title"], "blockquote": [], "br": [], "code": ["class"], "del": [], "em": [],
    "h1": ["id"], "h2": ["id"], "h3": ["id"], "h4": ["id"], "h5": ["id"], "h6": ["id"], "hr": [],
    "input": ["type", "disabled", "checked"], "li": ["class"], "ol": ["start"], "p": [], "pre": ["class"],
    "span": ["class"], "strong": [], "table": [], "tbody": [], "td": ["class"], "th": ["class"], "thead": [], "tr": [],
    "ul": [],
  ]
  private static let void: Set<String> = ["br", "hr", "input"]
  private static let references = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"]

  /// What is wrong with it; nil where nothing is.
  static func fault(in html: String) -> String? {
    var open: [String] = []
    // Only ASCII has a meaning; what combines with it would hide it.
    let ascii = String(String.UnicodeScalarView(html.unicodeScalars.map { $0.isASCII ? $0 : "x" }))
    var rest = ascii[...]
    while let first = rest.first {
      if first == "<" {
        guard let end = rest.firstIndex(of: ">") else { return "an open tag" }
        let tag = rest[rest.index(after: rest.startIndex)..<end]
        rest = rest[rest.index(after: end)...]
        if let fault = fault(tag: tag, open: &open) { return fault }
      } else if let fault = fault(text: &rest) {
        return fault
      }
    }
    return open.isEmpty ? nil : "\(open) left open"
  }

  private static func fault(text rest: inout Substring) -> String? {
    if rest.first == "&" {
      guard let reference = references.first(where: { rest.hasPrefix($0) }) else {
        return "a bare & in \(rest.prefix(20))"
      }
      rest = rest.dropFirst(reference.count)
      return nil
    }
    if rest.first == ">" || rest.first == "\"" || rest.first == "\u{0}" { return "a bare mark in \(rest.prefix(20))" }
    rest = rest.dropFirst()
    return nil
  }

  private static func fault(tag: Substring, open: inout [String]) -> String? {
    if tag.first == "/" {
      let name = String(tag.dropFirst())
      return open.popLast() == name ? nil : "</\(name)> closes nothing"
    }
    let name = String(tag.prefix { $0.isLetter || $0.isNumber })
    guard let known = attributes[name] else { return "<\(tag)>" }
    if !void.contains(name) { open.append(name) }
    var rest = tag.dropFirst(name.count)
    while !rest.isEmpty {
      guard rest.first == " " else { return "<\(tag)>" }
      let attribute = String(rest.dropFirst().prefix { $0.isLetter })
      rest = rest.dropFirst(1 + attribute.count)
      guard known.contains(attribute) else { return "<\(tag)>" }
      if ["disabled", "checked"].contains(attribute), rest.first != "=" { continue }
      guard rest.hasPrefix("=\""), let end = rest.dropFirst(2).firstIndex(of: "\"") else { return "<\(tag)>" }
      let value = rest[rest.index(rest.startIndex, offsetBy: 2)..<end]
      rest = rest[rest.index(after: end)...]
      if let fault = fault(value: value, of: attribute, in: name) { return fault }
    }
    return name == "input" && !tag.contains("type=\"checkbox\" disabled") ? "<\(tag)>" : nil
  }

  private static func fault(value: Substring, of attribute: String, in tag: String) -> String? {
    var text = value
    while !text.isEmpty {
      if text.first == "<" { return "< in \(value)" }
      if let fault = fault(text: &text) { return fault }
    }
    switch attribute {
    case "href": return isSafe(value) ? nil : "a link to \(value)"
    case "type": return value == "checkbox" ? nil : "an input of type \(value)"
    case "class" where tag != "code":
      return ["task", "image", "html", "left", "centre", "right"].contains(value) ? nil : "the class \(value)"
    default: return nil
    }
  }

  private static func isSafe(_ href: Substring) -> Bool {
    guard href.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !href.hasPrefix("//"), !href.contains("\\") else {
      return false
    }
    let head = href.prefix { !"/?#".contains($0) }.lowercased()
    if ["http:", "https:", "mailto:"].contains(where: { head.hasPrefix($0) }) { return true }
    return !head.contains(":") && !head.contains("%3a") && !head.contains("&#")
  }
}
