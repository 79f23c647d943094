/// One line of a document: its words without the line end, and where its bytes lie.
package struct Line: Hashable, Sendable {
  /// Counted from 1.
  package let number: Int
  /// In the UTF-8 of the document, line end included.
  package let bytes: Range<Int>
  /// Without the line end.
  package let text: String
  /// One past its last byte before the line end.
  package let end: Int
  /// Where its text begins after the marks of the quotes and list items that it stands in.
  package internal(set) var content: Int
  /// On lines of code: the column at which the marks of those end, before the line's own indentation.
  package internal(set) var column = 0
  /// The block that it belongs to, as an index into the document's blocks; -1 on a blank line between blocks.
  package internal(set) var block = -1

  /// Splits at LF, CR LF and CR, as CommonMark does; the ranges, one after another, are the whole text.
  package static func lines(of source: String) -> [Line] { lines(of: Array(source.utf8)) }

  static func lines(of bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    lines.reserveCapacity(bytes.count / 32 + 1)
    var start = 0
    func add(end: Int, next: Int) {
      // A byte order mark belongs to the first line's bytes, not to what it says.
      let mark = start == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      lines.append(
        Line(
          number: lines.count + 1, bytes: start..<next, text: bytes.text(start..<end), end: end, content: start + mark))
      start = next
    }
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      guard byte.isLineEnd else { continue }
      let end = index - 1
      if byte == .carriageReturn, index < bytes.count, bytes[index] == .lineFeed { index += 1 }
      add(end: end, next: index)
    }
    if start < bytes.count { add(end: bytes.count, next: bytes.count) }
    return lines
  }

  /// The columns of white space in front, a tab going on to the next multiple of four.
  package var indent: Int {
    var columns = 0
    for byte in text.utf8 {
      if byte == .space { columns += 1 } else if byte == .tab { columns += 4 - columns % 4 } else { break }
    }
    return columns
  }

  package var isBlank: Bool { text.utf8.allSatisfy(\.isBlank) }
  package var trimmed: String { text.trimmed }
}

extension StringProtocol {
  /// Without white space at both ends.
  package var trimmed: String {
    var rest = Substring(self)
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}
