import Workflow

/// What is wrong within a range.
struct RangeFault: Error {
  /// Characters before what is wrong.
  let offset: Int
  let message: String
}

/// `5`, `>5`, `>=5`, `<5`, `<=5`, `5..9`, `5..*`, `*..9`; the same with dates and times.
extension SearchRange {
  /// What one end of a range stands for: the numbers from `first` to `last`, which of a date is a whole day.
  private struct Point {
    let first: Int64
    let last: Int64
  }

  /// Whole numbers that every JSON reader keeps (2^53 - 1).
  private static let positionMax: Int64 = 9_007_199_254_740_991

  static func positions(_ text: String) throws(RangeFault) -> SearchRange {
    try read(text, "a position: whole numbers from 0 on, such as 100, >=100, 100..200 or 100..*.") { text in
      guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(text), number <= positionMax else {
        return nil
      }
      return Point(first: number, last: number)
    }
  }

  /// A date is all of its day in UTC.
  static func times(_ text: String) throws(RangeFault) -> SearchRange {
    let expected =
      "a date or an RFC 3339 time: 2026-01-01, >=2026-01-01T09:00:00Z, 2026-01-01..2026-02-01 or *..2026-02-01."
    return try read(text, expected) { text in
      guard let time = Timestamp(text)?.milliseconds else { return nil }
      return Point(first: time, last: text.utf8.count == 10 ? time + 86_399_999 : time)
    }
  }

  private static func read(
    _ text: String, _ expected: String, _ point: (String) -> Point?
  ) throws(RangeFault) -> SearchRange {
    func needed(_ part: Substring) throws(RangeFault) -> Point {
      if let found = point(String(part)) { return found }
      let offset = text.distance(from: text.startIndex, to: part.startIndex)
      let found = part.isEmpty ? "nothing" : "'\(part)'"
      throw RangeFault(offset: offset, message: "found \(found), where there must stand \(expected)")
    }
    for sign in [">=", "<=", ">", "<"] where text.hasPrefix(sign) {
      let part = try needed(text.dropFirst(sign.count))
      switch sign {
      case ">=": return SearchRange(from: part.first)
      case "<=": return SearchRange(to: part.last)
      case ">": return SearchRange(from: part.last + 1)
      default: return SearchRange(to: part.first - 1)
      }
    }
    guard let dots = dots(in: text) else {
      let part = try needed(text[...])
      return SearchRange(from: part.first, to: part.last)
    }
    let (left, right) = (text[..<dots], text[text.index(dots, offsetBy: 2)...])
    let from = left == "*" ? nil : try needed(left).first
    let to = right == "*" ? nil : try needed(right).last
    if let from, let to, from > to {
      throw RangeFault(offset: 0, message: "the range ends before it begins: turn its ends round.")
    }
    return SearchRange(from: from, to: to)
  }

  private static func dots(in text: String) -> String.Index? {
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      if text[index] == ".", next < text.endIndex, text[next] == "." { return index }
      index = next
    }
    return nil
  }
}
