/// How the leaf blocks of CommonMark 0.31 (chapter 4) begin and end. Each rule reads bytes from the first that is no
/// white space to the end of the line, once.
enum LeafRules {
  struct Fence {
    let mark: UInt8
    let length: Int
    let info: Range<Int>
  }

  struct Marker {
    /// `-`, `+`, `*`, or the delimiter of a number.
    let kind: UInt8
    let length: Int
    /// The number, for an ordered list.
    let number: Int?
  }

  /// The level and the range of the raw text of an ATX heading.
  static func atxHeading(_ bytes: [UInt8], _ from: Int, _ end: Int) -> (level: Int, text: Range<Int>)? {
    let level = run(of: .hash, bytes, from, end)
    guard (1...6).contains(level) else { return nil }
    let after = from + level
    guard after == end || bytes[after].isBlank else { return nil }
    var text = bytes.trimmed(after..<end)
    var upper = text.upperBound
    while upper > text.lowerBound, bytes[upper - 1] == .hash { upper -= 1 }
    if upper == text.lowerBound || (upper < text.upperBound && bytes[upper - 1].isBlank) {
      text = bytes.trimmed(text.lowerBound..<upper)
    }
    return (level, text)
  }

  /// 1 for a line of `=`, 2 for one of `-`.
  static func setextLevel(_ bytes: [UInt8], _ from: Int, _ end: Int) -> Int? {
    guard from < end, bytes[from] == .equals || bytes[from] == .hyphen else { return nil }
    let after = from + run(of: bytes[from], bytes, from, end)
    guard bytes[after..<end].allSatisfy(\.isBlank) else { return nil }
    return bytes[from] == .equals ? 1 : 2
  }

  static func isThematicBreak(_ bytes: [UInt8], _ from: Int, _ end: Int) -> Bool {
    guard from < end else { return false }
    guard bytes[from] == .asterisk || bytes[from] == .hyphen || bytes[from] == .underscore else { return false }
    var marks = 0
    for byte in bytes[from..<end] {
      if byte == bytes[from] { marks += 1 } else if !byte.isBlank { return false }
    }
    return marks >= 3
  }

  static func fenceOpening(_ bytes: [UInt8], _ from: Int, _ end: Int) -> Fence? {
    guard from < end, bytes[from] == .backtick || bytes[from] == .tilde else { return nil }
    let length = run(of: bytes[from], bytes, from, end)
    guard length >= 3 else { return nil }
    let info = bytes.trimmed(from + length..<end)
    if bytes[from] == .backtick, bytes[info].contains(.backtick) { return nil }
    return Fence(mark: bytes[from], length: length, info: info)
  }

  static func closes(_ fence: Fence, _ bytes: [UInt8], _ from: Int, _ end: Int) -> Bool {
    guard from < end, bytes[from] == fence.mark else { return false }
    let length = run(of: fence.mark, bytes, from, end)
    return length >= fence.length && bytes[(from + length)..<end].allSatisfy(\.isBlank)
  }

  /// `interrupting`: a paragraph is open, which only a filled item, and only number 1, may interrupt.
  static func listMarker(_ bytes: [UInt8], _ from: Int, _ end: Int, interrupting: Bool) -> Marker? {
    guard from < end else { return nil }
    var marker: Marker
    switch bytes[from] {
    case .hyphen, .plus, .asterisk: marker = Marker(kind: bytes[from], length: 1, number: nil)
    default:
      guard let ordered = orderedMarker(bytes, from, end) else { return nil }
      marker = ordered
    }
    let after = from + marker.length
    guard after == end || bytes[after].isBlank else { return nil }
    if interrupting {
      if let number = marker.number, number != 1 { return nil }
      if bytes[after..<end].allSatisfy(\.isBlank) { return nil }
    }
    return marker
  }

  private static func orderedMarker(_ bytes: [UInt8], _ from: Int, _ end: Int) -> Marker? {
    var number = 0
    var index = from
    while index < end, index - from < 9, bytes[index].isDigit {
      number = number * 10 + Int(bytes[index] - 0x30)
      index += 1
    }
    guard index > from, index < end, bytes[index] == .fullStop || bytes[index] == .closeParenthesis else { return nil }
    return Marker(kind: bytes[index], length: index - from + 1, number: number)
  }

  static func run(of mark: UInt8, _ bytes: [UInt8], _ from: Int, _ end: Int) -> Int {
    var index = from
    while index < end, bytes[index] == mark { index += 1 }
    return index - from
  }
}
