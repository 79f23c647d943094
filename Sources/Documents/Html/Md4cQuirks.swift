/// What Debian 12's md4c 0.4.8 gets wrong, and how it is written so that it does not.
extension HtmlSource {
  /// It walks over the lines of a paragraph for each of its links; past this many they become one line.
  private static let paragraphLinesMax = 1000

  /// Adds the line of a paragraph to the line above: where there are many, and where it looks like a fence, which md4c
  /// opens however far it is indented.
  mutating func join(_ line: Line) -> Bool {
    guard line.block >= 0, line.number > 1, document.lines[line.number - 2].block == line.block else { return false }
    let block = document.blocks[line.block]
    if case .heading = block.kind, line.number == block.lines.upperBound { return false }
    guard line.number - block.lines.lowerBound > Self.paragraphLinesMax || looksLikeFence(line) else { return false }
    body[body.count - 1] = .space
    append(document.bytes[line.content..<line.end])
    body.append(.lineFeed)
    return true
  }

  private func looksLikeFence(_ line: Line) -> Bool {
    // Text behind a lone mark would make an item of it.
    guard !isLoneMark(document.lines[line.number - 2]) else { return false }
    let start = document.bytes[min(line.content, line.end)..<line.end].prefix(3)
    return start.elementsEqual("```".utf8) || start.elementsEqual("~~~".utf8)
  }

  /// Where the line ends: before white space that holds a tab, which it does not take for blank behind an underline, and
  /// before any white space behind a list's mark in a paragraph. Neither is a hard break.
  func end(of line: Line) -> Int {
    let text = text(of: line)
    let hasTab = document.bytes[text.upperBound..<line.end].contains(.tab)
    return hasTab || isLoneMark(line) ? text.upperBound : line.end
  }

  private func isLoneMark(_ line: Line) -> Bool {
    let text = text(of: line)
    let mark = LeafRules.listMarker(document.bytes, text.lowerBound, text.upperBound, interrupting: false)
    return mark?.length == text.count
  }

  private func text(of line: Line) -> Range<Int> {
    document.bytes.trimmed(min(max(line.content, start(of: line)), line.end)..<line.end)
  }

  /// At a blank line in a list, it asks whether an empty item has just begun, and takes for one any line of text that
  /// lies 4 bytes after a multiple of 256. A space more at the end of the line above moves it on.
  mutating func avoidMistakenItem(_ line: Line) {
    guard line.block >= 0, document.blocks[line.block].listDepth > 0, body.last == .lineFeed else { return }
    guard isMistakenForItem(body.count + line.content - start(of: line)) else { return }
    let above = body.dropLast()
    // There a space more would make or unmake a hard break.
    let endsInOneSpace = above.last == .space && above.dropLast().last != .space
    guard !endsInOneSpace, above.last != .backslash else { return }
    body.insert(.space, at: body.count - 1)
  }

  func isMistakenForItem(_ offset: Int) -> Bool { offset & 0xFF == 4 }
}
