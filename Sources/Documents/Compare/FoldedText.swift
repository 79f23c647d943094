/// A document's text with each run of white space as one space, and where its words lie.
struct FoldedText {
  /// Where some words stand.
  struct Place: Hashable {
    /// Counted from 1.
    let lines: ClosedRange<Int>
    /// Whether they begin and end in the midst of a word.
    let cutsBefore: Bool
    let cutsAfter: Bool
  }

  private let bytes: [UInt8]
  /// The line of each byte.
  private let lines: [Int32]

  init(_ document: ParsedDocument) {
    var bytes: [UInt8] = []
    var lines: [Int32] = []
    bytes.reserveCapacity(document.bytes.count)
    lines.reserveCapacity(document.bytes.count)
    for line in document.lines {
      for byte in document.bytes[line.bytes] {
        if byte.isWhiteSpace, bytes.last.map(\.isWhiteSpace) ?? true { continue }
        bytes.append(byte.isWhiteSpace ? .space : byte)
        lines.append(Int32(line.number))
      }
    }
    self.bytes = bytes
    self.lines = lines
  }

  static func fold(_ text: [UInt8]) -> [UInt8] {
    var folded: [UInt8] = []
    for byte in text {
      if !byte.isWhiteSpace {
        folded.append(byte)
      } else if let last = folded.last, last != .space {
        folded.append(.space)
      }
    }
    if folded.last == .space { folded.removeLast() }
    return folded
  }

  /// All places of the words, which are folded and not empty, in their order. Knuth, Morris and Pratt's search: it
  /// takes time linear in the text whatever the words are.
  func places(of words: [UInt8]) -> [Place] {
    let borders = Self.borders(of: words)
    var places: [Place] = []
    var matched = 0
    for (index, byte) in bytes.enumerated() {
      while matched > 0, matched == words.count || words[matched] != byte { matched = borders[matched - 1] }
      if words[matched] == byte { matched += 1 }
      if matched == words.count { places.append(place(index + 1 - words.count..<index + 1)) }
    }
    return places
  }

  /// For each length of the words' beginning, the longest shorter beginning that it also ends with.
  private static func borders(of words: [UInt8]) -> [Int] {
    var borders = [Int](repeating: 0, count: words.count)
    var matched = 0
    for index in words.indices.dropFirst() {
      while matched > 0, words[matched] != words[index] { matched = borders[matched - 1] }
      if words[matched] == words[index] { matched += 1 }
      borders[index] = matched
    }
    return borders
  }

  private func place(_ range: Range<Int>) -> Place {
    Place(
      lines: Int(lines[range.lowerBound])...Int(lines[range.upperBound - 1]),
      cutsBefore: isInWord(range.lowerBound), cutsAfter: isInWord(range.upperBound))
  }

  /// Whether a word goes on over this place.
  private func isInWord(_ index: Int) -> Bool {
    index > 0 && index < bytes.count && Self.isLetterLike(bytes[index - 1]) && Self.isLetterLike(bytes[index])
  }

  private static func isLetterLike(_ byte: UInt8) -> Bool { byte.isWord || byte >= 0x80 }
}
