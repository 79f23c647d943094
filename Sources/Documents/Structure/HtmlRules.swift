/// The seven ways in which an HTML block begins and ends (CommonMark 0.31, section 4.6).
enum HtmlRules {
  enum Ending: Hashable {
    /// At the line that holds one of these, letters in either case.
    case at([String])
    /// Before a blank line.
    case blankLine
  }

  /// How the HTML block that begins here ends; nil where none begins.
  static func opening(_ bytes: [UInt8], _ from: Int, _ end: Int, interrupting: Bool) -> Ending? {
    guard from + 1 < end, bytes[from] == .lessThan else { return nil }
    let next = from + 1
    switch bytes[next] {
    case .bang:
      if bytes.hasWord("!--", at: next, before: end) { return .at(["-->"]) }
      if bytes.hasWord("![cdata[", at: next, before: end) { return .at(["]]>"]) }
      return next + 1 < end && bytes[next + 1].isLetter ? .at([">"]) : nil
    case .question: return .at(["?>"])
    default: break
    }
    let name = tagName(bytes, bytes[next] == .slash ? next + 1 : next, end)
    if bytes[next] != .slash, verbatim.contains(name.text), isTagNameEnd(bytes, name.end, end, slash: false) {
      return .at(["</script>", "</pre>", "</style>", "</textarea>"])
    }
    if blockNames.contains(name.text), isTagNameEnd(bytes, name.end, end, slash: true) { return .blankLine }
    guard !interrupting, !name.text.isEmpty else { return nil }
    return isWholeTag(bytes, from, end, nameEnd: name.end) ? .blankLine : nil
  }

  static func ends(_ ending: Ending, _ bytes: [UInt8], _ from: Int, _ end: Int) -> Bool {
    guard case .at(let marks) = ending else { return false }
    return marks.contains { mark in
      let first = mark.utf8.first ?? 0
      return (from..<max(from, end)).contains { bytes[$0] == first && bytes.hasWord(mark, at: $0, before: end) }
    }
  }

  private static func tagName(_ bytes: [UInt8], _ from: Int, _ end: Int) -> (text: String, end: Int) {
    guard from < end, bytes[from].isLetter else { return ("", from) }
    var index = from
    while index < end, bytes[index].isWord || bytes[index] == .hyphen { index += 1 }
    // No known name is longer than ten letters; a longer one is only asked whether it is there at all.
    let name = bytes[from..<min(index, from + 16)].map(\.lowercased)
    return (String(decoding: name, as: UTF8.self), index)
  }

  private static func isTagNameEnd(_ bytes: [UInt8], _ at: Int, _ end: Int, slash: Bool) -> Bool {
    guard at < end else { return true }
    if bytes[at].isBlank || bytes[at] == .greaterThan { return true }
    return slash && bytes[at] == .slash && at + 1 < end && bytes[at + 1] == .greaterThan
  }

  /// Whether a complete open or closing tag begins here and nothing but white space follows it on the line.
  private static func isWholeTag(_ bytes: [UInt8], _ from: Int, _ end: Int, nameEnd: Int) -> Bool {
    var reader = TagReader(bytes: bytes, index: nameEnd, end: end)
    let complete = bytes[from + 1] == .slash ? reader.readClosing() : reader.readAttributes()
    return complete && bytes.trimmed(reader.index..<end).isEmpty
  }

  private static let verbatim: Set<String> = ["script", "pre", "style", "textarea"]

  private static let blockNames: Set<String> = [
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center", "col", "colgroup",
    "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame",
    "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "iframe", "legend", "li", "link",
    "main", "menu", "menuitem", "nav", "noframes", "ol", "optgroup", "option", "p", "param", "search", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "track", "ul",
  ]
}

/// Reads what follows a tag's name.
private struct TagReader {
  let bytes: [UInt8]
  var index: Int
  let end: Int

  var byte: UInt8 { index < end ? bytes[index] : 0 }

  mutating func skipBlanks() -> Bool {
    let from = index
    while index < end, bytes[index].isBlank { index += 1 }
    return index > from
  }

  mutating func readClosing() -> Bool {
    _ = skipBlanks()
    guard byte == .greaterThan else { return false }
    index += 1
    return true
  }

  mutating func readAttributes() -> Bool {
    while index < end {
      let spaced = skipBlanks()
      if byte == .slash, index + 1 < end, bytes[index + 1] == .greaterThan {
        index += 2
        return true
      }
      if byte == .greaterThan { return readClosing() }
      guard spaced, readName(), readValue() else { return false }
    }
    return false
  }

  private mutating func readName() -> Bool {
    guard byte.isLetter || byte == .underscore || byte == .colon else { return false }
    while byte.isWord || [.underscore, .colon, .fullStop, .hyphen].contains(byte) { index += 1 }
    return true
  }

  private mutating func readValue() -> Bool {
    let from = index
    _ = skipBlanks()
    guard byte == .equals else {
      index = from
      return true
    }
    index += 1
    _ = skipBlanks()
    if byte == .quotationMark || byte == .apostrophe {
      let mark = byte
      index += 1
      while index < end, bytes[index] != mark { index += 1 }
      guard index < end else { return false }
      index += 1
      return true
    }
    let value = index
    while index < end, !bytes[index].isBlank, ![0x22, 0x27, 0x3C, 0x3D, 0x3E, 0x60].contains(bytes[index]) {
      index += 1
    }
    return index > value
  }
}
