import CZlib
import Foundation

/// Large words made small: zlib's form (RFC 1950), with the length of the words in front.
enum Deflate {
  /// Bytes below which it is not worth the time: a section is seldom longer.
  static let bytesMin = 4096
  /// Bytes that a stored length may promise: far above the longest draft.
  private static let bytesMax = 1 << 26

  /// Nil where the words are short, or hardly get smaller.
  static func compressed(_ body: Data) -> Data? {
    guard body.count >= bytesMin else { return nil }
    var length = compressBound(uLong(body.count))
    var bytes = Data(count: Int(length))
    let status = bytes.withUnsafeMutableBytes { target in
      body.withUnsafeBytes { source in
        compress2(
          target.bindMemory(to: Bytef.self).baseAddress, &length, source.bindMemory(to: Bytef.self).baseAddress,
          uLong(body.count), Z_DEFAULT_COMPRESSION)
      }
    }
    guard status == Z_OK, Int(length) < body.count / 8 * 7 else { return nil }
    var packed = Data()
    packed.appendNumber(body.count)
    return packed + bytes.prefix(Int(length))
  }

  /// Nil where the bytes are not what `compressed` made.
  static func expanded(_ packed: Data) -> Data? {
    var rest = packed[...]
    guard let count = rest.takeNumber(), count > 0, count <= bytesMax else { return nil }
    var length = uLong(count)
    var body = Data(count: count)
    let status = body.withUnsafeMutableBytes { target in
      rest.withUnsafeBytes { source in
        uncompress(
          target.bindMemory(to: Bytef.self).baseAddress, &length, source.bindMemory(to: Bytef.self).baseAddress,
          uLong(source.count))
      }
    }
    return status == Z_OK && Int(length) == count ? body : nil
  }
}
