/// Where the inline code of a line lies (CommonMark 0.31, section 6.1, within one line).
enum CodeSpans {
  /// The ranges between the ticks, in their order. A run of ticks closes at the next run of its length.
  static func ranges(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    guard bytes[range].contains(.backtick) else { return [] }
    let runs = runs(bytes, range)
    var closing = [Int?](repeating: nil, count: runs.count)
    var seen: [Int: Int] = [:]
    for index in runs.indices.reversed() {
      closing[index] = seen[runs[index].count]
      seen[runs[index].count] = index
    }
    var spans: [Range<Int>] = []
    var index = 0
    while index < runs.count {
      if let close = closing[index] {
        spans.append(runs[index].upperBound..<runs[close].lowerBound)
        index = close
      }
      index += 1
    }
    return spans
  }

  private static func runs(_ bytes: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var index = range.lowerBound
    while index < range.upperBound {
      let start = index
      while index < range.upperBound, bytes[index] == .backtick { index += 1 }
      if index > start { runs.append(start..<index) } else { index += 1 }
    }
    return runs
  }
}
