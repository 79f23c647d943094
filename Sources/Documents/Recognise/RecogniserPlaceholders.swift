/// `[…]` that somebody has still to fill: not links, task boxes, footnotes, indices, or what the tool decided.
enum Placeholders {
  /// The words between the brackets, in their order.
  static func found(in line: String) -> [String] {
    let bytes = Array(line.utf8)
    var reader = PlaceholderReader(bytes, definitions: [], isCode: false)
    reader.read(taskText(bytes)..<bytes.count, line: 1)
    return reader.found.map(\.text)
  }

  /// Where a line's text begins behind `- [ ]`.
  private static func taskText(_ bytes: [UInt8]) -> Int {
    guard let open = bytes.firstIndex(of: .openBracket), open + 2 < bytes.count, bytes[open + 2] == .closeBracket,
      bytes[open + 1] == .space || bytes[open + 1].lowercased == 0x78
    else { return 0 }
    return open + 3
  }
}

extension RecogniserPass {
  mutating func findPlaceholders(in index: Int) {
    let block = document.blocks[index]
    guard let place = block.placeholderPlace else { return }
    var reader = PlaceholderReader(document.bytes, definitions: document.linkDefinitions, isCode: place == "fence")
    for number in block.lines {
      let line = document.lines[number - 1]
      guard line.block == index || place == "front_matter" else { continue }
      if place == "fence", number == block.lines.lowerBound, case .fence = block.kind { continue }
      let start = block.textStart(line, isFirst: number == block.lines.lowerBound)
      reader.read(start..<line.end, line: number)
      if place != "fence" { findDatePattern(start..<line.end, line: number) }
      if place == "table" || place == "front_matter" { reader.endLine() }
    }
    for found in reader.found {
      findings.placeholders.append(Placeholder(text: found.text, section: section, line: found.line, place: place))
    }
  }
}

extension RecogniserPass {
  /// `YYYY-MM-DD` stands for a date that nobody has given yet.
  private mutating func findDatePattern(_ range: Range<Int>, line: Int) {
    let pattern = "yyyy-mm-dd"
    guard let at = range.first(where: { document.bytes.hasWord(pattern, at: $0, before: range.upperBound) }) else {
      return
    }
    let text = document.text(at..<at + pattern.utf8.count)
    findings.unrecognised.append(Unrecognised(what: "date_pattern", text: text, line: line))
  }
}

extension Block {
  fileprivate var placeholderPlace: String? {
    switch kind {
    case .frontMatter: "front_matter"
    case .heading: "heading"
    case .fence, .indentedCode: "fence"
    case .table: "table"
    case .paragraph, .listItem, .quote: "prose"
    case .htmlComment, .html, .thematicBreak: nil
    }
  }

  /// Where a line's own text begins: behind the box, in a task's first line.
  fileprivate func textStart(_ line: Line, isFirst: Bool) -> Int {
    if isFirst, case .listItem(let item) = kind { return min(item.textBytes.lowerBound, line.end) }
    return min(line.content, line.end)
  }
}

/// Reads the brackets of a block, line after line, in one pass.
private struct PlaceholderReader {
  struct Found {
    let text: String
    let line: Int
  }

  /// A placeholder that goes on over lines has no more bytes than this.
  static let bytesMax = 1000

  let bytes: [UInt8]
  let definitions: Set<String>
  let isCode: Bool
  private(set) var found: [Found] = []
  /// The bracket that is open, its line, and what it held in the lines before.
  private var open: (at: Int, line: Int, before: [UInt8])?
  /// How many expressions `{{`, `{%` are open on the line.
  private var isInExpression = false

  init(_ bytes: [UInt8], definitions: Set<String>, isCode: Bool) {
    self.bytes = bytes
    self.definitions = definitions
    self.isCode = isCode
  }

