/// Text as HTML text or as an attribute's value.
package enum HtmlEscaping {
  package static func escaped(_ text: String) -> String {
    var output: [UInt8] = []
    output.reserveCapacity(text.utf8.count + 16)
    append(text.utf8, to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  static func append(_ bytes: some Sequence<UInt8>, to output: inout [UInt8]) {
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "&"): output.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): output.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): output.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "\""): output.append(contentsOf: "&quot;".utf8)
      case UInt8(ascii: "'"): output.append(contentsOf: "&#39;".utf8)
      // HTML has no null character; CommonMark (section 2.3) writes this one for it.
      case 0: output.append(contentsOf: "\u{FFFD}".utf8)
      default: output.append(byte)
      }
    }
  }

  /// What a character reference such as `&auml;`, `&#228;` or `&#xE4;` stands for (CommonMark, section 2.5), as UTF-8;
  /// its own bytes where it is none.
  static func decoded(_ reference: some Collection<UInt8>) -> [UInt8] {
    let name = reference.dropFirst().dropLast()
    guard name.first == UInt8(ascii: "#") else {
      return EntityNames.utf8[Substring(String(decoding: name, as: UTF8.self))] ?? Array(reference)
    }
    let digits = name.dropFirst()
    let isHexadecimal = digits.first.map { $0 | 0x20 } == UInt8(ascii: "x")
    let text = String(decoding: isHexadecimal ? digits.dropFirst() : digits, as: UTF8.self)
    let scalar = UInt32(text, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
    // Control characters, but for white space, and noncharacters may not stand in HTML.
    let isAllowed = (scalar.value >= 0x20 || [0x09, 0x0A, 0x0D].contains(scalar.value)) && !isNoncharacter(scalar)
    return Array(String(isAllowed && !(0x7F...0x9F).contains(scalar.value) ? scalar : "\u{FFFD}").utf8)
  }

  /// An info string as it is meant: backslash escapes and character references resolved.
  static func unescaped(_ info: String) -> [UInt8] {
    let bytes = Array(info.utf8)
    var text: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == .backslash, index + 1 < bytes.count, bytes[index + 1].isPunctuation {
        text.append(bytes[index + 1])
        index += 2
      } else if bytes[index] == UInt8(ascii: "&"), let end = referenceEnd(bytes, index) {
        text += decoded(bytes[index..<end])
        index = end
      } else {
        text.append(bytes[index])
        index += 1
      }
    }
    return text
  }

  /// One past the character reference that begins there.
  private static func referenceEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
    let name = bytes[(start + 1)...].prefix(32).prefix { $0.isWord || $0 == .hash }
    guard !name.isEmpty, name.endIndex < bytes.count, bytes[name.endIndex] == UInt8(ascii: ";") else { return nil }
    guard let mark = name.lastIndex(of: .hash) else { return name.endIndex + 1 }
    let digits = name.dropFirst()
    let isHexadecimal = digits.first.map { $0 | 0x20 } == UInt8(ascii: "x")
    let isNumber = isHexadecimal ? digits.count > 1 && digits.count < 8 : !digits.isEmpty && digits.count < 8
    return mark == name.startIndex && isNumber ? name.endIndex + 1 : nil
  }

  private static func isNoncharacter(_ scalar: Unicode.Scalar) -> Bool {
    (0xFDD0...0xFDEF).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE
  }
}
