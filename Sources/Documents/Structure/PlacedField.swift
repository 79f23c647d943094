/// A bold field in a document's header or footer.
package struct PlacedField: Hashable, Sendable {
  package let field: BoldField
  /// `bold_header`, `quote` or `footer`.
  package let form: String
  /// Counted from 1.
  package let line: Int

  /// In the order of their lines. The same label deeper in the text is prose.
  static func all(_ scanner: BlockScanner, _ spans: [SectionSpan]) -> [PlacedField] {
    let header = header(spans)
    let footer = footer(scanner.blocks, spans).map { max($0.lowerBound, header.upperBound)..<$0.upperBound }
    return header.flatMap { fields(in: $0, of: scanner, isFooter: false) }
      + (footer ?? 0..<0).flatMap { fields(in: $0, of: scanner, isFooter: true) }
  }

  private static func fields(in index: Int, of scanner: BlockScanner, isFooter: Bool) -> [PlacedField] {
    let block = scanner.blocks[index]
    guard block.listDepth == 0, block.kind == .paragraph || (block.kind == .quote && !isFooter) else { return [] }
    let form = isFooter ? "footer" : block.kind == .quote ? "quote" : "bold_header"
    return block.lines.compactMap { number in
      let line = scanner.lines[number - 1]
      return BoldField(scanner.bytes, line.content..<line.end).map {
        PlacedField(field: $0, form: form, line: number)
      }
    }
  }

  /// The blocks before the second heading.
  private static func header(_ spans: [SectionSpan]) -> Range<Int> {
    guard let first = spans.first else { return 0..<0 }
    let isPreamble = first.level == 0 && spans.count > 1
    return 0..<(isPreamble ? spans[1] : first).blocks.upperBound
  }

  /// The blocks after the last thematic break, where no heading follows it.
  private static func footer(_ blocks: [Block], _ spans: [SectionSpan]) -> Range<Int>? {
    guard let last = spans.last else { return nil }
    let mark = last.blocks.last { blocks[$0].kind == .thematicBreak && blocks[$0].isTopLevel }
    return mark.map { min($0 + 1, last.blocks.upperBound)..<last.blocks.upperBound }
  }
}
