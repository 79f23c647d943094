/// The options of a question.
enum QuestionOptions {
  /// `A: one / B: another`; else two and more parts without letters, which then get them. One part is no choice.
  static func options(in cell: String) -> [Question.Option] {
    let lettered = lettered(cell)
    if !lettered.isEmpty { return lettered }
    let parts = [" / ", "<br>", "<br/>", "<br />", ";"].lazy.map { Self.parts(cell, $0) }.first { $0.count > 1 } ?? []
    return parts.enumerated().map { Question.Option(key: letter($0.offset), text: $0.element) }
  }

  /// Only options with letters, as a list item may end with: `Which? A: one / B: another`.
  static func inline(_ text: String) -> [Question.Option] {
    guard let mark = text.lastIndex(of: "?") else { return [] }
    let options = lettered(String(text[text.index(after: mark)...]))
    return options.count > 1 ? options : []
  }

  /// `A: one / B: another`, `A) one, B) another`, `1. one; 2. another`: from each key to the next. A slash or a comma
  /// inside of an option parts nothing.
  private static func lettered(_ text: String) -> [Question.Option] {
    let bytes = Array(text.utf8)
    var keys: [Key] = []
    for index in bytes.indices {
      guard let key = Key(bytes, at: index, after: keys.last) else { continue }
      keys.append(key)
    }
    guard let first = keys.first, bytes[..<first.lower].allSatisfy({ $0.isBlank || isMark($0) }) else { return [] }
    let ends = keys.dropFirst().map(\.lower) + [bytes.count]
    return zip(keys, ends).map { key, end in
      var upper = end
      if end < bytes.count {
        while upper > key.upper, bytes[upper - 1].isBlank || isSeparator(bytes[upper - 1]) { upper -= 1 }
        upper = withoutWord(bytes, key.upper..<upper)
      }
      return Question.Option(
        key: String(decoding: [bytes[key.at]], as: UTF8.self), text: bytes.text(bytes.trimmed(key.upper..<upper)))
    }
  }

  /// Without an `or` or a `<br>` at the end.
  private static func withoutWord(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    let text = bytes.text(range)
    for word in [" or", "<br>", "<br/>", "<br />"] where text.hasSuffix(word) {
      return bytes.trimmed(range.lowerBound..<range.upperBound - word.utf8.count).upperBound
    }
    return range.upperBound
  }

  fileprivate static func isSeparator(_ byte: UInt8) -> Bool { [.slash, 0x2C, 0x3B, .pipe].contains(byte) }

  fileprivate static func isMark(_ byte: UInt8) -> Bool { byte == .asterisk || byte == .openParenthesis }

  private static func parts(_ text: String, _ separator: String) -> [String] {
    text.split(separator: separator).map(\.trimmed).filter { !$0.isEmpty }
  }

  private static func letter(_ index: Int) -> String {
    index < 26 ? String(decoding: [0x41 + UInt8(index)], as: UTF8.self) : String(index + 1)
  }

  /// The letter or the digit that an option begins with.
  private struct Key {
    let at: Int
    /// With a `(` or a `**` in front of it.
    let lower: Int
    /// Behind its colon, parenthesis or full stop.
    let upper: Int

    /// The first key is any one; each other is the next after it, behind a separator or the word `or`.
    init?(_ bytes: [UInt8], at index: Int, after last: Key?) {
      guard bytes[index].isWord, let upper = Self.end(bytes, behind: index) else { return nil }
      if let last, bytes[index] != bytes[last.at] + 1 { return nil }
      var lower = index
      while lower > 0, QuestionOptions.isMark(bytes[lower - 1]) { lower -= 1 }
      var front = lower
      while front > 0, bytes[front - 1].isBlank { front -= 1 }
      guard front == 0 || QuestionOptions.endsPart(bytes[..<front]) else { return nil }
      (at, self.lower, self.upper) = (index, lower, upper)
    }

    /// Behind `:`, `)` or `.` with white space after it; `**` may stand on either side of the mark.
    private static func end(_ bytes: [UInt8], behind key: Int) -> Int? {
      func emphasis(_ from: Int) -> Int { bytes[from...].starts(with: [.asterisk, .asterisk]) ? from + 2 : from }
      let mark = emphasis(key + 1)
      guard mark < bytes.count, [.colon, .closeParenthesis, .fullStop].contains(bytes[mark]) else { return nil }
      let end = emphasis(mark + 1)
      return end == bytes.count || bytes[end].isBlank ? end : nil
    }
  }

  private static func endsPart(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let last = bytes.last else { return true }
    if isSeparator(last) || last == .greaterThan || last == .fullStop { return true }
    return last == 0x72 && bytes.dropLast().last == 0x6F && bytes.dropLast(2).last?.isBlank ?? true
  }
}
