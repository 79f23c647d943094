/// Which targets a link may have: relative ones on the same host, and those with a known scheme.
enum LinkTarget {
  private static let schemes: Set<String> = ["http", "https", "mailto"]

  /// The target as it is written in an attribute, before HTML's own escaping: ASCII without white space and control
  /// characters, all others percent-encoded (RFC 3986, section 2.1). Nil where it is not safe to follow. `target` is
  /// what the author means, character references and backslashes resolved.
  static func written(_ target: [UInt8]) -> [UInt8]? {
    let written = encoded(target)
    // `//host` takes the reader to another host over any scheme.
    guard !written.starts(with: Array("//".utf8)) else { return nil }
    let head = written.prefix { !"/?#".utf8.contains($0) }
    // Nothing that turns into a scheme when percent escapes, or what browsers drop, are taken out.
    let plain = decoded(head).filter { $0 > 0x20 && $0 != 0x7F }
    guard let colon = plain.firstIndex(of: .colon) else { return written }
    guard colon < head.count, Array(head.prefix(colon)) == Array(plain[..<colon]) else { return nil }
    return schemes.contains(String(decoding: plain[..<colon], as: UTF8.self).lowercased()) ? written : nil
  }

  private static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      let isEscape =
        byte == .percent && index + 2 < bytes.count && hexadecimal(bytes[index + 1]) != nil
        && hexadecimal(bytes[index + 2]) != nil
      if byte.isWord || kept.contains(byte) || isEscape {
        encoded.append(byte)
      } else {
        encoded += [.percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return encoded
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == .percent, index + 2 < bytes.endIndex, let high = hexadecimal(bytes[index + 1]),
        let low = hexadecimal(bytes[index + 2])
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(bytes[index])
        index += 1
      }
    }
    return decoded
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    if byte.isDigit { return byte - 0x30 }
    return (0x61...0x66).contains(byte | 0x20) ? (byte | 0x20) - 0x57 : nil
  }

  private static let digits = Array("0123456789ABCDEF".utf8)
  /// Reserved and unreserved marks of RFC 3986, but for the brackets.
  private static let kept = Set(";/?:@&=+$,-_.!~*'()#".utf8)
}
