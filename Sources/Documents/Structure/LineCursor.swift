/// Reads one line from the left, counting columns with tab stops of four (CommonMark 0.31, section 2.2).
struct LineCursor {
  let bytes: [UInt8]
  let end: Int
  private(set) var offset: Int
  private(set) var column = 0
  /// Columns of a half-read tab that are still to come.
  private var tabRest = 0

  init(_ bytes: [UInt8], _ line: Line) {
    self.bytes = bytes
    offset = line.content
    end = line.end
  }

  /// The byte here, or 0 at the end of the line.
  var byte: UInt8 { offset < end ? bytes[offset] : 0 }

  func byte(_ distance: Int) -> UInt8 { offset + distance < end ? bytes[offset + distance] : 0 }

  /// Columns of white space before the next other byte, and that byte's offset.
  var indent: (columns: Int, offset: Int) {
    var columns = tabRest
    var index = tabRest > 0 ? offset + 1 : offset
    var at = column + tabRest
    while index < end {
      if bytes[index] == .space {
        columns += 1
        at += 1
      } else if bytes[index] == .tab {
        columns += 4 - at % 4
        at += 4 - at % 4
      } else {
        break
      }
      index += 1
    }
    return (columns, index)
  }

  mutating func skip(columns: Int) {
    var rest = columns
    while rest > 0, offset < end {
      if tabRest == 0, bytes[offset] == .tab { tabRest = 4 - column % 4 }
      if tabRest > 0 {
        let taken = min(rest, tabRest)
        column += taken
        tabRest -= taken
        rest -= taken
        if tabRest == 0 { offset += 1 }
      } else {
        offset += 1
        column += 1
        rest -= 1
      }
    }
  }

  mutating func skipBlanks() {
    skip(columns: indent.columns)
  }
}
