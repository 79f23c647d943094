/// Lines of text: paragraphs, and what a later line makes of them: tables and setext headings.
extension BlockScanner {
  mutating func addText(_ cursor: LineCursor, _ index: Int) {
    let from = cursor.indent.offset
    switch leaf {
    case .paragraph:
      if cursor.indent.columns < 4, openTable(index, from: from) { return }
      addLine(index, from: from)
    case .table:
      addRow(index, from: from)
    default:
      closeLeaf()
      leafBlock = itemBlock(index, from: from) ?? add(quoteDepth > 0 ? .quote : .paragraph, line: index)
      leaf = .paragraph
      paragraphStart = index
      addLine(index, from: from)
    }
  }

  /// The first paragraph of a list item is the item's own block; it gives the item its text and its box.
  private mutating func itemBlock(_ index: Int, from: Int) -> Int? {
    guard let container = containers.last, !container.isFilled, let block = container.block,
      case .listItem(var item) = blocks[block].kind
    else { return nil }
    markFilled()
    var text = bytes.trimmed(from..<lines[index].end)
    let at = text.lowerBound
    if text.count > 4, bytes[at] == .openBracket, bytes[at + 2] == .closeBracket, bytes[at + 3].isBlank,
      bytes[at + 1] == .space || bytes[at + 1].lowercased == 0x78
    {
      item.ticked = bytes[at + 1] != .space
      item.boxByte = at + 1
      text = bytes.trimmed(at + 3..<text.upperBound)
    }
    item.text = bytes.text(text)
    item.textBytes = text
    blocks[block].kind = .listItem(item)
    return block
  }

  /// A delimiter row turns the paragraph's last line into a table's header, where their cells are as many.
  private mutating func openTable(_ index: Int, from: Int) -> Bool {
    let delimiter = from..<lines[index].end
    guard let alignments = TableRules.alignments(bytes, delimiter) else { return false }
    let head = index - 1
    guard lines[head].block == leafBlock else { return false }
    let range = lines[head].content..<lines[head].end
    // A lone pipe has no cell.
    guard bytes[range].contains(.pipe), bytes.trimmed(range).count > 1 else { return false }
    let header = TableRules.cells(bytes, range)
    guard header.count == alignments.count else { return false }
    let kind = Block.Kind.table(
      Table(
        header: header.map { bytes.text($0) }, alignments: alignments, rows: [], rowBytes: [], line: head + 1))
    if paragraphStart == head, !isItem(leafBlock) {
      blocks[leafBlock].kind = kind
    } else {
      if paragraphStart == head { takeBoxBack(leafBlock) }
      extend(leafBlock, to: head - 1)
      closeParagraph(before: head)
      leafBlock = add(kind, line: head)
      addLine(head, from: lines[head].content)
    }
    leaf = .table
    addLine(index, from: from)
    return true
  }

  private mutating func addRow(_ index: Int, from: Int) {
    addLine(index, from: from)
    guard case .table(var table) = blocks[leafBlock].kind else { return }
    // Let go of the block's own reference first, so that the rows are not copied for each row.
    blocks[leafBlock].kind = .paragraph
    let cells = TableRules.cells(bytes, from..<lines[index].end)
    table.rows.append(cells.map { bytes.text($0) })
    table.rowBytes.append(cells)
    blocks[leafBlock].kind = .table(table)
  }

  /// Makes a heading of the open paragraph; false where nothing of it is left but link definitions.
  mutating func underline(_ level: Int, _ index: Int, from: Int) -> Bool {
    let first = paragraphStart
    let defined = ReferenceRules.definitions(bytes, lines[first..<index], into: &definitions)
    guard first + defined < index else { return false }
    if defined > 0 || isItem(leafBlock) {
      takeBoxBack(leafBlock)
      extend(leafBlock, to: first + defined - 1)
      leafBlock = add(.paragraph, line: first + defined)
      for line in first + defined..<index { addLine(line, from: lines[line].content) }
    }
    let text = lines[first + defined..<index].map { bytes.text(bytes.trimmed($0.content..<$0.end)) }
    blocks[leafBlock].kind = .heading(level: level, text: text.joined(separator: " "))
    addLine(index, from: from)
    leaf = .none
    leafBlock = -1
    return true
  }

  /// An item that begins with a heading or a table is no task: only a paragraph's box is one (GFM, section 5.3).
  private mutating func takeBoxBack(_ block: Int) {
    guard case .listItem(var item) = blocks[block].kind, let box = item.boxByte else { return }
    item.textBytes = box - 1..<item.textBytes.upperBound
    item.text = bytes.text(item.textBytes)
    item.ticked = nil
    item.boxByte = nil
    blocks[block].kind = .listItem(item)
  }

  private func isItem(_ block: Int) -> Bool {
    if case .listItem = blocks[block].kind { return true }
    return false
  }
}
