import Documents

/// Compared words as HTML: what came is underlined, what went is struck through, and both are said to readers by ear.
enum BlockHtml {
  /// Blocks that stay are folded where more than these stand together: one is left on each side, for the context.
  private static let sameMax = 3

  static func html(_ blocks: [BlockChange]) -> String {
    var html = ""
    var index = 0
    while index < blocks.count {
      let end = blocks[index...].firstIndex { $0.kind != .same } ?? blocks.count
      html += same(blocks[index..<end], isFirst: index == 0, isLast: end == blocks.count)
      if end < blocks.count { html += block(blocks[end]) }
      index = end + 1
    }
    return html
  }

  private static func same(_ blocks: ArraySlice<BlockChange>, isFirst: Bool, isLast: Bool) -> String {
    let (head, tail) = (isFirst ? 0 : 1, isLast ? 0 : 1)
    guard blocks.count > sameMax else { return blocks.map(block).joined() }
    let folded = blocks.dropFirst(head).dropLast(tail)
    return blocks.prefix(head).map(block).joined()
      + "<details class=\"rest\"><summary>\(folded.count) paragraphs are the same</summary>"
      + folded.map(block).joined() + "</details>" + blocks.suffix(tail).map(block).joined()
  }

  private static func block(_ block: BlockChange) -> String {
    "<div class=\"blk \(block.style.rawValue) \(block.kind.rawValue)\">" + block.parts.map(word).joined() + "</div>\n"
  }

  private static func word(_ word: SectionChange.Word) -> String {
    let text = HtmlEscaping.escaped(word.text)
    return switch word.op {
    case .same: text
    case .added: "<ins><span class=\"quiet\"> added: </span>\(text)<span class=\"quiet\">; </span></ins>"
    case .removed: "<del><span class=\"quiet\"> removed: </span>\(text)<span class=\"quiet\">; </span></del>"
    }
  }
}
