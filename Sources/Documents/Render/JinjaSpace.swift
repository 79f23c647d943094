/// White space as the template language means it: what Python's `str.isspace` says.
enum JinjaSpace {
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// How many bytes the white space at that place takes; nil where there is none.
  static func length(at place: Int, in bytes: [UInt8]) -> Int? {
    guard place < bytes.count else { return nil }
    if bytes[place] < 0x80 { return isSpace(Unicode.Scalar(bytes[place])) ? 1 : nil }
    return [2, 3].first { place + $0 <= bytes.count && isOneSpace(bytes[place..<(place + $0)]) }
  }

  static func length(endingAt end: Int, in bytes: ArraySlice<UInt8>) -> Int? {
    guard end > bytes.startIndex else { return nil }
    if bytes[end - 1] < 0x80 { return isSpace(Unicode.Scalar(bytes[end - 1])) ? 1 : nil }
    return [2, 3].first { end - $0 >= bytes.startIndex && isOneSpace(bytes[(end - $0)..<end]) }
  }

  private static func isOneSpace(_ bytes: ArraySlice<UInt8>) -> Bool {
    let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
    guard let first = scalars.first, scalars.count == 1 else { return false }
    return isSpace(first)
  }
}
