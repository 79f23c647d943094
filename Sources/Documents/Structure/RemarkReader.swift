/// Reads what the record adds at the end of a checklist item or a question.
struct RemarkReader {
  private let text: [UInt8]
  /// No mark that ends such a remark stands further on: so that many beginnings cost no more than one.
  private var endsNoBracket = false
  private var endsNoUnderscore = false

  private static let decisions = ["[decided:", "[decided]"]
  private static let marks = ["_(verified by ", "_(noted by ", "_(needs revision, "]

  /// Where the remarks at the end of a trimmed text begin. Only remarks that nothing but remarks follow are the record's:
  /// what an author writes behind one is the author's.
  static func firstOfLastRemarks(_ text: [UInt8]) -> Int? {
    guard text.last == .closeBracket || text.last == .underscore else { return nil }
    var reader = RemarkReader(text: text)
    return reader.firstOfLastRemarks()
  }

  private init(text: [UInt8]) {
    self.text = text
  }

  /// Where the remarks at the end of the text begin.
  private mutating func firstOfLastRemarks() -> Int? {
    var start: Int?
    var index = 0
    while index < text.count {
      if let end = remarkEnd(index) {
        start = start ?? index
        index = end
      } else {
        if !text[index].isWhiteSpace { start = nil }
        index += 1
      }
    }
    return start
  }

  /// Behind the remark that begins here; a remark holds no other, so one that is never ended is none.
  private mutating func remarkEnd(_ index: Int) -> Int? {
    let isDecision = text[index] == .openBracket
    guard isDecision || text[index] == .underscore, begins(index) else { return nil }
    guard !(isDecision ? endsNoBracket : endsNoUnderscore) else { return nil }
    for place in text.indices[(index + 1)...] {
      if isDecision ? endsDecision(place) : endsMark(place) { return place + 1 }
      if begins(place) { return nil }
    }
    if isDecision { endsNoBracket = true } else { endsNoUnderscore = true }
    return nil
  }

  private func endsDecision(_ place: Int) -> Bool {
    text[place] == .closeBracket && text[place - 1] != .backslash
  }

  private func endsMark(_ place: Int) -> Bool {
    text[place] == .underscore && text[place - 1] == .closeParenthesis
  }

  private func begins(_ index: Int) -> Bool {
    guard text[index] == .openBracket || text[index] == .underscore, index == 0 || text[index - 1] != .backslash else {
      return false
    }
    let words = text[index] == .openBracket ? Self.decisions : Self.marks
    return words.contains { text.hasWord($0, at: index, before: text.count) }
  }
}
