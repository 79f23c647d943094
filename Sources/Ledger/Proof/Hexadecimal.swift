import Crypto
package import Foundation

package enum Hexadecimal {
  static func digit(_ nibble: UInt8) -> UInt8 {
    nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
  }

  /// Nil where the text is no hexadecimal number of whole bytes, in lower case.
  package static func bytes(_ text: String) -> Data? {
    let digits = text.utf8.compactMap { digit -> UInt8? in
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
      default: nil
      }
    }
    guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
    return Data(stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
  }
}

extension Data {
  package var hexadecimal: String {
    String(unsafeUninitializedCapacity: 2 * count) { buffer in
      for (index, byte) in enumerated() {
        buffer[2 * index] = Hexadecimal.digit(byte >> 4)
        buffer[2 * index + 1] = Hexadecimal.digit(byte & 15)
      }
      return 2 * count
    }
  }

  package var sha256: Data { Data(SHA256.hash(data: self)) }
  package var sha256Hexadecimal: String { sha256.hexadecimal }
}
