/// Inline Markdown as plain text: what a heading or a cell says, without the marks.
package enum Heading {
  /// Emphasis marks, code ticks and backslash escapes are gone; a link or an image is its text; `[…]` that is no link
  /// stays as it is. White space is folded.
  package static func plain(_ markdown: String) -> String { plain(markdown, readsLinks: true) }

  /// As ``plain(_:)``, but links and images stay as they are written: nothing that is a word is left out.
  static func withoutEmphasis(_ markdown: String) -> String { plain(markdown, readsLinks: false) }

  private static func plain(_ markdown: String, readsLinks: Bool) -> String {
    let bytes = Array(markdown.utf8)
    guard bytes.contains(where: isMark) else { return fold(bytes) }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if readsLinks, let next = readLinkEnd(bytes, index, into: &text) {
        index = next
      } else {
        index = read(bytes, index, into: &text)
      }
    }
    return fold(text)
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    switch byte {
    case .asterisk, .underscore, .backtick, .backslash, .openBracket, .closeBracket, .tilde, .bang: true
    default: false
    }
  }

  /// Appends what the mark at the index says; returns where to go on.
  private static func read(_ bytes: [UInt8], _ index: Int, into text: inout [UInt8]) -> Int {
    let next = index + 1 < bytes.count ? bytes[index + 1] : 0
    switch bytes[index] {
    case .backslash where next.isPunctuation:
      text.append(next)
      return index + 2
    case .asterisk, .backtick: return index + 1
    case .underscore where !isInsideWord(bytes, index): return index + 1
    case .tilde where next == .tilde: return index + 2
    default: break
    }
    text.append(bytes[index])
    return index + 1
  }

  /// Where `](…)` ends a link: takes its opening bracket out of the text and returns where to go on.
  private static func readLinkEnd(_ bytes: [UInt8], _ index: Int, into text: inout [UInt8]) -> Int? {
    guard bytes[index] == .closeBracket, index + 1 < bytes.count, bytes[index + 1] == .openParenthesis,
      let open = text.suffix(2048).lastIndex(of: .openBracket), let close = closing(bytes, from: index + 2)
    else { return nil }
    let isImage = open > 0 && text[open - 1] == .bang
    text.removeSubrange((isImage ? open - 1 : open)..<open + 1)
    return close + 1
  }

  private static func isInsideWord(_ bytes: [UInt8], _ index: Int) -> Bool {
    var before = index
    while before > 0, bytes[before - 1] == .underscore { before -= 1 }
    var after = index + 1
    while after < bytes.count, bytes[after] == .underscore { after += 1 }
    guard before > 0, after < bytes.count, after - before <= 8 else { return after - before > 8 }
    return isLetterLike(bytes[before - 1]) && isLetterLike(bytes[after])
  }

  private static func isLetterLike(_ byte: UInt8) -> Bool { byte.isWord || byte >= 0x80 }

  /// The parenthesis that closes a link's destination, within the length that a destination may have here.
  private static func closing(_ bytes: [UInt8], from: Int) -> Int? {
    let end = min(bytes.count, from + 2048)
    return from < end ? bytes[from..<end].firstIndex(of: .closeParenthesis) : nil
  }

  private static func fold(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    for byte in bytes {
      if !byte.isWhiteSpace {
        text.append(byte)
      } else if let last = text.last, last != .space {
        text.append(.space)
      }
    }
    if text.last == .space { text.removeLast() }
    return String(decoding: text, as: UTF8.self)
  }
}
