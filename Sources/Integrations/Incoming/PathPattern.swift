/// `docs/**/*.md`: `*` is any run without a slash, `**/` any folders, `?` one character.
package enum PathPattern {
  /// Characters of a path that are looked at: more is no path of a document.
  private static let pathCharactersMax = 1024

  package static func matches(_ pattern: String, _ path: String) -> Bool {
    guard path.count <= pathCharactersMax, pattern.count <= pathCharactersMax else { return false }
    let folders = pattern.split(separator: "/").map(Array.init)
    return matches(folders, path.split(separator: "/").map(Array.init), anything: ["*", "*"]) { pattern, segment in
      matches(pattern, segment, anything: "*") { $0 == "?" || $0 == $1 }
    }
  }

  /// Whether each element fits, `anything` being any run of them. Goes back to the last such run only, so it takes at most
  /// length times length steps.
  private static func matches<Element: Equatable>(
    _ pattern: [Element], _ text: [Element], anything: Element, fits: (Element, Element) -> Bool
  ) -> Bool {
    var (place, index) = (0, 0)
    var run: (place: Int, index: Int)?
    while index < text.count {
      if place < pattern.count, pattern[place] == anything {
        run = (place, index)
        place += 1
      } else if place < pattern.count, fits(pattern[place], text[index]) {
        place += 1
        index += 1
      } else if let last = run {
        place = last.place + 1
        index = last.index + 1
        run = (last.place, last.index + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == anything }
  }
}
