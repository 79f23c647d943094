/// A template cut into text, `{{ … }}` and `{% … %}`; comments are dropped and `raw` blocks are text.
struct JinjaPiece {
  enum Kind { case text, output, statement }
  let kind: Kind
  let text: String
  let line: Int
}

struct JinjaLexer {
  let name: String
  private let source: [UInt8]
  private var index = 0
  private var line = 1
  private var pieces: [JinjaPiece] = []
  private var trimNext = false

  init(_ source: String, name: String) {
    self.source = Array(source.utf8)
    self.name = name
  }

  static func pieces(of source: String, name: String) throws(TemplateError) -> [JinjaPiece] {
    var lexer = JinjaLexer(source, name: name)
    try lexer.run()
    return lexer.pieces
  }

  private mutating func run() throws(TemplateError) {
    while index < source.count {
      let start = index
      while index < source.count, tagStart(at: index) == nil { index += 1 }
      addText(start..<index)
      guard index < source.count, let tag = tagStart(at: index) else { return }
      try scanTag(tag)
    }
  }

  /// The second character of `{{`, `{%` or `{#`.
  private func tagStart(at place: Int) -> UInt8? {
    guard place + 1 < source.count, source[place] == UInt8(ascii: "{"), "{%#".utf8.contains(source[place + 1]) else {
      return nil
    }
    return source[place + 1]
  }

  private mutating func addText(_ range: Range<Int>) {
    var bytes = source[range]
    let newlines = bytes.lazy.filter { $0 == 0x0A }.count
    if trimNext { bytes = bytes.drop { Self.isSpace($0) } }
    trimNext = false
    if !bytes.isEmpty {
      pieces.append(JinjaPiece(kind: .text, text: String(decoding: bytes, as: UTF8.self), line: line))
    }
    line += newlines
  }

  private mutating func scanTag(_ tag: UInt8) throws(TemplateError) {
    let startLine = line
    let closing: [UInt8] = [tag == UInt8(ascii: "{") ? UInt8(ascii: "}") : tag, UInt8(ascii: "}")]
    guard let end = find(closing, from: index + 2, honouringQuotes: tag != UInt8(ascii: "#")) else {
      throw TemplateError(
        code: .syntax, template: name, line: line, variable: nil,
        message: "'{\(Character(Unicode.Scalar(tag)))' is opened and never closed.")
    }
    var inner = source[(index + 2)..<end]
    if inner.first == UInt8(ascii: "-") {
      inner = inner.dropFirst()
      trimLastText()
    }
    if inner.last == UInt8(ascii: "-") {
      inner = inner.dropLast()
      trimNext = true
    }
    line += source[index..<end].lazy.filter { $0 == 0x0A }.count
    index = end + 2
    let text = String(decoding: inner, as: UTF8.self).trimmed
    if tag == UInt8(ascii: "%"), text == "raw" { return try scanRaw(startLine) }
    guard tag != UInt8(ascii: "#") else { return }
    pieces.append(JinjaPiece(kind: tag == UInt8(ascii: "{") ? .output : .statement, text: text, line: startLine))
  }

  private mutating func scanRaw(_ startLine: Int) throws(TemplateError) {
    var open = index
    while open < source.count {
      if tagStart(at: open) == UInt8(ascii: "%"),
        let end = find(Array("%}".utf8), from: open + 2, honouringQuotes: false)
      {
        let inner = String(decoding: source[(open + 2)..<end], as: UTF8.self)
        if inner.filter({ !$0.isWhitespace && $0 != "-" }) == "endraw" {
          addText(index..<open)
          index = end + 2
          return
        }
      }
      open += 1
    }
    throw TemplateError(
      code: .syntax, template: name, line: startLine, variable: nil, message: "'raw' is opened and never closed.")
  }

  private func find(_ closing: [UInt8], from start: Int, honouringQuotes: Bool) -> Int? {
    var quote: UInt8?
    var place = start
    while place + 1 < source.count {
      let byte = source[place]
      if let open = quote {
        if byte == UInt8(ascii: "\\") { place += 1 } else if byte == open { quote = nil }
      } else if honouringQuotes, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      } else if byte == closing[0], source[place + 1] == closing[1] {
        return place
      }
      place += 1
    }
    return nil
  }

  private mutating func trimLastText() {
    guard let last = pieces.last, last.kind == .text else { return }
    var text = last.text[...]
    while let end = text.last, end.isWhitespace { text.removeLast() }
    pieces[pieces.count - 1] = JinjaPiece(kind: .text, text: String(text), line: last.line)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

/// The names that a template needs from outside: a light scan, for the report.
enum JinjaNames {
  static func variables(in template: String) -> [Variable] {
    guard let pieces = try? JinjaLexer.pieces(of: template, name: "template"),
      let nodes = try? JinjaParser.parse(pieces, name: "template", limits: .standard)
    else { return [] }
    var collector = NameCollector()
    collector.collect(nodes, bound: ["loop"])
    return collector.variables
  }
}
