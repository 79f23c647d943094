/// One line of a document: its words without the line end, and where its bytes lie.
package struct Line: Hashable, Sendable {
  /// Counted from 1.
  package let number: Int
  /// In the UTF-8 of the document, line end included.
  package let bytes: Range<Int>
  /// Without the line end.
  package let text: String

  /// Splits at LF, CRLF and lone CR; the ranges, one after another, are the whole text.
  package static func lines(of source: String) -> [Line] {
    let bytes = Array(source.utf8)
    var lines: [Line] = []
    var start = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      guard byte == 0x0A || byte == 0x0D else {
        index += 1
        continue
      }
      let end = index
      index += byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A ? 2 : 1
      lines.append(
        Line(number: lines.count + 1, bytes: start..<index, text: String(decoding: bytes[start..<end], as: UTF8.self)))
      start = index
    }
    if start < bytes.count {
      lines.append(
        Line(
          number: lines.count + 1, bytes: start..<bytes.count,
          text: String(decoding: bytes[start...], as: UTF8.self)))
    }
    return lines
  }

  /// The columns of white space in front, a tab going on to the next multiple of four.
  package var indent: Int {
    var columns = 0
    for byte in text.utf8 {
      if byte == 0x20 { columns += 1 } else if byte == 0x09 { columns += 4 - columns % 4 } else { break }
    }
    return columns
  }

  package var isBlank: Bool { text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
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
