import Documents

/// What the values of a policy must look like.
extension YamlNode {
  /// A name that can stand in an address and in a list: lower-case letters, digits, `-`, `_` and `.`.
  func name() throws(YamlFault) -> String {
    let text = try text()
    let isPlain = text.utf8.allSatisfy { byte in
      (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "-_.".utf8.contains(byte)
    }
    guard text.count <= PolicyLimits.nameCharactersMax, isPlain,
      text.first?.isLetter == true || text.first?.isNumber == true
    else {
      let slug = Slug.of(text)
      let remedy = slug.isEmpty || slug == text ? "" : ": write '\(slug)'"
      throw fault(
        "must be 1 to \(PolicyLimits.nameCharactersMax) lower-case letters, digits, '-', '_' or '.', and begin with one "
          + "of the first two\(remedy).")
    }
    return text
  }

  /// Text with a limit; a group's name is on one line.
  func words(upTo limit: Int, isOneLine: Bool = false) throws(YamlFault) -> String {
    let text = try text()
    guard text.count <= limit, !text.allSatisfy(\.isWhitespace), !isOneLine || !text.contains(where: \.isNewline) else {
      throw fault("must be \(isOneLine ? "one line of " : "")1 to \(limit) characters.")
    }
    return text
  }

  /// A list in which nothing stands twice.
  func distinct<Element: Hashable>(
    upTo limit: Int, _ read: (YamlNode) throws(YamlFault) -> Element
  ) throws(YamlFault) -> [Element] {
    let items = try items()
    guard items.count <= limit else { throw fault("has \(items.count) entries: at most \(limit) are allowed.") }
    var elements: [Element] = []
    for item in items {
      let element = try read(item)
      guard !elements.contains(element) else { throw item.fault("stands twice: write it once.") }
      elements.append(element)
    }
    return elements
  }

  /// Names in a list; at least one.
  func names() throws(YamlFault) -> [String] {
    let names = try distinct(upTo: PolicyLimits.listMax) { (item) throws(YamlFault) in try item.name() }
    guard !names.isEmpty else { throw fault("must name at least one.") }
    return names
  }

  /// One scalar as a list of it, or a list; at least one.
  func oneOrMore() throws(YamlFault) -> [YamlNode] {
    if case .scalar = content { return [self] }
    guard case .list(let items) = content, !items.isEmpty else { throw fault("must be text, or a list of texts.") }
    guard items.count <= PolicyLimits.listMax else {
      throw fault("has \(items.count) entries: at most \(PolicyLimits.listMax) are allowed.")
    }
    return items
  }
}
