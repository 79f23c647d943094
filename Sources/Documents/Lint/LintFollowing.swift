/// What stands behind a block: whether a label has its value there.
extension LintPass {
  /// The next block that is no comment.
  func next(after block: Int) -> Int? {
    var index = block + 1
    while index < document.blocks.count, document.blocks[index].kind == .htmlComment { index += 1 }
    return index < document.blocks.count ? index : nil
  }

  /// Whether a list, a fence, a table or a paragraph follows that can be the block's value. What was meant to stand in a
  /// list item, and is not indented enough for it, counts.
  func isFollowed(_ block: Int) -> Bool {
    guard let index = next(after: block) else { return false }
    let (this, next) = (document.blocks[block], document.blocks[index])
    let isInside = next.listDepth >= this.listDepth && next.quoteDepth >= this.quoteDepth
    switch next.kind {
    case .fence, .table, .indentedCode, .html: return true
    case .listItem(let item):
      return isInside && (next.listDepth > this.listDepth || isNested(item, under: this))
    case .paragraph, .quote: return (isInside || this.listDepth == 1) && !beginsWithField(index)
    case .heading, .thematicBreak, .frontMatter, .htmlComment: return false
    }
  }

  /// Bullets below a number, or an item that stands further in.
  private func isNested(_ item: ListItem, under block: Block) -> Bool {
    guard case .listItem(let parent) = block.kind else { return false }
    return item.indent > parent.indent || (parent.isOrdered && !item.isOrdered)
  }

  private func beginsWithField(_ block: Int) -> Bool {
    let line = document.lines[document.blocks[block].lines.lowerBound - 1]
    return BoldField(document.bytes, min(line.content, line.end)..<line.end) != nil
  }
}
