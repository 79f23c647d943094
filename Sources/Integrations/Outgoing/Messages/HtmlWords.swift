import Documents
import Foundation

/// Words among HTML, as Matrix takes it.
enum HtmlWords {
  static func escape(_ text: String) -> String {
    Harmless.text(Unlinking.unlinked(text)) { place in
      if place.scalar == "\r" && place.after == "\n" { return "" }
      if place.scalar.isNewline { return "<br>" }
      // Other controls would have six bytes each in JSON, and nobody sees them.
      return place.scalar.value < 0x20 && place.scalar != "\t" ? "" : references[place.scalar]
    }
  }

  /// As much of the beginning as fits with the ending behind it; a tag is not cut in two, and what is open is closed.
  /// `most` is in bytes.
  static func cut(_ html: String, to most: Int, ending: String) -> String {
    guard html.utf8.count > most else { return html }
    var (kept, open): (String, [String]) = ("", [])
    for piece in pieces(of: html) {
      var after = open
      piece.follow(&after)
      let closing = closed(after)
      let room = most - kept.utf8.count - ending.utf8.count - closing.utf8.count
      guard piece.source.utf8.count <= room else {
        if piece.isWords { kept += Clipping.cut(piece.source, to: max(0, room), .bytes, ending: "") }
        break
      }
      kept += piece.source
      open = after
    }
    return kept + ending + closed(open)
  }

  /// For those who see no HTML: a line for each line, and the address of a link behind its words.
  static func plain(_ html: String) -> String {
    var (text, address): (String, String?) = ("", nil)
    for piece in pieces(of: html) {
      guard let tag = piece.tag else {
        text += referred(piece.source)
        continue
      }
      if tag == "a" { address = piece.address }
      if tag == "/a", let known = address {
        text += " (\(known))"
        address = nil
      }
      if endsOfLines.contains(tag), !text.hasSuffix("\n\n") { text += "\n" }
    }
    return text.trimmed
  }

  private static func closed(_ open: [String]) -> String { open.reversed().map { "</\($0)>" }.joined() }

  private static let references: [Unicode.Scalar: String] = [
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;",
  ]
  private static let endsOfLines: Set<String> = [
    "br", "br/", "/p", "/div", "/li", "/ul", "/ol", "blockquote", "/blockquote", "/h1", "/h2", "/h3", "/h4", "/pre",
  ]

  private static func referred(_ text: String) -> String {
    var text = text.replacing("\n", with: " ")
    // The sign of references themselves comes last, so that what they wrote is not read for another.
    for (scalar, reference) in references where scalar != "&" {
      text = text.replacingOccurrences(of: reference, with: String(scalar), options: .literal)
    }
    return text.replacingOccurrences(of: "&amp;", with: "&", options: .literal)
  }
}

extension HtmlWords {
  /// A tag, or what stands between two, or one character reference: never cut but in plain words.
  struct Piece {
    let source: String
    /// Its name, in lower case, with the slash of an end; nil where it is none.
    let tag: String?

    var isWords: Bool { tag == nil && !source.hasPrefix("&") }

    /// Of a link that is worth telling: a mention's is its words already.
    var address: String? {
      guard let start = source.range(of: "href=\"") else { return nil }
      let address = source[start.upperBound...].prefix { $0 != "\"" }
      return address.hasPrefix("https://matrix.to/") ? nil : String(address)
    }

    func follow(_ open: inout [String]) {
      guard let tag, tag != "br", !tag.hasSuffix("/") else { return }
      if !tag.hasPrefix("/") {
        open.append(tag)
      } else if let place = open.lastIndex(of: String(tag.dropFirst())) {
        open.remove(at: place)
      }
    }
  }

  /// Of a character reference, in characters: those that we write are shorter.
  private static let referenceMax = 10

  /// Found by scalars: a mark that words begin with would make another character of the tag's end.
  static func pieces(of html: String) -> [Piece] {
    var (pieces, rest): ([Piece], Substring.UnicodeScalarView) = ([], html.unicodeScalars[...])
    while let first = rest.first {
      let end = end(of: first, in: rest)
      let source = String(rest[..<end])
      let name = source.dropFirst().prefix { !$0.isWhitespace && $0 != ">" }.lowercased()
      pieces.append(Piece(source: source, tag: first == "<" ? name : nil))
      rest = rest[end...]
    }
    return pieces
  }

  private static func end(
    of first: Unicode.Scalar, in rest: Substring.UnicodeScalarView
  ) -> Substring.UnicodeScalarView.Index {
    switch first {
    case "<": rest.firstIndex(of: ">").map(rest.index(after:)) ?? rest.endIndex
    case "&":
      rest.prefix(referenceMax).firstIndex(of: ";").map(rest.index(after:)) ?? rest.index(after: rest.startIndex)
    default: rest.firstIndex { $0 == "<" || $0 == "&" } ?? rest.endIndex
    }
  }
}
