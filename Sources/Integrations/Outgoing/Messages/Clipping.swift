/// Cuts words to what a tool takes, so that nothing is turned away for its length.
package enum Clipping {
  package enum Unit: Sendable {
    case characters, codeUnits, bytes

    fileprivate func count(_ text: some StringProtocol) -> Int {
      switch self {
      case .characters: text.unicodeScalars.count
      case .codeUnits: text.utf16.count
      case .bytes: text.utf8.count
      }
    }
  }

  /// The text, or as much of its beginning as fits with the ending behind it. Never cuts a character in two.
  package static func cut(_ text: String, to most: Int, _ unit: Unit, ending: String = "…") -> String {
    guard unit.count(text) > most else { return text }
    var (room, end) = (max(0, most - unit.count(ending)), text.startIndex)
    for index in text.indices {
      let size = unit.count(String(text[index]))
      guard size <= room else { break }
      room -= size
      end = text.index(after: index)
    }
    return text[..<end] + ending
  }
}
