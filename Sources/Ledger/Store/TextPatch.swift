import Foundation

/// The way from some words to others: what both begin with, what both end with, and the bytes between.
struct TextPatch: Hashable, Sendable {
  /// The digest of the words that it is made to.
  let base: String
  /// Two numbers, each in groups of seven bits, lowest first, as in Protocol Buffers: the bytes at the beginning and at
  /// the end that stay; then the bytes between.
  let bytes: Data

  /// Nil where the patch would be more than half as large as the words themselves.
  init?(from old: Data, to new: Data, base: String) {
    let (head, tail) = Self.commonEnds(old, new)
    var bytes = Data()
    bytes.appendNumber(head)
    bytes.appendNumber(tail)
    bytes += new.dropFirst(head).dropLast(tail)
    guard bytes.count <= new.count / 2 else { return nil }
    self.base = base
    self.bytes = bytes
  }

  /// Nil where the patch was not made to these words.
  static func apply(_ patch: Data, to old: Data) -> Data? {
    var rest = patch[...]
    guard let head = rest.takeNumber(), let tail = rest.takeNumber(), head <= old.count, tail <= old.count - head else {
      return nil
    }
    var new = Data(capacity: head + rest.count + tail)
    new += old.prefix(head)
    new += rest
    new += old.suffix(tail)
    return new
  }

  private static func commonEnds(_ old: Data, _ new: Data) -> (head: Int, tail: Int) {
    old.withUnsafeBytes { old in
      new.withUnsafeBytes { new in
        let shorter = min(old.count, new.count)
        var head = 0
        while head + 8 <= shorter,
          old.loadUnaligned(fromByteOffset: head, as: UInt64.self)
            == new.loadUnaligned(fromByteOffset: head, as: UInt64.self)
        { head += 8 }
        while head < shorter, old[head] == new[head] { head += 1 }
        var tail = 0
        while tail + 8 <= shorter - head,
          old.loadUnaligned(fromByteOffset: old.count - tail - 8, as: UInt64.self)
            == new.loadUnaligned(fromByteOffset: new.count - tail - 8, as: UInt64.self)
        { tail += 8 }
        while tail < shorter - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] { tail += 1 }
        return (head, tail)
      }
    }
  }
}

extension Data {
  mutating func appendNumber(_ number: Int) {
    var rest = UInt(number)
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  /// Takes a number off the front; nil where there is none, or none that fits.
  mutating func takeNumber() -> Int? {
    var number = 0
    for shift in stride(from: 0, through: 56, by: 7) {
      guard let byte = popFirst() else { return nil }
      number |= Int(byte & 0x7F) << shift
      if byte < 0x80 { return number }
    }
    return nil
  }
}
