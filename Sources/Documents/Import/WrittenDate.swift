/// A date as people write it. Only forms that can be read in one way are read; `05/03/2026` is not.
package enum WrittenDate {
  /// `2026-03-05` for `2026-03-05`, `2026-03-05T10:00:00Z`, `2026/03/05`, `5 March 2026`, `March 5, 2026` and these with
  /// a month of three letters or `5th`; nil for anything else, and for a day that no calendar has.
  package static func iso(_ text: String) -> String? {
    let words = text.trimmed.split { $0 == " " || $0 == "," }.map(String.init)
    switch words.count {
    case 1, 2: return numeric(words[0], time: words.count == 2 ? words[1] : nil)
    case 3:
      if let month = month(words[1]), let day = day(words[0]) { return date(words[2], month, day) }
      if let month = month(words[0]), let day = day(words[1]) { return date(words[2], month, day) }
      return nil
    default: return nil
    }
  }

  /// `2026-03-05` and `2026/03/05`, perhaps with a time behind it.
  private static func numeric(_ text: String, time: String?) -> String? {
    let (date, rest) = (text.prefix(10), text.dropFirst(10))
    guard time == nil || rest.isEmpty, isTime(time ?? String(rest.dropFirst())) else { return nil }
    guard rest.isEmpty || rest.first == "T" || rest.first == "t" else { return nil }
    let mark: Character = date.contains("/") ? "/" : "-"
    let parts = date.split(separator: mark, omittingEmptySubsequences: false)
    guard parts.count == 3, parts.map(\.count) == [4, 2, 2], let month = number(parts[1]), let day = number(parts[2])
    else { return nil }
    return self.date(String(parts[0]), month, day)
  }

  /// Nothing, or `10:00`, `10:00:00.123Z`, `10:00+02:00`.
  private static func isTime(_ text: String) -> Bool {
    text.isEmpty
      || (text.count >= 5 && text.contains(":") && text.first?.isNumber == true
        && text.utf8.allSatisfy {
          $0.isDigit || [.colon, .fullStop, .plus, .hyphen].contains($0) || $0.lowercased == 0x7A
        })
  }

  private static func date(_ yearText: String, _ month: Int, _ day: Int) -> String? {
    guard yearText.utf8.count == 4, let year = number(yearText), year >= 1900, (1...12).contains(month) else {
      return nil
    }
    let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    guard (1...days).contains(day) else { return nil }
    return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
  }

  private static func day(_ word: String) -> Int? {
    let suffix = ["st", "nd", "rd", "th"].first { word.lowercased().hasSuffix($0) }
    let digits = word.dropLast(suffix == nil ? 0 : 2)
    return digits.count <= 2 ? number(digits) : nil
  }

  private static func month(_ word: String) -> Int? {
    let name = (word.hasSuffix(".") ? String(word.dropLast()) : word).lowercased()
    return months.firstIndex {
      $0 == name || (name.count == 3 && $0.hasPrefix(name)) || (name == "sept" && $0 == "september")
    }
    .map { $0 + 1 }
  }

  private static func number(_ text: some StringProtocol) -> Int? {
    text.utf8.allSatisfy(\.isDigit) ? Int(text) : nil
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]
}
