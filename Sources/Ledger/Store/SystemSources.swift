package import Workflow

/// The clock and the randomness, handed in by the executable and by tests.
package struct SystemSources: Sendable {
  package let now: @Sendable () -> Timestamp
  package let randomBytes: @Sendable (Int) -> [UInt8]

  package init(
    now: @escaping @Sendable () -> Timestamp, randomBytes: @escaping @Sendable (Int) -> [UInt8]
  ) {
    self.now = now
    self.randomBytes = randomBytes
  }

  /// A new id such as `doc_01jd2v…`: 48 bits of time, then 80 random ones, in Crockford's base 32 (as ULIDs are), so
  /// that later ids sort after earlier ones.
  package func newID(_ prefix: String) -> String {
    Self.id(prefix, at: now(), randomBytes(10))
  }

  /// An id of that form for a time and ten bytes, such as those of a hash, for what must have the same id each time.
  package static func id(_ prefix: String, at moment: Timestamp, _ bytes: [UInt8]) -> String {
    let time = UInt64(bitPattern: moment.milliseconds)
    let timeBytes = (0..<6).map { UInt8(truncatingIfNeeded: time >> UInt64(40 - 8 * $0)) }
    return prefix + "_" + base32(timeBytes + bytes)
  }

  private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

  private static func base32(_ bytes: [UInt8]) -> String {
    var digits: [UInt8] = []
    var buffer: UInt32 = 0
    // 128 bits are 26 digits of 5 bits: two zero bits go in front.
    var bits = 2
    for byte in bytes {
      buffer = (buffer << 8) | UInt32(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        digits.append(alphabet[Int((buffer >> UInt32(bits)) & 31)])
      }
    }
    return String(decoding: digits, as: UTF8.self)
  }
}
