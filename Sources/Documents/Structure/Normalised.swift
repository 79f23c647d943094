internal import Foundation

/// Unicode's normal forms.
enum Normalised {
  /// Foundation composes in time that grows with the square of the length, so a text is given to it in pieces of about
  /// this size: half a megabyte of `e` with an accent takes 3 s whole and 10 ms in pieces.
  private static let pieceBytes = 512
  /// A piece without a safe place to end at is cut here all the same.
  private static let pieceBytesMax = 2048

  /// NFC. Text in ASCII is in it already.
  static func composed(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
    var composed: [UInt8] = []
    composed.reserveCapacity(bytes.count)
    var start = 0
    for index in bytes.indices where index - start >= pieceBytes {
      guard isSafeStart(bytes, index) || (index - start >= pieceBytesMax && bytes[index] & 0xC0 != 0x80) else {
        continue
      }
      append(bytes[start..<index], to: &composed)
      start = index
    }
    append(bytes[start...], to: &composed)
    return composed
  }

  private static func append(_ piece: ArraySlice<UInt8>, to composed: inout [UInt8]) {
    guard piece.contains(where: { $0 >= 0x80 }) else {
      composed += piece
      return
    }
    composed += String(decoding: piece, as: UTF8.self).precomposedStringWithCanonicalMapping.utf8
  }

  /// Whether a character begins here that never composes with one before it: ASCII, box drawing, ideographs, Hangul
  /// syllables and leading consonants, emoji.
  private static func isSafeStart(_ bytes: [UInt8], _ index: Int) -> Bool {
    let second = index + 1 < bytes.count ? bytes[index + 1] : 0
    switch bytes[index] {
    case 0..<0x80, 0xE4...0xE9, 0xEB, 0xEC: return true
    case 0xE1: return second == 0x84 && index + 2 < bytes.count && bytes[index + 2] <= 0x92
    case 0xE2: return (0x94...0x9F).contains(second)
    case 0xF0: return second == 0x9F
    default: return false
    }
  }

  /// NFD of the first scalars, which is all that a name is made of.
  static func decomposed(_ text: String, scalarsMax: Int = 1000) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(scalarsMax))).decomposedStringWithCanonicalMapping
  }
}
