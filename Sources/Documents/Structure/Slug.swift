/// Ids made of words: lower-case ASCII letters and digits with `-` between them.
package enum Slug {
  /// The slug of a text, at most so many characters, cut at a word where it can be; empty where no word is left.
  package static func of(_ text: String, charactersMax: Int = 80) -> String {
    var slug: [UInt8] = []
    var isGap = false
    for byte in asciiWords(text) {
      guard byte.isWord else {
        // An apostrophe joins: "what's" is one word.
        if byte != .apostrophe { isGap = true }
        continue
      }
      if isGap, !slug.isEmpty { slug.append(.hyphen) }
      isGap = false
      slug.append(byte.lowercased)
      if slug.count > charactersMax { break }
    }
    if slug.count > charactersMax { slug = cut(slug, charactersMax) }
    return String(decoding: slug, as: UTF8.self)
  }

  /// A heading without its numbering: `1.2 Purpose`, `6. Security`, `A. Glossary` and `IV) End` lose what leads.
  package static func withoutNumbering(_ title: String) -> Substring {
    let bytes = title.utf8
    var index = bytes.startIndex
    var digits = false
    while index < bytes.endIndex, bytes[index].isDigit || (digits && bytes[index] == .fullStop) {
      digits = true
      index = bytes.index(after: index)
    }
    if !digits, let first = bytes.first, first.isLetter {
      let after = bytes.index(after: index)
      guard after < bytes.endIndex, bytes[after] == .fullStop || bytes[after] == .closeParenthesis else {
        return title[...]
      }
      index = bytes.index(after: after)
    } else if digits, index < bytes.endIndex, bytes[index] == .closeParenthesis {
      index = bytes.index(after: index)
    }
    guard index < bytes.endIndex, bytes[index] == .space, index > bytes.startIndex else { return title[...] }
    return title[bytes.index(after: index)...]
  }

  /// The text's UTF-8 where it is ASCII; else accents are taken off the letters that have them.
  private static func asciiWords(_ text: String) -> [UInt8] {
    var isAscii = true
    for byte in text.utf8 where byte >= 0x80 { isAscii = false }
    if isAscii { return Array(text.utf8) }
    var bytes: [UInt8] = []
    for scalar in Normalised.decomposed(text).unicodeScalars where !isMark(scalar) {
      bytes.append(scalar.isASCII ? UInt8(scalar.value) : .space)
    }
    return bytes
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool { (0x300...0x36F).contains(scalar.value) }

  private static func cut(_ slug: [UInt8], _ charactersMax: Int) -> [UInt8] {
    var cut = Array(slug.prefix(charactersMax))
    let atWord = slug[charactersMax] == .hyphen
    if !atWord, let gap = cut.lastIndex(of: .hyphen), gap > charactersMax / 2 { cut.removeSubrange(gap...) }
    while cut.last == .hyphen { cut.removeLast() }
    return cut
  }
}
