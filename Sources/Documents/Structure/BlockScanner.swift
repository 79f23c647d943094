/// Finds the blocks of a document in one pass over its lines, as CommonMark 0.31 and GFM define them as far as
/// documents of this kind need: containers other than quotes and list items are not entered.
struct BlockScanner {
  private let lines: [Line]
  private var index = 0
  private var blocks: [Block] = []

  init(_ lines: [Line]) {
    self.lines = lines
  }

  static func blocks(of lines: [Line]) -> [Block] {
    var scanner = BlockScanner(lines)
    scanner.run()
    return scanner.blocks
  }

  private mutating func run() {
    scanFrontMatter()
    while index < lines.count {
      if lines[index].isBlank {
        index += 1
      } else {
        scanBlock()
      }
    }
  }

  private mutating func scanBlock() {
    let line = lines[index]
    if line.indent >= 4, !isListContinuation { return take(.indentedCode, while: { $0.indent >= 4 || $0.isBlank }) }
    if let fence = Fence(opening: line) { return scanFence(fence) }
    if let heading = Heading(atx: line.text) { return take(.heading(level: heading.level, text: heading.text)) }
    let trimmed = line.trimmed
    if trimmed.hasPrefix("<!--") { return scanComment() }
    if trimmed.hasPrefix(">") { return take(.quote, while: { !$0.isBlank && $0.trimmed.hasPrefix(">") }) }
    if isThematicBreak(trimmed) { return take(.thematicBreak) }
    if let item = ListItem(line) { return take(.listItem(item)) }
    if isTableStart { return scanTable() }
    if trimmed.hasPrefix("<"), isHTMLStart(trimmed) { return take(.html, while: { !$0.isBlank }) }
    scanParagraph()
  }

  /// Text that is indented below a list item goes on with it.
  private var isListContinuation: Bool {
    guard let last = blocks.last else { return false }
    switch last.kind {
    case .listItem, .paragraph: return last.lines.upperBound == lines[index].number - 1 || isListItem(last)
    default: return false
    }
  }

  private func isListItem(_ block: Block) -> Bool {
    if case .listItem = block.kind { true } else { false }
  }

  private mutating func take(_ kind: Block.Kind) {
    blocks.append(Block(kind: kind, lines: lines[index].number...lines[index].number))
    index += 1
  }

  /// Takes this line and all that follow and fit; blank lines at the end stay outside.
  private mutating func take(_ kind: Block.Kind, while fits: (Line) -> Bool) {
    let start = index
    var end = index
    index += 1
    while index < lines.count, fits(lines[index]) {
      if !lines[index].isBlank { end = index }
      index += 1
    }
    blocks.append(Block(kind: kind, lines: lines[start].number...lines[end].number))
  }

  private mutating func scanFrontMatter() {
    guard let first = lines.first, first.text.hasSuffix("---"), first.text.drop(while: { $0 == "\u{FEFF}" }) == "---",
      let end = lines.dropFirst().first(where: { $0.text == "---" || $0.text == "..." })
    else { return }
    blocks.append(Block(kind: .frontMatter, lines: 1...end.number))
    index = end.number
  }

  private mutating func scanFence(_ fence: Fence) {
    let start = index
    index += 1
    while index < lines.count, !fence.isClosed(by: lines[index]) { index += 1 }
    let end = min(index, lines.count - 1)
    index = end + 1
    blocks.append(Block(kind: .fence(info: fence.info), lines: lines[start].number...lines[end].number))
  }

  private mutating func scanComment() {
    let start = index
    while index < lines.count, !lines[index].text.contains("-->") { index += 1 }
    let end = min(index, lines.count - 1)
    index = end + 1
    blocks.append(Block(kind: .htmlComment, lines: lines[start].number...lines[end].number))
  }

  private var isTableStart: Bool {
    guard index + 1 < lines.count, lines[index].text.contains("|"), Table.isDelimiter(lines[index + 1].text) else {
      return false
    }
    return Table.cells(of: lines[index].text).count == Table.cells(of: lines[index + 1].text).count
  }

  private mutating func scanTable() {
    let start = index
    let header = Table.cells(of: lines[index].text)
    index += 2
    var rows: [[String]] = []
    while index < lines.count, !lines[index].isBlank, lines[index].text.contains("|") {
      rows.append(Table.cells(of: lines[index].text))
      index += 1
    }
    let table = Table(header: header, rows: rows, line: lines[start].number)
    blocks.append(Block(kind: .table(table), lines: lines[start].number...lines[index - 1].number))
  }

  private mutating func scanParagraph() {
    let start = index
    index += 1
    while index < lines.count, !endsParagraph(lines[index]) {
      if let level = Heading.setextLevel(lines[index].text) {
        let text = lines[start..<index].map(\.trimmed).joined(separator: " ")
        blocks.append(
          Block(kind: .heading(level: level, text: text), lines: lines[start].number...lines[index].number))
        index += 1
        return
      }
      index += 1
    }
    blocks.append(Block(kind: .paragraph, lines: lines[start].number...lines[index - 1].number))
  }

