/// Finds a text within another in linear time (Knuth, Morris and Pratt).
enum JinjaSearch {
  /// Where the needle begins, without overlaps. An empty needle is found at the beginning only.
  static func places(of needle: [UInt8], in hay: [UInt8], atMost limit: Int = .max) -> [Int] {
    guard !needle.isEmpty else { return limit > 0 ? [0] : [] }
    let fallback = borders(of: needle)
    var (places, matched) = ([Int](), 0)
    for (index, byte) in hay.enumerated() where places.count < limit {
      while matched > 0, needle[matched] != byte { matched = fallback[matched - 1] }
      if needle[matched] == byte { matched += 1 }
      guard matched == needle.count else { continue }
      places.append(index + 1 - matched)
      matched = 0
    }
    return places
  }

  /// For each prefix, the length of its longest proper prefix that is also its end.
  private static func borders(of needle: [UInt8]) -> [Int] {
    var (borders, length) = ([0], 0)
    for byte in needle.dropFirst() {
      while length > 0, needle[length] != byte { length = borders[length - 1] }
      if needle[length] == byte { length += 1 }
      borders.append(length)
    }
    return borders
  }

  /// The parts between the needles.
  static func split(_ hay: [UInt8], at needle: [UInt8], atMost limit: Int = .max) -> [ArraySlice<UInt8>] {
    var (parts, start) = ([ArraySlice<UInt8>](), 0)
    for place in places(of: needle, in: hay, atMost: limit) {
      parts.append(hay[start..<place])
      start = place + needle.count
    }
    return parts + [hay[start...]]
  }
}
