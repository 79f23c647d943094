/// Reads the brackets of a block, line after line, in one pass.
struct PlaceholderReader {
  struct Found {
    let text: String
    let line: Int
    var reason = ""
  }

  private struct Open {
    /// Behind the bracket; after a line's end, where the next line's text begins.
    var at: Int
    let line: Int
    /// The byte in front of the bracket.
    let before: UInt8
    /// What it held in the lines before.
    var text: [UInt8]
  }

  private let bytes: [UInt8]
  private let definitions: Set<String>
  private let place: String
  /// Nil outside of fences.
  private let language: FenceLanguage?
  private(set) var found: [Found] = []
  private(set) var leftOut: [Found] = []
  private var open: Open?
  /// Whether a `{{` or a `{%` is open.
  private var isInExpression = false
  /// The line's inline code, and how much of it lies behind the reader.
  private var spans: [Range<Int>] = []
  private var spansPassed = 0

  init(_ bytes: [UInt8], definitions: Set<String>, place: String, language: FenceLanguage?) {
    self.bytes = bytes
    self.definitions = definitions
    self.place = place
    self.language = language
  }

  mutating func read(_ range: Range<Int>, line: Int) {
    if open != nil {
      open?.text.append(.space)
      open?.at = range.lowerBound
      if open?.text.count ?? 0 > BracketContext.bytesMax { open = nil }
    }
    spans = language == nil ? CodeSpans.ranges(bytes, range) : []
    spansPassed = 0
    for index in range { read(index, in: range, line: line) }
    if let held = open { open?.text += bytes[max(held.at, range.lowerBound)..<range.upperBound] }
  }

  /// Nothing goes on from here.
  mutating func endLine() {
    open = nil
    isInExpression = false
  }

  private mutating func read(_ index: Int, in range: Range<Int>, line: Int) {
    let next = index + 1 < range.upperBound ? bytes[index + 1] : 0
    let last = index > range.lowerBound ? bytes[index - 1] : 0
    switch bytes[index] {
    case .openBrace where next == .openBrace || next == .percent: isInExpression = true
    case .closeBrace where last == .closeBrace || last == .percent: isInExpression = false
    case .openBracket where !isInExpression:
      open = Open(at: index + 1, line: line, before: last, text: [])
    case .closeBracket: close(index, next, in: range)
    default: break
    }
  }

  private mutating func close(_ index: Int, _ next: UInt8, in range: Range<Int>) {
    guard let held = open else { return }
    open = nil
    let text = held.text + bytes[held.at..<index]
    let context = BracketContext(
      text: text, before: held.before, after: next, surroundings: surroundings(of: held, index))
    let meaning = context.meaning
    guard meaning != .other, !isLink(text, index, next, in: range, context) else { return }
    let words = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    switch meaning {
    case .placeholder: found.append(Found(text: words, line: held.line))
    case .leftOut(let reason): leftOut.append(Found(text: words, line: held.line, reason: reason))
    case .other: break
    }
  }

  private mutating func surroundings(of held: Open, _ index: Int) -> BracketContext.Surroundings {
    if let language { return .fence(language) }
    while spansPassed < spans.count, spans[spansPassed].upperBound <= index { spansPassed += 1 }
    guard spansPassed < spans.count, spans[spansPassed].contains(index) else { return .prose }
    return .codeSpan(isInTable: place == "table")
  }

  private func isLink(
    _ text: [UInt8], _ index: Int, _ next: UInt8, in range: Range<Int>, _ context: BracketContext
  ) -> Bool {
    switch next {
    case .openParenthesis: return context.surroundings == .prose || isTarget(index + 2..<range.upperBound)
    case .openBracket:
      let end = bytes[index + 2..<range.upperBound].prefix(BracketContext.bytesMax).firstIndex(of: .closeBracket)
      guard let end else { return false }
      let label = end == index + 2 ? text : Array(bytes[index + 2..<end])
      return isDefined(label)
    default: return isDefined(text)
    }
  }

  /// In code `[parent_table](id)` is no link; one to a path or an address is.
  private func isTarget(_ range: Range<Int>) -> Bool {
    let target = bytes[range].prefix(BracketContext.bytesMax).prefix { $0 != .closeParenthesis }
    return target.contains { $0 == .slash || $0 == .fullStop || $0 == .hash }
  }

  private func isDefined(_ label: [UInt8]) -> Bool {
    !definitions.isEmpty && definitions.contains(ReferenceRules.fold(String(decoding: label, as: UTF8.self)))
  }
}