  private func endsParagraph(_ line: Line) -> Bool {
    if line.isBlank { return true }
    guard line.indent < 4 else { return false }
    let trimmed = line.trimmed
    if Heading.setextLevel(line.text) != nil { return false }
    if index + 1 < lines.count, isTableStart { return true }
    return Heading(atx: line.text) != nil || Fence(opening: line) != nil || trimmed.hasPrefix(">")
      || trimmed.hasPrefix("<!--") || isThematicBreak(trimmed) || ListItem(line)?.interruptsParagraph == true
  }

  private func isThematicBreak(_ trimmed: String) -> Bool {
    guard let mark = trimmed.first, "-*_".contains(mark) else { return false }
    let marks = trimmed.filter { !$0.isWhitespace }
    return marks.count >= 3 && marks.allSatisfy { $0 == mark }
  }

  private func isHTMLStart(_ trimmed: String) -> Bool {
    guard let next = trimmed.dropFirst().first else { return false }
    return next.isLetter || next == "/" || next == "!" || next == "?"
  }
}

private struct Fence {
  let mark: UInt8
  let count: Int
  let info: String

  init?(opening line: Line) {
    guard line.indent < 4 || line.indent < 12 else { return nil }
    let trimmed = line.trimmed
    guard let mark = trimmed.utf8.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
    let count = trimmed.utf8.prefix { $0 == mark }.count
    let info = String(trimmed.dropFirst(count)).trimmed
    guard count >= 3, mark == UInt8(ascii: "~") || !info.contains("`") else { return nil }
    self.mark = mark
    self.count = count
    self.info = info
  }

  func isClosed(by line: Line) -> Bool {
    let trimmed = line.trimmed.utf8
    return trimmed.count >= count && trimmed.allSatisfy { $0 == mark }
  }
}

struct Heading {
  let level: Int
  let text: String

  /// `## Text ##`, up to three columns in.
  init?(atx line: String) {
    let spaces = line.utf8.prefix { $0 == 0x20 }.count
    guard spaces < 4 else { return nil }
    let rest = line.dropFirst(spaces)
    let level = rest.utf8.prefix { $0 == UInt8(ascii: "#") }.count
    guard (1...6).contains(level) else { return nil }
    let after = rest.dropFirst(level)
    guard after.isEmpty || after.first == " " || after.first == "\t" else { return nil }
    var text = after.trimmed
    let closing = text.reversed().prefix { $0 == "#" }.count
    if closing > 0, closing == text.count || text.dropLast(closing).last?.isWhitespace == true {
      text = text.dropLast(closing).trimmed
    }
    self.level = level
    self.text = text
  }

  static func setextLevel(_ line: String) -> Int? {
    let trimmed = line.trimmed
    guard let mark = trimmed.first, line.utf8.prefix(while: { $0 == 0x20 }).count < 4,
      mark == "=" || mark == "-", trimmed.allSatisfy({ $0 == mark })
    else { return nil }
    return mark == "=" ? 1 : 2
  }

  /// A heading's words without emphasis, code and link marks.
  static func plain(_ text: String) -> String {
    var plain = ""
    var escaped = false
    for character in text {
      if escaped || !"*_`\\".contains(character) {
        plain.append(character)
        escaped = false
      } else if character == "\\" {
        escaped = true
      } else if character == "_", plain.last?.isLetter == true || plain.last?.isNumber == true {
        plain.append(character)
      }
    }
    return plain.trimmed
  }
}

extension ListItem {
  init?(_ line: Line) {
    let trimmed = line.trimmed
    let marker = trimmed.prefix { $0.isASCII && $0.isNumber }
    let afterDigits = trimmed.dropFirst(marker.count)
    let rest: Substring
    if !marker.isEmpty, marker.count <= 9, afterDigits.first == "." || afterDigits.first == ")" {
      rest = afterDigits.dropFirst()
    } else if marker.isEmpty, let first = trimmed.first, "-*+".contains(first) {
      rest = trimmed.dropFirst()
    } else {
      return nil
    }
    guard rest.isEmpty || rest.first == " " || rest.first == "\t" else { return nil }
    let content = rest.trimmed
    indent = line.indent
    isOrdered = !marker.isEmpty
    if content.count >= 4, content.hasPrefix("["), content.dropFirst(2).hasPrefix("] "),
      let mark = content.dropFirst().first, " xX".contains(mark)
    {
      ticked = mark != " "
      text = content.dropFirst(3).trimmed
    } else {
      ticked = nil
      text = content
    }
  }

  /// An empty item, or a numbered one that does not start at 1, goes on with the paragraph above it.
  fileprivate var interruptsParagraph: Bool { !text.isEmpty }
}
