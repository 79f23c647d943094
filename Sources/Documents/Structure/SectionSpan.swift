/// Where a section lies, before it has an id and a digest.
struct SectionSpan {
  /// At most `titleBytesMax` of it.
  let title: String
  let level: Int
  let bytes: Range<Int>
  /// Counted from 1.
  let lines: ClosedRange<Int>
  /// The section's blocks, its heading included.
  let blocks: Range<Int>

  static let titleBytesMax = 1000

  /// Cuts the document at its top-level headings.
  static func all(_ scanner: BlockScanner) -> [SectionSpan] {
    var spans: [SectionSpan] = []
    var open = Opening(title: "", level: 0, line: 1, block: 0)
    for (index, block) in scanner.blocks.enumerated() {
      guard block.isTopLevel, case .heading(let level, let text) = block.kind else { continue }
      if block.lines.lowerBound > 1 {
        spans.append(open.closed(before: block.lines.lowerBound, block: index, scanner.lines))
      }
      let title = Heading.plain(text).prefix(bytesMax: titleBytesMax)
      open = Opening(title: title, level: level, line: block.lines.lowerBound, block: index)
    }
    if !scanner.lines.isEmpty {
      spans.append(open.closed(before: scanner.lines.count + 1, block: scanner.blocks.count, scanner.lines))
    }
    return spans
  }

  private struct Opening {
    let title: String
    let level: Int
    let line: Int
    let block: Int

    func closed(before next: Int, block end: Int, _ lines: [Line]) -> SectionSpan {
      SectionSpan(
        title: title, level: level, bytes: lines[line - 1].bytes.lowerBound..<lines[next - 2].bytes.upperBound,
        lines: line...next - 1,
        blocks: block..<end)
    }
  }
}
