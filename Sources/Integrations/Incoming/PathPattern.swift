/// `docs/**/*.md`: `*` is any run without a slash, `**/` any folders, `?` one character.
package enum PathPattern {
  /// Characters of a path that are looked at: more is no path of a document.
  private static let pathCharactersMax = 1024

  package static func matches(_ pattern: String, _ path: String) -> Bool {
    guard path.count <= pathCharactersMax, pattern.count <= pathCharactersMax else { return false }
    return matches(pattern.split(separator: "/")[...], path.split(separator: "/")[...])
  }

  private static func matches(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    if first == "**" {
      let rest = pattern.drop { $0 == "**" }
      return (path.startIndex...path.endIndex).contains { matches(rest, path[$0...]) }
    }
    guard let segment = path.first, segmentMatches(Array(first), Array(segment)) else { return false }
    return matches(pattern.dropFirst(), path.dropFirst())
  }

  /// Goes back to the last star only, so it takes at most length times length steps.
  private static func segmentMatches(_ pattern: [Character], _ text: [Character]) -> Bool {
    var (place, index) = (0, 0)
    var star: (place: Int, index: Int)?
    while index < text.count {
      if place < pattern.count, pattern[place] == "*" {
        star = (place, index)
        place += 1
      } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[index] {
        place += 1
        index += 1
      } else if let last = star {
        place = last.place + 1
        index = last.index + 1
        star = (last.place, last.index + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}
