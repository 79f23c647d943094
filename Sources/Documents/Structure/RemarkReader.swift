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

  private mutating func remarkEnd(_ index: Int) -> Int? {
    switch text[index] {
    case .openBracket where !endsNoBracket && begins(Self.decisions, index):
      let end = text[index...].indices.first { text[$0] == .closeBracket && text[$0 - 1] != .backslash }
      endsNoBracket = end == nil
      return end.map { $0 + 1 }
    case .underscore where !endsNoUnderscore && begins(Self.marks, index):
      let end = text[(index + 1)...].indices.first { text[$0] == .underscore && text[$0 - 1] == .closeParenthesis }
      endsNoUnderscore = end == nil
      return end.map { $0 + 1 }
    default: return nil
    }
  }

  private func begins(_ words: [String], _ index: Int) -> Bool {
    words.contains { text.hasWord($0, at: index, before: text.count) }
  }
}