  mutating func read(_ range: Range<Int>, line: Int) {
    if let open {
      let text = open.before + [.space]
      self.open = text.count > Self.bytesMax ? nil : (range.lowerBound, open.line, text)
    }
    for index in range { read(index, in: range, line: line) }
    if let open {
      self.open = (range.upperBound, open.line, open.before + bytes[max(open.at, range.lowerBound)..<range.upperBound])
    }
  }

  /// Nothing goes on from here.
  mutating func endLine() {
    open = nil
    isInExpression = false
  }

  private mutating func read(_ index: Int, in range: Range<Int>, line: Int) {
    let next = index + 1 < range.upperBound ? bytes[index + 1] : 0
    switch bytes[index] {
    case .openBrace where next == .openBrace || next == .percent: isInExpression = true
    case .closeBrace
    where index > range.lowerBound && (bytes[index - 1] == .closeBrace || bytes[index - 1] == .percent):
      isInExpression = false
    case .openBracket where !isInExpression:
      open = isIndex(index, in: range) ? nil : (index + 1, line, [])
    case .closeBracket:
      guard let (at, first, before) = open else { return }
      open = nil
      let text = before + bytes[at..<index]
      guard isPlaceholder(text), !isLink(text, index, next, in: range) else { return }
      found.append(Found(text: Self.folded(text), line: first))
    default: break
    }
  }

  /// `xs[i]` in code is an index, `A[Client]` a diagram's node; `idx_[table]` is neither.
  private func isIndex(_ index: Int, in range: Range<Int>) -> Bool {
    guard isCode, index > range.lowerBound else { return false }
    let before = bytes[index - 1]
    return before.isWord || before == .closeBracket || before == .closeParenthesis
  }

  private func isPlaceholder(_ text: [UInt8]) -> Bool {
    guard let first = text.first, text.count <= Self.bytesMax else { return false }
    // `[2-3 sentences on it]` asks for something, `[12]` and `[1, 2]` do not.
    if first.isDigit { return text.contains(where: \.isLetter) && text.count(where: \.isBlank) > 1 }
    guard first.isLetter || first >= 0x80 else { return false }
    if text.count == 1 { return !isCode && first.lowercased != 0x78 }
    if text.hasWord("decided", at: 0, before: text.count) { return false }
    // `[a-z]` and `[A-Za-z0-9]` are character classes, `[a, b]` is a list.
    if text.count >= 3, text[1] == .hyphen, text.count < 12, !text.contains(.space) { return false }
    return !(isCode && Self.isList(text))
  }

  /// Words of code with commas between them: `[string, number]`. Prose has more words between its commas.
  private static func isList(_ text: [UInt8]) -> Bool {
    let parts = text.split(separator: .init(ascii: ","))
    return parts.count > 1
      && parts.allSatisfy { $0.drop(while: \.isBlank).allSatisfy { $0.isWord || $0 == .underscore } }
  }

  private mutating func isLink(_ text: [UInt8], _ index: Int, _ next: UInt8, in range: Range<Int>) -> Bool {
    switch next {
    case .openParenthesis: return !isCode || isTarget(index + 2..<range.upperBound)
    case .openBracket:
      let end = bytes[index + 2..<range.upperBound].prefix(Self.bytesMax).firstIndex(of: .closeBracket)
      guard let end else { return false }
      let label = end == index + 2 ? text : Array(bytes[index + 2..<end])
      return isDefined(label)
    case .colon where isDefined(text): return true
    default: return isDefined(text)
    }
  }

  /// In code `[parent_table](id)` is no link; one to a path or an address is.
  private func isTarget(_ range: Range<Int>) -> Bool {
    let target = bytes[range].prefix(Self.bytesMax).prefix { $0 != .closeParenthesis }
    return target.contains { $0 == .slash || $0 == .fullStop || $0 == .hash }
  }

  private func isDefined(_ label: [UInt8]) -> Bool {
    !definitions.isEmpty && definitions.contains(ReferenceRules.fold(String(decoding: label, as: UTF8.self)))
  }

  private static func folded(_ text: [UInt8]) -> String {
    String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
