/// Lines of code without the indentation that is Markdown's own, columns counted with tab stops of four (CommonMark 0.31,
/// sections 2.2, 4.4 and 4.5).
enum CodeText {
  /// The columns in front of an opening fence.
  static func indent(of opening: Line, in bytes: [UInt8]) -> Int {
    column(at: opening.content, of: opening, in: bytes) - opening.column
  }

  /// The line without at most so many columns of white space; what is left of a tab that they part is spaces.
  static func text(of line: Line, without columns: Int, in bytes: [UInt8]) -> [UInt8] {
    var index = min(line.content, line.end)
    var column = column(at: index, of: line, in: bytes)
    let start = line.column + columns
    // `content` is at a tab that the marks have taken a part of.
    while index < line.end, column < start, bytes[index].isBlank {
      column += width(of: bytes[index], at: column)
      index += 1
    }
    return [UInt8](repeating: .space, count: max(0, column - start)) + bytes[index..<line.end]
  }

  /// The columns of a tab that the marks in front of the code have not taken, as spaces.
  static func restOfTab(of line: Line, in bytes: [UInt8]) -> [UInt8] {
    [UInt8](repeating: .space, count: max(0, line.column - column(at: line.content, of: line, in: bytes)))
  }

  private static func column(at offset: Int, of line: Line, in bytes: [UInt8]) -> Int {
    let start = line.number == 1 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : line.bytes.lowerBound
    var column = 0
    for byte in bytes[start..<max(start, offset)] { column += width(of: byte, at: column) }
    return column
  }

  private static func width(of byte: UInt8, at column: Int) -> Int {
    byte == .tab ? 4 - column % 4 : 1
  }
}
