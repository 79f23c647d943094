/// A span of a trace, as the header `traceparent` names it (W3C Trace Context, section 3.2).
package struct TraceContext: Hashable, Sendable {
  /// 32 lower-case hexadecimal digits, not all zero.
  package let traceID: String
  /// 16 of them, not all zero.
  package let spanID: String
  /// The trace flags, of which only the lowest bit (sampled) is known.
  package let flags: UInt8

  /// What the running task does; every line that it logs, every event that it writes and every request that it sends
  /// belongs to it.
  @TaskLocal package static var current: TraceContext?

  private static let sampled: UInt8 = 1
  private static let traceBytes = 16
  private static let spanBytes = 8

  /// Nil where the ids are not what they have to be.
  package init?(traceID: String, spanID: String, flags: UInt8 = sampled) {
    guard Self.isID(traceID.utf8[...], digits: 32), Self.isID(spanID.utf8[...], digits: 16) else { return nil }
    (self.traceID, self.spanID, self.flags) = (traceID, spanID, flags)
  }

  /// Reads `00-<trace>-<parent>-<flags>`. A version above 00 may carry more behind it; ff is none. Nil where it is
  /// malformed: then it counts as absent.
  package init?(traceparent text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[0].count == 2, parts[3].count == 2, let version = Self.byte(parts[0]),
      version != 0xFF,
      version != 0 || parts.count == 4, let flags = Self.byte(parts[3])
    else { return nil }
    self.init(traceID: String(Substring(parts[1])), spanID: String(Substring(parts[2])), flags: flags)
  }

  /// The first span of a new trace.
  package static func begin(_ randomBytes: (Int) -> [UInt8]) -> TraceContext {
    TraceContext(unchecked: id(traceBytes, randomBytes), id(spanBytes, randomBytes), sampled)
  }

  /// A new span of a trace that is known by its id; nil where that is none.
  package static func joining(_ traceID: String, _ randomBytes: (Int) -> [UInt8]) -> TraceContext? {
    TraceContext(traceID: traceID, spanID: id(spanBytes, randomBytes))
  }

  /// A new span of a trace that is known by its id, or the first of a new one where it is not.
  package static func continuing(_ traceID: String?, _ randomBytes: (Int) -> [UInt8]) -> TraceContext {
    traceID.flatMap { joining($0, randomBytes) } ?? begin(randomBytes)
  }

  /// A new span of the same trace, below this one.
  package func child(_ randomBytes: (Int) -> [UInt8]) -> TraceContext {
    TraceContext(unchecked: traceID, Self.id(Self.spanBytes, randomBytes), flags)
  }

  /// The header for what this span sends, in version 00.
  package var traceparent: String {
    "00-\(traceID)-\(spanID)-\(flags & Self.sampled == 0 ? "00" : "01")"
  }

  private init(unchecked traceID: String, _ spanID: String, _ flags: UInt8) {
    (self.traceID, self.spanID, self.flags) = (traceID, spanID, flags)
  }

  /// The lowest bit is set, so that it is never all zero.
  private static func id(_ count: Int, _ randomBytes: (Int) -> [UInt8]) -> String {
    var bytes = randomBytes(count)
    if let last = bytes.indices.last { bytes[last] |= 1 }
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  private static func isID(_ text: Substring.UTF8View, digits: Int) -> Bool {
    text.count == digits && text.allSatisfy { digit($0) != nil } && text.contains { $0 != UInt8(ascii: "0") }
  }

  private static func byte(_ text: Substring.UTF8View) -> UInt8? {
    text.reduce(UInt8?(0)) { value, character in
      guard let value, let digit = digit(character) else { return nil }
      return value << 4 | digit
    }
  }

  /// Capital letters are malformed.
  private static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
