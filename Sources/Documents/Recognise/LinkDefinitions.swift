/// Link reference definitions that lead somewhere.
enum LinkDefinitions {
  /// The labels, case folded, of those whose destination is an address or a path. CommonMark takes `[Owner]: Alice` for
  /// a definition too; its author asked for an owner.
  static func labels(in document: ParsedDocument) -> Set<String> {
    guard !document.linkDefinitions.isEmpty else { return [] }
    var labels: Set<String> = []
    for line in document.lines where line.content < line.end && document.bytes[line.content] == .openBracket {
      guard line.block >= 0, document.blocks[line.block].isText,
        let (label, target) = definition(document, line), document.linkDefinitions.contains(label)
      else { continue }
      if leadsSomewhere(document.bytes[target]) { labels.insert(label) }
    }
    return labels
  }

  private static func definition(_ document: ParsedDocument, _ line: Line) -> (label: String, target: Range<Int>)? {
    let bytes = document.bytes
    var index = line.content + 1
    while index < line.end, bytes[index] != .closeBracket { index += bytes[index] == .backslash ? 2 : 1 }
    guard index + 1 < line.end || index + 2 == line.end, bytes[index + 1] == .colon else { return nil }
    var target = bytes.trimmed(min(index + 2, line.end)..<line.end)
    if target.isEmpty, line.number < document.lines.count {
      let next = document.lines[line.number]
      target = bytes.trimmed(min(next.content, next.end)..<next.end)
    }
    return (ReferenceRules.fold(bytes.text(line.content + 1..<index)), target)
  }

  /// `https://…`, `mailto:…`, `<…>`, `docs/a`, `a.md`, `#part`; not `Alice`, `1.0` or `2026-01-31`.
  private static func leadsSomewhere(_ line: ArraySlice<UInt8>) -> Bool {
    let target = line.prefix { !$0.isWhiteSpace }
    guard let first = target.first else { return false }
    if first == .lessThan || first == .hash || target.contains(.slash) { return true }
    return target.indices.dropLast().contains { index in
      switch target[index] {
      case .fullStop: target[index + 1].isLetter
      case .colon: index > target.startIndex && target[..<index].allSatisfy(\.isWord)
      default: false
      }
    }
  }
}

extension Block {
  /// Whether it is a paragraph, in whatever it stands.
  var isText: Bool {
    switch kind {
    case .paragraph, .quote, .listItem: true
    default: false
    }
  }
}
