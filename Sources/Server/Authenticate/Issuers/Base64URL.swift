import Foundation

/// Base 64 for addresses, without padding (RFC 4648, section 5).
enum Base64URL {
  static func encode(_ data: some Collection<UInt8>) -> String {
    Data(data).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// Nil unless the text is what `encode` makes of the bytes: each value is written in one way alone.
  static func decode(_ text: some StringProtocol) -> Data? {
    let plain = String(text).replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
    guard let data = Data(base64Encoded: plain + padding), encode(data) == text else { return nil }
    return data
  }
}
