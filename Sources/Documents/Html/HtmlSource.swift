/// What md4c is given of a document: the text, its quotes, lists and headings. Where tables, tasks, code and HTML blocks
/// are is known from the block scanner: md4c 0.4.8 reads some tables otherwise than GFM, and loses its way after some
/// fences. These are handed over as placeholders, each a tag that the writer knows by its place. A cell of a table, a
/// block of code and a block of HTML are a heading of one line each, because that is a block which ends what stands
/// before it, needs no blank line, and holds text.
struct HtmlSource {
  enum Placeholder {
    case cell(table: Int, row: Int, column: Int)
    case box(isTicked: Bool)
    /// Blocks, by their index.
    case html(Int)
    case code(Int)
    case nothing
  }

  struct Anchor {
    let bytes: Range<Int>
    let level: Int
    let id: String
  }

  let document: ParsedDocument
  /// Without front matter and byte order mark; each line ends with LF.
  var body: [UInt8] = []
  /// The headings that sections begin with, by their bytes in `body`.
  private(set) var anchors: [Anchor] = []
  /// By where the tag begins in `body`.
  private(set) var placeholders: [Int: Placeholder] = [:]
  /// The body never takes more bytes; where it would, md4c is not asked.
  let bodyBytesMax: Int
  /// The last line of the code or the HTML block that a placeholder stands for.
  private var replacedTo = 0

  init(_ document: ParsedDocument) {
    self.document = document
    // A cell of two bytes becomes one of eight, with the marks of the quotes and lists in front of it.
    bodyBytesMax = 65_536 + 16 * document.bytes.count
    body.reserveCapacity(document.bytes.count + 16)
    var headings = Self.headings(of: document)[...]
    var boxes = Self.boxes(of: document)[...]
    let lone = Self.loneBullets(of: document)
    var anchorStart = 0
    for line in document.lines where !(document.frontMatter?.lines.contains(line.number) ?? false) {
      if headings.first?.lines.lowerBound == line.number { anchorStart = body.count }
      if !replace(line) {
        if join(line) { continue }
        avoidMistakenItem(line)
        let start = body.count - start(of: line)
        append(document.bytes[self.start(of: line)..<end(of: line)])
        while let box = boxes.first, box.byte < line.end {
          hold(.box(isTicked: box.isTicked), at: start + box.byte - 1)
          boxes.removeFirst()
        }
        if lone.contains(line.number) {
          addHeading(.nothing, prefix: " ".utf8, text: [])
        } else {
          body.append(.lineFeed)
        }
      }
      if let heading = headings.first, heading.lines.upperBound == line.number {
        anchors.append(Anchor(bytes: anchorStart..<body.count, level: heading.level, id: heading.id))
        headings.removeFirst()
      }
      if body.count > bodyBytesMax { return }
    }
  }

  func start(of line: Line) -> Int {
    line.number == 1 && document.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : line.bytes.lowerBound
  }

  /// Whether the line is one of a table or an HTML block.
  private mutating func replace(_ line: Line) -> Bool {
    // Blank lines in the midst of code have no block.
    if line.number <= replacedTo { return true }
    guard line.block >= 0 else { return false }
    let block = document.blocks[line.block]
    switch block.kind {
    case .table(let table): addRow(line.number - table.line, of: table, block: line.block, line)
    case .html, .htmlComment, .fence, .indentedCode:
      replacedTo = block.lines.upperBound
      var marks = Array(document.bytes[start(of: line)..<line.content])
      if block.isCode { marks += CodeText.restOfTab(of: line, in: document.bytes) }
      addHeading(block.isCode ? .code(line.block) : .html(line.block), prefix: marks, text: [])
    default: return false
    }
    return true
  }

