/// Takes from words what tools make links, mentions and pictures of by themselves: addresses, `@name`, `:smile:`.
///
/// A space of no width is put where such a thing is held together, so that people read the words as they were written.
enum Unlinking {
  static func unlinked(_ text: String) -> String {
    Harmless.text(text) { holds($0) ? "\($0.scalar)\(Harmless.gap)" : nil }
  }

  private static func holds(_ place: Harmless.Place) -> Bool {
    switch place.scalar {
    case "@": true
    case ":": place.after.map { !$0.properties.isWhitespace } ?? false
    case ".": place.before?.isWord == true && place.after?.properties.isAlphabetic == true
    default: false
    }
  }
}
