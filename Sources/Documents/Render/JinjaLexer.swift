/// Cuts a template into pieces in one pass over its bytes.
struct JinjaLexer {
  let name: String
  let source: [UInt8]
  var index = 0
  var line = 1
  private var pieces: [JinjaPiece] = []

  private init(_ source: String, name: String) {
    self.source = Array(source.utf8)
    self.name = name
  }

  /// Throws `TemplateError` where a tag is not closed or a word of it cannot be read.
  static func pieces(of source: String, name: String) throws(TemplateError) -> [JinjaPiece] {
    var lexer = JinjaLexer(source, name: name)
    while lexer.index < lexer.source.count { try lexer.scanTextAndTag() }
    return lexer.pieces
  }

  func failure(_ message: String, line: Int) -> TemplateError {
    TemplateError(code: .syntax, template: name, line: line, variable: nil, message: message)
  }

  func byte(at place: Int) -> UInt8? { place < source.count ? source[place] : nil }

  func stands(_ text: StaticString, at place: Int) -> Bool {
    guard place + text.utf8CodeUnitCount <= source.count else { return false }
    return (0..<text.utf8CodeUnitCount).allSatisfy { source[place + $0] == text.utf8Start[$0] }
  }

  private mutating func scanTextAndTag() throws(TemplateError) {
    let start = index
    while index < source.count, !isTagStart(at: index) { index += 1 }
    guard index < source.count else { return addText(start..<index, trimmed: false) }
    let mark = byte(at: index + 2)
    addText(start..<index, trimmed: mark == UInt8(ascii: "-"))
    let opened = line
    let inside = index + (mark == UInt8(ascii: "-") || mark == UInt8(ascii: "+") ? 3 : 2)
    switch source[index + 1] {
    case UInt8(ascii: "#"): try skipComment(from: inside)
    case UInt8(ascii: "%"):
      if let body = rawBody(from: inside) { return try scanRaw(from: body) }
      move(to: inside)
      pieces.append(JinjaPiece(kind: .statement(try tokens(closedBy: "%}")), line: opened))
    default:
      move(to: inside)
      pieces.append(JinjaPiece(kind: .output(try tokens(closedBy: "}}")), line: opened))
    }
  }

  private func isTagStart(at place: Int) -> Bool {
    source[place] == UInt8(ascii: "{")
      && (stands("{{", at: place) || stands("{%", at: place) || stands("{#", at: place))
  }

  private mutating func addText(_ range: Range<Int>, trimmed: Bool) {
    var end = range.upperBound
    while trimmed, end > range.lowerBound, let length = JinjaSpace.length(endingAt: end, in: source[range]) {
      end -= length
    }
    if end > range.lowerBound {
      let text = String(decoding: source[range.lowerBound..<end], as: UTF8.self)
      pieces.append(JinjaPiece(kind: .text(text), line: line))
    }
    countLines(in: range)
  }

  private mutating func countLines(in range: Range<Int>) {
    for place in range where source[place] == 0x0A { line += 1 }
  }

  mutating func move(to place: Int) {
    countLines(in: index..<place)
    index = place
  }

  mutating func skipSpace() {
    var place = index
    while let length = JinjaSpace.length(at: place, in: source) { place += length }
    move(to: place)
  }

  private mutating func skipComment(from inside: Int) throws(TemplateError) {
    var end = inside
    while end < source.count, !stands("#}", at: end) { end += 1 }
    guard end < source.count else { throw failure("'{#' is opened and never closed.", line: line) }
    move(to: end + 2)
    if end > inside, source[end - 1] == UInt8(ascii: "-") { skipSpace() }
  }

  /// Where the text of a `raw` block begins; nil where the statement is another one.
  private func rawBody(from inside: Int) -> Int? {
    guard let end = end(ofWord: "raw", from: inside) else { return nil }
    if stands("%}", at: end) { return end + 2 }
    guard stands("-%}", at: end) else { return nil }
    var place = end + 3
    while let length = JinjaSpace.length(at: place, in: source) { place += length }
    return place
  }

  /// Behind the word and the space around it.
  private func end(ofWord word: StaticString, from start: Int) -> Int? {
    var place = start
    while let length = JinjaSpace.length(at: place, in: source) { place += length }
    guard stands(word, at: place) else { return nil }
    place += word.utf8CodeUnitCount
    while let length = JinjaSpace.length(at: place, in: source) { place += length }
    return place
  }

  private mutating func scanRaw(from body: Int) throws(TemplateError) {
    let opened = line
    move(to: body)
    var place = body
    while place < source.count {
      defer { place += 1 }
      guard stands("{%", at: place) else { continue }
      let mark = byte(at: place + 2)
      let isMarked = mark == UInt8(ascii: "-") || mark == UInt8(ascii: "+")
      guard let end = end(ofWord: "endraw", from: place + (isMarked ? 3 : 2)) else { continue }
      let trims = stands("-%}", at: end)
      guard trims || stands("+%}", at: end) || stands("%}", at: end) else { continue }
      addText(body..<place, trimmed: mark == UInt8(ascii: "-"))
      index = place
      move(to: end + (stands("%}", at: end) ? 2 : 3))
      if trims { skipSpace() }
      return
    }
    throw failure("'raw' is opened and never closed.", line: opened)
  }
}
