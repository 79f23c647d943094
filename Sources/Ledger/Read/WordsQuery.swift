package import Workflow

/// Words that a document is to have, each somewhere in its title or its latest revision.
package struct WordsQuery: Hashable, Sendable {
  /// Each word is a look-up of its own: more than this is a text, not a search.
  package static let wordsMax = 32

  /// Each as FTS5 is given it.
  let phrases: [String]

  /// Words as they are typed: the search language of FTS5 is not the caller's to use. Nil where there are none.
  package init?(_ text: String) throws(Refusal) {
    // FTS5 reads its searches up to the first NUL.
    let words = Array(Set(text.split { $0.isWhitespace || $0 == "\0" }))
    // Signs alone are no word, and are passed over where there are words beside them.
    let telling = words.filter { $0.unicodeScalars.contains(where: Self.isOfWords) }
    guard !words.isEmpty else { return nil }
    guard telling.count <= Self.wordsMax else {
      throw Refusal.field("q", "has \(telling.count) words: search for at most \(Self.wordsMax).")
    }
    phrases = (telling.isEmpty ? words : telling).sorted()
      .map { "\"" + $0.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" }
  }

  /// What FTS5's `unicode61` makes words of: letters, numbers and what is set aside for private use.
  private static func isOfWords(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber, .privateUse:
      true
    default: false
    }
  }

  /// The condition on a document's `id` that each phrase stands for.
  static let condition = """
    id IN (SELECT document FROM searched_section
      WHERE row IN (SELECT rowid FROM section_words WHERE section_words MATCH ?))
    """
}
