extension JinjaLexer {
  /// A quoted text, with Python's escapes read; one that is not known stays as it is written.
  mutating func string(closedBy quote: UInt8) throws(TemplateError) -> String {
    let opened = line
    index += 1
    var bytes: [UInt8] = []
    while let byte = byte(at: index) {
      if byte == quote {
        index += 1
        return String(decoding: bytes, as: UTF8.self)
      }
      guard byte == UInt8(ascii: "\\") else {
        move(to: index + 1)
        bytes.append(byte)
        continue
      }
      try escape(into: &bytes)
    }
    throw failure("A quoted text is not closed.", line: opened)
  }

  private static let simple: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "a"): 0x07,
    UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C, UInt8(ascii: "v"): 0x0B, UInt8(ascii: "\\"): 0x5C,
    UInt8(ascii: "'"): 0x27, UInt8(ascii: "\""): 0x22,
  ]

  private mutating func escape(into bytes: inout [UInt8]) throws(TemplateError) {
    guard let letter = byte(at: index + 1) else { throw failure("A quoted text is not closed.", line: line) }
    if let meant = Self.simple[letter] {
      index += 2
      return bytes.append(meant)
    }
    switch letter {
    case 0x0A: move(to: index + 2)
    case UInt8(ascii: "x"): try scalar(digits: 2, into: &bytes)
    case UInt8(ascii: "u"): try scalar(digits: 4, into: &bytes)
    case UInt8(ascii: "U"): try scalar(digits: 8, into: &bytes)
    case UInt8(ascii: "N"): throw failure("'\\N' is not read here: write the character itself.", line: line)
    case UInt8(ascii: "0")...UInt8(ascii: "7"): octal(into: &bytes)
    default:
      bytes.append(UInt8(ascii: "\\"))
      index += 1
    }
  }

  private mutating func scalar(digits: Int, into bytes: inout [UInt8]) throws(TemplateError) {
    let end = index + 2 + digits
    guard end <= source.count,
      let value = UInt32(String(decoding: source[(index + 2)..<end], as: UTF8.self), radix: 16),
      let scalar = Unicode.Scalar(value), source[index + 2] != UInt8(ascii: "+")
    else { throw failure("An escape of a quoted text cannot be read.", line: line) }
    bytes.append(contentsOf: String(scalar).utf8)
    index = end
  }

  /// One to three digits.
  private mutating func octal(into bytes: inout [UInt8]) {
    var value: UInt32 = 0
    var place = index + 1
    while place < index + 4, let byte = byte(at: place), (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) {
      value = value * 8 + UInt32(byte - UInt8(ascii: "0"))
      place += 1
    }
    if let scalar = Unicode.Scalar(value) { bytes.append(contentsOf: String(scalar).utf8) }
    index = place
  }
}
