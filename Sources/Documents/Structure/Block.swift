/// One block of a document, with its lines: what the scanner sees, and no more.
package struct Block: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// The lines between and with the `---` at the very start.
    case frontMatter
    /// `text` is as written between the hashes, or above the underline.
    case heading(level: Int, text: String)
    case fence(info: String)
    case htmlComment
    case html
    case table(Table)
    case listItem(ListItem)
    case quote
    case thematicBreak
    case indentedCode
    case paragraph
  }

  package let kind: Kind
  /// Counted from 1.
  package let lines: ClosedRange<Int>
}

package struct Table: Hashable, Sendable {
  package let header: [String]
  /// Ragged rows keep the cells that they have.
  package let rows: [[String]]
  /// The line of the header; the delimiter row follows, then the rows, one a line.
  package let line: Int

  package func rowLine(_ index: Int) -> Int { line + 2 + index }

  /// The cells of a table line, trimmed; `\|` and pipes in code spans part no cells.
  package static func cells(of line: String) -> [String] {
    var cells: [String] = []
    var cell: [UInt8] = []
    var inCode = false
    var escaped = false
    var bytes = Array(line.trimmed.utf8)
    if bytes.first == UInt8(ascii: "|") { bytes.removeFirst() }
    if bytes.last == UInt8(ascii: "|"), bytes.dropLast().last != UInt8(ascii: "\\") { bytes.removeLast() }
    for byte in bytes {
      if byte == UInt8(ascii: "`"), !escaped { inCode.toggle() }
      if byte == UInt8(ascii: "|"), !escaped, !inCode {
        cells.append(String(decoding: cell, as: UTF8.self).trimmed)
        cell = []
      } else {
        cell.append(byte)
      }
      escaped = byte == UInt8(ascii: "\\") && !escaped
    }
    cells.append(String(decoding: cell, as: UTF8.self).trimmed)
    return cells
  }

  package static func isDelimiter(_ line: String) -> Bool {
    let trimmed = line.trimmed
    guard trimmed.utf8.contains(UInt8(ascii: "-")),
      trimmed.utf8.allSatisfy({ "|-: \t".utf8.contains($0) })
    else { return false }
    return cells(of: trimmed).allSatisfy { cell in
      let dashes = cell.drop { $0 == ":" }.reversed().drop { $0 == ":" }
      return !dashes.isEmpty && dashes.allSatisfy { $0 == "-" }
    }
  }
}

package struct ListItem: Hashable, Sendable {
  package let indent: Int
  package let isOrdered: Bool
  /// Nil where it is no task.
  package let ticked: Bool?
  /// Without the marker and the box.
  package let text: String
}
