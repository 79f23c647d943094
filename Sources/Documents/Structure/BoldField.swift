/// A line such as `**Status**: Draft` or `**Status:** Draft`.
package struct BoldField: Hashable, Sendable {
  package let label: String
  package let value: String
  /// Where the value lies; empty, after the marks, where there is none.
  package let valueBytes: Range<Int>

  /// Reads it from the range that a line's text has.
  package init?(_ bytes: [UInt8], _ range: Range<Int>) {
    let text = bytes.trimmed(range)
    guard text.count > 5, let mark = bytes[text].first, mark == .asterisk || mark == .underscore else { return nil }
    guard bytes[text.lowerBound + 1] == mark, bytes[text.lowerBound + 2] != mark else { return nil }
    let from = text.lowerBound + 2
    guard let close = (from..<text.upperBound - 1).first(where: { bytes[$0] == mark && bytes[$0 + 1] == mark }) else {
      return nil
    }
    var label = bytes.trimmed(from..<close)
    var after = close + 2
    if !label.isEmpty, bytes[label.upperBound - 1] == .colon {
      label = bytes.trimmed(label.lowerBound..<label.upperBound - 1)
    } else if after < text.upperBound, bytes[after] == .colon {
      after += 1
    } else {
      return nil
    }
    guard !label.isEmpty else { return nil }
    self.label = bytes.text(label)
    let value = bytes.trimmed(after..<Self.nextLabel(bytes, after..<text.upperBound))
    let blank = min(after + (after < range.upperBound && bytes[after].isBlank ? 1 : 0), range.upperBound)
    valueBytes = value.isEmpty ? blank..<blank : value
    self.value = bytes.text(value)
  }

  /// Where another field begins on the same line, and what parts it from this one; else the end of the range.
  private static func nextLabel(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    var index = range.lowerBound
    while let open = mark(bytes, index..<range.upperBound), let close = mark(bytes, open + 2..<range.upperBound) {
      let isLabel =
        close > open + 2
        && (bytes[close - 1] == .colon || (close + 2 < range.upperBound && bytes[close + 2] == .colon))
      guard isLabel else {
        index = close + 2
        continue
      }
      var end = open
      while end > range.lowerBound, bytes[end - 1].isBlank || bytes[end - 1] == .pipe { end -= 1 }
      return end
    }
    return range.upperBound
  }

  /// The next two asterisks.
  private static func mark(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard range.count > 1 else { return nil }
    return (range.lowerBound..<range.upperBound - 1).first { bytes[$0] == .asterisk && bytes[$0 + 1] == .asterisk }
  }
}
