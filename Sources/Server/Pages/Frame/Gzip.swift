import CZlib
import Foundation
import HTTPTypes
import Hummingbird

/// Answers made small (RFC 1952).
enum Gzip {
  /// Below this the header costs more than it saves.
  private static let bytesMin = 1024
  /// zlib's windows of 32 KiB, with gzip's header and checksum.
  private static let windowBits: Int32 = 15 + 16
  private static let memoryLevel: Int32 = 8

  /// Whether the client names gzip and does not rule it out (RFC 9110, section 12.5.3).
  static func isAccepted(by request: Request) -> Bool {
    request.headers[values: .acceptEncoding].joined(separator: ",").lowercased().split(separator: ",").contains {
      let parts = $0.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
      return parts.first == "gzip"
        && !parts.dropFirst().contains { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }
    }
  }

  /// Nil where it is short, or does not get smaller. `level` is zlib's, 1 to 9.
  static func packed(_ bytes: Data, level: Int32 = 9) -> Data? {
    guard bytes.count >= bytesMin else { return nil }
    var stream = z_stream()
    guard
      deflateInit2_(
        &stream, level, Z_DEFLATED, windowBits, memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    var packed = Data(count: Int(deflateBound(&stream, uLong(bytes.count))))
    let status = packed.withUnsafeMutableBytes { target in
      bytes.withUnsafeBytes { source in
        // zlib reads what `next_in` points to, and never writes there.
        stream.next_in = UnsafeMutablePointer(mutating: source.bindMemory(to: Bytef.self).baseAddress)
        stream.avail_in = uInt(source.count)
        stream.next_out = target.bindMemory(to: Bytef.self).baseAddress
        stream.avail_out = uInt(target.count)
        return deflate(&stream, Z_FINISH)
      }
    }
    guard status == Z_STREAM_END, Int(stream.total_out) < bytes.count else { return nil }
    return packed.prefix(Int(stream.total_out))
  }
}
