/// Takes their meaning from the characters of a document's words, one after another, each seen in its place.
///
/// Scalars are looked at rather than characters: a mark that is put behind a `*` makes another character of it for us,
/// and none for the tool.
enum Harmless {
  struct Place {
    let scalar: Unicode.Scalar
    let before: Unicode.Scalar?
    let after: Unicode.Scalar?
    /// Whether nothing but white space stands before it in its line.
    let opensLine: Bool

    /// Whether a tool that reads marks at the edges of words would read one here: not within a word, nor alone between
    /// white space.
    var isAtEdge: Bool {
      let (left, right) = (before ?? "\n", after ?? "\n")
      let isInWord = left.isWord && right.isWord
      let isAlone = left.properties.isWhitespace && right.properties.isWhitespace
      return !isInWord && !isAlone
    }

    /// The point behind a number that a list would begin with.
    var endsListNumber: Bool {
      scalar == "." && before?.isDigit == true && (after?.properties.isWhitespace ?? true)
    }

    /// `example.org` is a link without more, for some tools.
    var isInHost: Bool {
      scalar == "." && before?.isWord == true && after?.properties.isAlphabetic == true
    }

    /// The colon of an address with a scheme.
    var endsScheme: Bool { scalar == ":" && after == "/" }
  }

  /// Shows nothing, and parts what would be read as one.
  static let gap = "\u{200B}"

  /// What looks much the same and means nothing, for tools that have no way to escape.
  static let lookalikes: [Unicode.Scalar: String] = ["*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ", ">": "›"]

  /// `change` gives what stands in the scalar's place; nil leaves it.
  static func text(_ text: String, _ change: (Place) -> String?) -> String {
    let scalars = Array(text.unicodeScalars)
    var result = String.UnicodeScalarView()
    var opensLine = true
    for (index, scalar) in scalars.enumerated() {
      let place = Place(
        scalar: scalar, before: index > 0 ? scalars[index - 1] : nil,
        after: index + 1 < scalars.count ? scalars[index + 1] : nil, opensLine: opensLine)
      if let changed = change(place) {
        result.append(contentsOf: changed.unicodeScalars)
      } else {
        result.append(scalar)
      }
      opensLine = scalar.isNewline || (opensLine && scalar.properties.isWhitespace)
    }
    return String(result)
  }
}

extension Unicode.Scalar {
  var isDigit: Bool { ("0"..."9").contains(self) }
  var isWord: Bool { properties.isAlphabetic || isDigit }
  var isNewline: Bool { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{B}", "\u{C}"].contains(self) }
}