  /// Row 0 is the header, row 1 the delimiter row, which is left out.
  private mutating func addRow(_ row: Int, of table: Table, block: Int, _ line: Line) {
    guard row != 1 else { return }
    let bytes = document.bytes
    let cells = row == 0 ? TableRules.cells(bytes, line.content..<line.end) : table.rowBytes[row - 2]
    var marks = bytes[start(of: line)..<line.content]
    let delimiter = document.lines[table.line]
    for (column, cell) in cells.prefix(table.header.count).enumerated() {
      let opensItem = marks.contains { !$0.isBlank && $0 != .greaterThan }
      // An item's mark stands before the first cell only; and a header under a paragraph's text may be indented, or lack
      // its marks, as only such a text may.
      if row == 0, opensItem ? column > 0 : isUnderText(line) {
        marks = bytes[start(of: delimiter)..<delimiter.content]
      }
      addHeading(.cell(table: block, row: row, column: column), prefix: marks, text: Self.withoutEscapes(bytes[cell]))
      guard body.count <= bodyBytesMax else { return }
    }
  }

  private func isUnderText(_ line: Line) -> Bool {
    guard line.number > 1, document.lines[line.number - 2].block >= 0 else { return false }
    switch document.blocks[document.lines[line.number - 2].block].kind {
    case .paragraph, .quote, .listItem: return true
    default: return false
    }
  }

  private mutating func addHeading(
    _ placeholder: Placeholder, prefix: some Collection<UInt8>, text: some Collection<UInt8>
  ) {
    body += prefix
    body += [.hash, .space]
    if isMistakenForItem(body.count) { body.append(.space) }
    body += [.lessThan, 0x78, .greaterThan, .space]
    placeholders[body.count - 4] = placeholder
    append(text)
    body += [.space, .hash, .lineFeed]
  }

  /// Null characters are replaced (CommonMark, section 2.3); md4c takes them for control characters in a link's target.
  mutating func append(_ text: some Collection<UInt8>) {
    guard text.contains(0) else {
      body += text
      return
    }
    for byte in text { body += byte == 0 ? [0xEF, 0xBF, 0xBD] : [byte] }
  }

  /// Puts the tag over a box's three bytes.
  private mutating func hold(_ placeholder: Placeholder, at offset: Int) {
    placeholders[offset] = placeholder
    body.replaceSubrange(offset..<offset + 3, with: [.lessThan, 0x78, .greaterThan])
  }

  /// A pipe in a cell has a backslash in front of it, in code too, which is the table's (GFM, section 4.10).
  private static func withoutEscapes(_ cell: ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    for (index, byte) in zip(cell.indices, cell) {
      let isEscape = byte == .backslash && index + 1 < cell.endIndex && cell[index + 1] == .pipe
      if !isEscape { text.append(byte) }
    }
    return text
  }

  private static func headings(of document: ParsedDocument) -> [(lines: ClosedRange<Int>, level: Int, id: String)] {
    let sections = document.sections.filter { $0.level > 0 }
    let blocks = document.blocks.filter { block in
      if case .heading = block.kind { block.isTopLevel } else { false }
    }
    return zip(blocks, sections).map { ($0.lines, $1.level, $1.id) }
  }

  private static func boxes(of document: ParsedDocument) -> [(byte: Int, isTicked: Bool)] {
    document.blocks.compactMap { block in
      guard case .listItem(let item) = block.kind, let byte = item.boxByte, let isTicked = item.ticked else {
        return nil
      }
      return (byte, isTicked)
    }
  }

  /// Hyphens that the scanner reads as items and CommonMark as underlines; with something behind them they are none.
  private static func loneBullets(of document: ParsedDocument) -> Set<Int> {
    var lines: Set<Int> = []
    for block in document.blocks {
      guard case .listItem(let item) = block.kind, item.text.isEmpty else { continue }
      let index = block.lines.lowerBound - 1
      let text = document.bytes.trimmed(document.lines[index].bytes)
      guard !text.isEmpty, document.bytes[text.upperBound - 1] == .hyphen else { continue }
      if BlockScanner.isLoneBullet(document.bytes, document.lines, text.upperBound - 1, index) {
        lines.insert(index + 1)
      }
    }
    return lines
  }
}

extension Block {
  fileprivate var isCode: Bool {
    switch kind {
    case .fence, .indentedCode: true
    default: false
    }
  }
}
