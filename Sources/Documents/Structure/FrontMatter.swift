/// The YAML between two `---` lines at the very start of a document, kept to the byte.
package struct FrontMatter: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    package let key: String
    /// The value as text: outer quotes gone, a trailing comment left out. `0.1` stays `0.1`.
    package let value: String
    /// Where the value lies, its quotes included; empty, after the colon, where there is none.
    package let valueBytes: Range<Int>
    /// Its lines, counted from 1: more than one where indented lines follow.
    package internal(set) var lines: ClosedRange<Int>
  }

  /// The top-level keys in their order.
  package let entries: [Entry]
  /// Both `---` lines included.
  package let lines: ClosedRange<Int>
  package let bytes: Range<Int>

  package subscript(_ key: String) -> Entry? { entries.first { $0.key == key } }
}

extension FrontMatter {
  /// Reads it from the first line on; nil where the text does not begin with it or does not end it.
  init?(_ bytes: [UInt8], _ lines: [Line]) {
    guard let first = lines.first, Self.isMark(bytes, first.content..<first.end, [.hyphen]) else { return nil }
    guard
      let last = lines.indices.dropFirst().first(where: {
        Self.isMark(bytes, lines[$0].bytes.lowerBound..<lines[$0].end, [.hyphen, .fullStop])
      })
    else { return nil }
    var entries: [Entry] = []
    for index in 1..<last {
      let line = lines[index]
      if let entry = Self.entry(bytes, line, number: index + 1) {
        entries.append(entry)
      } else if !Self.isIgnorable(bytes, line) {
        // A first line that is no key means that `---` was a thematic break.
        guard !entries.isEmpty else { return nil }
        entries[entries.count - 1].lines = entries[entries.count - 1].lines.lowerBound...(index + 1)
      }
    }
    guard !entries.isEmpty else { return nil }
    self.entries = entries
    self.lines = 1...(last + 1)
    self.bytes = 0..<lines[last].bytes.upperBound
  }

  private static func isMark(_ bytes: [UInt8], _ range: Range<Int>, _ marks: [UInt8]) -> Bool {
    var upper = range.upperBound
    while upper > range.lowerBound, bytes[upper - 1].isBlank { upper -= 1 }
    guard upper - range.lowerBound == 3, marks.contains(bytes[range.lowerBound]) else { return false }
    return bytes[range.lowerBound..<upper].allSatisfy { $0 == bytes[range.lowerBound] }
  }

  private static func isIgnorable(_ bytes: [UInt8], _ line: Line) -> Bool {
    let text = bytes.trimmed(line.bytes.lowerBound..<line.end)
    return text.isEmpty || bytes[text.lowerBound] == .hash
  }

  private static func entry(_ bytes: [UInt8], _ line: Line, number: Int) -> Entry? {
    let start = line.bytes.lowerBound
    var index = start
    while index < line.end, bytes[index].isWord || [.underscore, .hyphen, .fullStop].contains(bytes[index]) {
      index += 1
    }
    guard index > start, index < line.end, bytes[index] == .colon else { return nil }
    guard index + 1 == line.end || bytes[index + 1].isBlank else { return nil }
    let value = valueRange(bytes, index + 1..<line.end)
    return Entry(
      key: bytes.text(start..<index), value: scalar(bytes, value), valueBytes: value, lines: number...number)
  }

  private static func valueRange(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
    let text = bytes.trimmed(range)
    guard let first = bytes[text].first else {
      return min(range.lowerBound + 1, range.upperBound)..<min(range.lowerBound + 1, range.upperBound)
    }
    if first == .quotationMark || first == .apostrophe {
      var index = text.lowerBound + 1
      while index < text.upperBound, bytes[index] != first {
        index += bytes[index] == .backslash && first == .quotationMark ? 2 : 1
      }
      return text.lowerBound..<min(index + 1, text.upperBound)
    }
    let comment = text.indices.first { bytes[$0] == .hash && ($0 == range.lowerBound || bytes[$0 - 1].isBlank) }
    return bytes.trimmed(text.lowerBound..<(comment ?? text.upperBound))
  }

  private static func scalar(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    guard range.count >= 2, let first = bytes[range].first, bytes[range].last == first else { return bytes.text(range) }
    let inner = bytes.text(range.lowerBound + 1..<range.upperBound - 1)
    switch first {
    case .apostrophe: return inner.split(separator: "''", omittingEmptySubsequences: false).joined(separator: "'")
    case .quotationMark:
      var text = ""
      var escaped = false
      for character in inner {
        if !escaped, character == "\\" {
          escaped = true
        } else {
          text.append(escaped && character == "n" ? "\n" : character)
          escaped = false
        }
      }
      return text
    default: return bytes.text(range)
    }
  }
}
