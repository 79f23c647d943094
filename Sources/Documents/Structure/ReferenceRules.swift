/// Link reference definitions at the beginning of a paragraph (CommonMark 0.31, section 4.7).
enum ReferenceRules {
  /// How many of the lines are definitions; their labels, case folded, are added to the set.
  static func definitions(_ bytes: [UInt8], _ lines: ArraySlice<Line>, into labels: inout Set<String>) -> Int {
    var index = lines.startIndex
    while index < lines.endIndex {
      let line = lines[index]
      guard let (label, after) = label(bytes, line) else { break }
      var end = index
      var target = bytes.trimmed(after..<line.end)
      if target.isEmpty {
        guard index + 1 < lines.endIndex else { break }
        end = index + 1
        target = bytes.trimmed(lines[end].content..<lines[end].end)
      }
      guard isTarget(bytes, target) else { break }
      if end + 1 < lines.endIndex, isTitle(bytes, bytes.trimmed(lines[end + 1].content..<lines[end + 1].end)) {
        end += 1
      }
      labels.insert(fold(bytes.text(label)))
      index = end + 1
    }
    return index - lines.startIndex
  }

  /// Labels match with letters in either case and white space folded.
  static func fold(_ label: String) -> String {
    label.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func label(_ bytes: [UInt8], _ line: Line) -> (Range<Int>, after: Int)? {
    let text = bytes.trimmed(line.content..<line.end)
    guard text.count > 3, bytes[text.lowerBound] == .openBracket else { return nil }
    var index = text.lowerBound + 1
    while index < text.upperBound, bytes[index] != .closeBracket {
      guard bytes[index] != .openBracket else { return nil }
      index += bytes[index] == .backslash ? 2 : 1
    }
    guard index + 1 < text.upperBound, bytes[index + 1] == .colon else { return nil }
    let label = bytes.trimmed(text.lowerBound + 1..<index)
    guard !label.isEmpty, label.count < 1000, bytes[label.lowerBound] != .caret else { return nil }
    return (label, index + 2)
  }

  /// A destination, and after white space perhaps a title, up to the end of the line.
  private static func isTarget(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    guard let first = bytes[range].first else { return false }
    var index = range.lowerBound
    if first == .lessThan {
      guard let close = bytes[range].firstIndex(of: .greaterThan) else { return false }
      index = close + 1
    } else {
      while index < range.upperBound, !bytes[index].isWhiteSpace { index += 1 }
    }
    let rest = bytes.trimmed(index..<range.upperBound)
    return rest.isEmpty || (rest.lowerBound > index && isTitle(bytes, rest))
  }

  private static func isTitle(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    guard range.count >= 2, let first = bytes[range].first, let last = bytes[range].last else { return false }
    let closing: UInt8 = first == .openParenthesis ? .closeParenthesis : first
    guard [.quotationMark, .apostrophe, .openParenthesis].contains(first), last == closing else { return false }
    return !bytes[range.lowerBound + 1..<range.upperBound - 1].contains(closing)
  }
}
