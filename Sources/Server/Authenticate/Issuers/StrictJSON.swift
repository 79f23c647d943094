package import Documents
import Foundation

/// Reads JSON of others as one meaning only: a member that stands twice is refused, not chosen from (RFC 7515, section
/// 10.12), and so is whatever stands behind the end.
package struct StrictJSON {
  package struct Fault: Error {}
  private static let depthMax = 16

  private let bytes: [UInt8]
  private var place = 0

  /// Throws `Fault` for all that is not RFC 8259's, and for what nests deeper than 16 levels.
  package static func value(_ data: some Collection<UInt8>) throws(Fault) -> Value {
    var reader = StrictJSON(bytes: Array(data))
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.place == reader.bytes.count else { throw Fault() }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard next == byte else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) throws(Fault) -> Value {
    guard depth < Self.depthMax else { throw Fault() }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "\""): return .string(try text())
    default: return try word()
    }
  }

  private mutating func object(depth: Int) throws(Fault) -> [String: Value] {
    place += 1
    var members: [String: Value] = [:]
    if take(UInt8(ascii: "}")) { return members }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw Fault() }
      let name = try text()
      guard members[name] == nil, take(UInt8(ascii: ":")) else { throw Fault() }
      members[name] = try value(depth: depth + 1)
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw Fault() }
    return members
  }

  private mutating func array(depth: Int) throws(Fault) -> [Value] {
    place += 1
    var items: [Value] = []
    if take(UInt8(ascii: "]")) { return items }
    repeat { items.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw Fault() }
    return items
  }

  /// A text from quote to quote. One without escapes stands as it is; what escapes mean is Foundation's to say.
  private mutating func text() throws(Fault) -> String {
    let start = place
    var hasEscapes = false
    place += 1
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw Fault() }
      let isEscape = byte == UInt8(ascii: "\\")
      hasEscapes = hasEscapes || isEscape
      place += isEscape ? 2 : 1
    }
    guard next != nil else { throw Fault() }
    place += 1
    if !hasEscapes {
      guard let text = String(validating: bytes[start + 1..<place - 1], as: UTF8.self) else { throw Fault() }
      return text
    }
    return try decoded(String.self, bytes[start..<place])
  }

  /// A number, `true`, `false` or `null`.
  private mutating func word() throws(Fault) -> Value {
    let start = place
    while let byte = next, ![0x20, 0x09, 0x0A, 0x0D].contains(byte), !",]}".utf8.contains(byte) { place += 1 }
    switch String(decoding: bytes[start..<place], as: UTF8.self) {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    default: return try decoded(Value.self, bytes[start..<place])
    }
  }

  private func decoded<Piece: Decodable>(_ type: Piece.Type, _ piece: ArraySlice<UInt8>) throws(Fault) -> Piece {
    // As an item of a list: so a piece that closes it or goes on is seen.
    let list = Data("[".utf8) + Data(piece) + Data("]".utf8)
    guard let items = try? JSONDecoder().decode([Piece].self, from: list), items.count == 1 else { throw Fault() }
    return items[0]
  }
}
