/// Finds the blocks of a document in one pass over its lines: the first phase of CommonMark 0.31's parsing strategy
/// (appendix), with GFM's tables and task items. It never fails; what is nothing else is a paragraph.
struct BlockScanner {
  /// Quotes and list items nest no deeper than this, so that a line costs a bounded time; deeper marks are text.
  static let depthMax = 64

  enum Leaf {
    case none
    case paragraph
    case fence(LeafRules.Fence)
    case html(HtmlRules.Ending)
    case indentedCode
    case table
  }

  struct Container {
    /// The item's block; nil for a quote, which has none.
    let block: Int?
    /// Columns that a line must be indented by to stand in the item; nil for a quote.
    let itemIndent: Int?
    var isFilled = false
  }

  let bytes: [UInt8]
  var lines: [Line]
  var blocks: [Block] = []
  private(set) var frontMatter: FrontMatter?
  var definitions: Set<String> = []

  var containers: [Container] = []
  var leaf = Leaf.none
  var leafBlock = -1
  /// The open paragraph's first line; its block, a list item's, may begin before.
  var paragraphStart = 0
  var quoteDepth = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    lines = Line.lines(of: bytes)
  }

  mutating func scan() {
    var first = 0
    if let frontMatter = FrontMatter(bytes, lines) {
      self.frontMatter = frontMatter
      append(.frontMatter, line: 0)
      extend(0, to: frontMatter.lines.upperBound - 1)
      for index in 0..<frontMatter.lines.upperBound { lines[index].block = 0 }
      first = frontMatter.lines.upperBound
    }
    for index in first..<max(first, lines.count) { read(index) }
    close(containersFrom: 0)
    closeLeaf()
  }

  // MARK: One line

  private mutating func read(_ index: Int) {
    var cursor = LineCursor(bytes, lines[index])
    let matched = matchContainers(&cursor, line: index)
    let allMatched = matched == containers.count
    if allMatched, continueLeaf(&cursor, index) { return }
    let isOpenParagraph: Bool
    if case .paragraph = leaf { isOpenParagraph = true } else { isOpenParagraph = false }
    var opening = Opening(matched: matched, interrupting: isOpenParagraph && allMatched)
    if openBlocks(&cursor, index, &opening) { return }
    let isBlank = cursor.indent.offset == cursor.end
    if !allMatched, !opening.opened, !isBlank, isOpenParagraph {
      return addLine(index, from: cursor.indent.offset)
    }
    if !opening.opened { close(containersFrom: matched) }
    if isBlank {
      closeLeaf()
    } else {
      addText(cursor, index)
    }
  }

  private struct Opening {
    let matched: Int
    var interrupting: Bool
    var opened = false
  }

  private mutating func matchContainers(_ cursor: inout LineCursor, line: Int) -> Int {
    var matched = 0
    for container in containers {
      let indent = cursor.indent
      if let columns = container.itemIndent {
        let isBlank = indent.offset == cursor.end
        guard isBlank ? container.isFilled : indent.columns >= columns else { break }
        cursor.skip(columns: min(columns, indent.columns))
      } else {
        guard indent.columns <= 3, indent.offset < cursor.end, bytes[indent.offset] == .greaterThan else { break }
        skipQuoteMark(&cursor)
      }
      matched += 1
    }
    return matched
  }

  private func skipQuoteMark(_ cursor: inout LineCursor) {
    cursor.skipBlanks()
    cursor.skip(columns: 1)
    if cursor.byte.isBlank { cursor.skip(columns: 1) }
  }

  /// Whether the open leaf took the line whole.
  private mutating func continueLeaf(_ cursor: inout LineCursor, _ index: Int) -> Bool {
    let indent = cursor.indent
    switch leaf {
    case .fence(let fence):
      lines[index].column = cursor.column
      addLine(index, from: cursor.offset)
      if indent.columns <= 3, LeafRules.closes(fence, bytes, indent.offset, cursor.end) {
        blocks[leafBlock].kind = .fence(info: bytes.text(fence.info), closed: true)
        closeLeaf()
      }
      return true
    case .html(let ending):
      if case .blankLine = ending, indent.offset == cursor.end { return false }
      addLine(index, from: cursor.offset)
      if HtmlRules.ends(ending, bytes, cursor.offset, cursor.end) { closeLeaf() }
      return true
    case .indentedCode:
      lines[index].column = cursor.column
      if indent.offset == cursor.end {
        // Blank lines inside code belong to it only where code follows; they change no other block.
        lines[index].content = cursor.offset
        return true
      }
      guard indent.columns >= 4 else { return false }
      addLine(index, from: cursor.offset)
      return true
    case .none, .paragraph, .table: return false
    }
  }

  // MARK: Openings

  /// Opens what begins on the line; true where that took the line whole.
  private mutating func openBlocks(_ cursor: inout LineCursor, _ index: Int, _ opening: inout Opening) -> Bool {
    while true {
      let indent = cursor.indent
      guard indent.offset < cursor.end else { return false }
      if indent.columns >= 4 { return openIndented(cursor, index, opening) }
      let mayNest = (opening.opened ? containers.count : opening.matched) < Self.depthMax
      if mayNest, bytes[indent.offset] == .greaterThan {
        begin(&opening)
        skipQuoteMark(&cursor)
        markFilled()
        containers.append(Container(block: nil, itemIndent: nil))
        quoteDepth += 1
        continue
      }
      lines[index].column = cursor.column
      if openLeaf(indent.offset, cursor.end, index, &opening) { return true }
      guard mayNest,
        let marker = LeafRules.listMarker(
          bytes, indent.offset, cursor.end,
          interrupting: opening.interrupting && !Self.isLoneBullet(bytes, lines, indent.offset, index))
      else { return false }
      begin(&opening)
      openItem(&cursor, marker, indent: indent.columns, index)
    }
  }

  /// Closes what the line does not continue, once, before the first block that opens on it.
  private mutating func begin(_ opening: inout Opening) {
    if !opening.opened { close(containersFrom: opening.matched) }
    closeLeaf()
    opening.opened = true
    opening.interrupting = false
  }

  private mutating func openIndented(_ cursor: LineCursor, _ index: Int, _ opening: Opening) -> Bool {
    // A paragraph, lazy or not, takes an indented line as its own text.
    if !opening.opened, case .paragraph = leaf { return false }
    if !opening.opened { close(containersFrom: opening.matched) }
    closeLeaf()
    leafBlock = add(.indentedCode, line: index)
    leaf = .indentedCode
    lines[index].column = cursor.column
    addLine(index, from: cursor.offset)
    return true
  }

  private mutating func openLeaf(_ from: Int, _ end: Int, _ index: Int, _ opening: inout Opening) -> Bool {
    if let heading = LeafRules.atxHeading(bytes, from, end) {
      begin(&opening)
      addSingle(.heading(level: heading.level, text: bytes.text(heading.text)), index, from: from)
      return true
    }
    if let fence = LeafRules.fenceOpening(bytes, from, end) {
      begin(&opening)
      leafBlock = add(.fence(info: bytes.text(fence.info), closed: false), line: index)
      leaf = .fence(fence)
      addLine(index, from: from)
      return true
    }
    if let ending = HtmlRules.opening(bytes, from, end, interrupting: isParagraphOpen && !opening.opened) {
      begin(&opening)
      openHtml(ending, from, end, index)
      return true
    }
    if opening.interrupting, !Self.isLoneBullet(bytes, lines, from, index),
      let level = LeafRules.setextLevel(bytes, from, end), underline(level, index, from: from)
    {
      return true
    }
    guard LeafRules.isThematicBreak(bytes, from, end) else { return false }
    begin(&opening)
    addSingle(.thematicBreak, index, from: from)
    return true
  }

  /// A single hyphen under a line that ends with a colon: an item that nobody has filled in yet. CommonMark reads the
  /// two lines as a heading, which no author of `**Interfaces**:` over `-` means, and which would come and go as the
  /// list is filled in.
  static func isLoneBullet(_ bytes: [UInt8], _ lines: [Line], _ from: Int, _ index: Int) -> Bool {
    guard index > 0, bytes[from] == .hyphen, bytes.trimmed(from..<lines[index].end).count == 1 else { return false }
    let above = bytes[bytes.trimmed(lines[index - 1].content..<lines[index - 1].end)]
    return above.last { $0 != .asterisk && $0 != .underscore } == .colon
  }

  private var isParagraphOpen: Bool {
    if case .paragraph = leaf { return true }
    return false
  }

  private mutating func openHtml(_ ending: HtmlRules.Ending, _ from: Int, _ end: Int, _ index: Int) {
    let isComment = bytes.hasWord("<!--", at: from, before: end)
    leafBlock = add(isComment ? .htmlComment : .html, line: index)
    leaf = .html(ending)
    addLine(index, from: from)
    // `<!-->` and `<!--->` are whole comments.
    if HtmlRules.ends(ending, bytes, from + 1, end) { closeLeaf() }
  }

  private mutating func openItem(
    _ cursor: inout LineCursor, _ marker: LeafRules.Marker, indent: Int, _ index: Int
  ) {
    cursor.skipBlanks()
    cursor.skip(columns: marker.length)
    let after = cursor.indent
    let isEmpty = after.offset == cursor.end
    let gap = isEmpty || after.columns > 4 ? 1 : after.columns
    cursor.skip(columns: gap)
    let text = bytes.trimmed(cursor.offset..<cursor.end)
    let item = ListItem(
      indent: indent, isOrdered: marker.number != nil, ticked: nil, text: bytes.text(text), textBytes: text,
      boxByte: nil)
    markFilled()
    containers.append(Container(block: blocks.count, itemIndent: indent + marker.length + gap))
    append(.listItem(item), line: index)
  }

  // MARK: Blocks

  mutating func add(_ kind: Block.Kind, line: Int) -> Int {
    markFilled()
    append(kind, line: line)
    return blocks.count - 1
  }

  private mutating func append(_ kind: Block.Kind, line: Int) {
    let items = containers.count - quoteDepth
    blocks.append(Block(kind: kind, lines: line + 1...line + 1, quoteDepth: quoteDepth, listDepth: items))
  }

  mutating func markFilled() {
    if !containers.isEmpty { containers[containers.count - 1].isFilled = true }
  }

  private mutating func addSingle(_ kind: Block.Kind, _ index: Int, from: Int) {
    leafBlock = add(kind, line: index)
    addLine(index, from: from)
    leafBlock = -1
  }

  mutating func addLine(_ index: Int, from: Int) {
    lines[index].content = from
    lines[index].block = leafBlock
    extend(leafBlock, to: index)
  }

  mutating func extend(_ block: Int, to line: Int) {
    let lower = blocks[block].lines.lowerBound
    blocks[block].lines = lower...max(lower, line + 1)
  }

  mutating func closeLeaf() {
    if case .paragraph = leaf { closeParagraph(before: blocks[leafBlock].lines.upperBound) }
    leaf = .none
    leafBlock = -1
  }

  mutating func closeParagraph(before end: Int) {
    guard paragraphStart < end, bytes[lines[paragraphStart].content] == .openBracket else { return }
    _ = ReferenceRules.definitions(bytes, lines[paragraphStart..<end], into: &definitions)
  }

  private mutating func close(containersFrom depth: Int) {
    guard depth < containers.count else { return }
    closeLeaf()
    while containers.count > depth {
      if containers.removeLast().itemIndent == nil { quoteDepth -= 1 }
    }
  }
}
