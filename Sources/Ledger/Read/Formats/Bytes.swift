import Workflow

/// Bytes that a text is put together from, without a `String` in between.
package struct Bytes: Sendable {
  package private(set) var storage: [UInt8] = []

  package init(reserving count: Int = 0) {
    storage.reserveCapacity(count)
  }

  package var count: Int { storage.count }

  package mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { storage.append(contentsOf: $0) }
  }

  package mutating func append(raw bytes: UnsafeRawBufferPointer) {
    storage.append(contentsOf: bytes)
  }

  package mutating func append(raw bytes: [UInt8]) {
    storage.append(contentsOf: bytes)
  }

  package mutating func append(byte: UInt8) {
    storage.append(byte)
  }

  package mutating func append(text: String) {
    storage.append(contentsOf: text.utf8)
  }

  package mutating func append(_ number: Int64) {
    if number < 0 { storage.append(0x2D) }
    var (rest, digits) = (number.magnitude, 1)
    while rest >= 10 {
      rest /= 10
      digits += 1
    }
    append(digits: number.magnitude, width: digits)
  }

  mutating func append(digits number: UInt64, width: Int) {
    let start = storage.count
    storage.append(contentsOf: repeatElement(0x30, count: width))
    var rest = number
    for index in stride(from: start + width - 1, through: start, by: -1) {
      storage[index] = 0x30 + UInt8(rest % 10)
      rest /= 10
    }
  }

  mutating func append(hexadecimal bytes: UnsafeRawBufferPointer) {
    for byte in bytes {
      storage.append(Self.hexadecimal[Int(byte >> 4)])
      storage.append(Self.hexadecimal[Int(byte & 15)])
    }
  }

  /// RFC 4648, section 4.
  mutating func append(base64 bytes: UnsafeRawBufferPointer) {
    var index = 0
    while index < bytes.count {
      let taken = min(3, bytes.count - index)
      let group = (0..<3).reduce(UInt32(0)) { $0 << 8 | ($1 < taken ? UInt32(bytes[index + $1]) : 0) }
      for digit in 0..<4 {
        storage.append(digit <= taken ? Self.base64[Int(group >> UInt32(18 - 6 * digit) & 63)] : 0x3D)
      }
      index += 3
    }
  }

  /// A JSON string with its quotes; slashes stand as they are.
  mutating func append(jsonString bytes: UnsafeRawBufferPointer) {
    storage.append(0x22)
    var start = 0
    for (index, byte) in bytes.enumerated() where byte < 0x20 || byte == 0x22 || byte == 0x5C {
      storage.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
      append(escaped: byte)
      start = index + 1
    }
    storage.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start...]))
    storage.append(0x22)
  }

  mutating func append(jsonString text: String) {
    var text = text
    text.withUTF8 { append(jsonString: UnsafeRawBufferPointer($0)) }
  }

  private mutating func append(escaped byte: UInt8) {
    storage.append(0x5C)
    switch byte {
    case 0x22, 0x5C: storage.append(byte)
    case 0x08: storage.append(0x62)
    case 0x09: storage.append(0x74)
    case 0x0A: storage.append(0x6E)
    case 0x0C: storage.append(0x66)
    case 0x0D: storage.append(0x72)
    default:
      append("u00")
      storage.append(Self.hexadecimal[Int(byte >> 4)])
      storage.append(Self.hexadecimal[Int(byte & 15)])
    }
  }

  private static let hexadecimal = Array("0123456789abcdef".utf8)
  private static let base64 = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}

/// Prints times as `Timestamp` does; the date is made once a day of the log.
package struct TimeBytes: Sendable {
  private var day: Int64?
  private var date: [UInt8] = []

  package init() {}

  package mutating func append(_ milliseconds: Int64, to bytes: inout Bytes) {
    let day = milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000
    if day != self.day {
      self.day = day
      date = Array(Timestamp(milliseconds: day * 86_400_000).date.utf8)
    }
    let inDay = UInt64(milliseconds - day * 86_400_000)
    bytes.append(raw: date)
    bytes.append(byte: 0x54)
    bytes.append(digits: inDay / 3_600_000, width: 2)
    bytes.append(byte: 0x3A)
    bytes.append(digits: inDay / 60_000 % 60, width: 2)
    bytes.append(byte: 0x3A)
    bytes.append(digits: inDay / 1000 % 60, width: 2)
    bytes.append(byte: 0x2E)
    bytes.append(digits: inDay % 1000, width: 3)
    bytes.append(byte: 0x5A)
  }
}
