import NIOCore
import NIOPosix
import NIOSSL

/// A client of HTTP/2 that sends what it is told, frame by frame, right or wrong.
enum RawHTTP2 {
  struct Frame: Sendable, Equatable {
    let type: UInt8
    let flags: UInt8
    let stream: UInt32
    let payload: [UInt8]

    /// Why the server says goodbye; nil in other frames.
    var goodbyeCode: UInt8? { type == 7 && payload.count >= 8 ? payload[7] : nil }
    var resetCode: UInt8? { type == 3 ? payload.last : nil }
  }

  static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
  static let settings = frame(4, stream: 0)
  static let acknowledgement = frame(4, flags: 1, stream: 0)
  static let begin = preface + settings + acknowledgement

  static func frame(_ type: UInt8, flags: UInt8 = 0, stream: UInt32, _ payload: [UInt8] = []) -> [UInt8] {
    let length = payload.count
    let id = (0..<4).map { UInt8(truncatingIfNeeded: stream >> (24 - 8 * $0)) }
    return [UInt8(length >> 16), UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF), type, flags] + id + payload
  }

  /// Every field as a literal without an index, in plain bytes (RFC 7541, section 6.2.2).
  static func block(_ fields: [(String, String)]) -> [UInt8] {
    fields.flatMap { [0] + text($0.0) + text($0.1) }
  }

  private static func text(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
    var rest = bytes.count - 127
    var length: [UInt8] = [127]
    while rest >= 128 {
      length.append(UInt8(rest & 127 | 128))
      rest >>= 7
    }
    return length + [UInt8(rest)] + bytes
  }

  static func request(_ path: String = "/hello", method: String = "GET") -> [(String, String)] {
    [(":method", method), (":scheme", "https"), (":authority", "localhost"), (":path", path)]
  }

  /// A head with END_HEADERS, and END_STREAM where nothing follows.
  static func head(_ stream: UInt32, _ fields: [(String, String)], isLast: Bool = true) -> [UInt8] {
    frame(1, flags: isLast ? 5 : 4, stream: stream, block(fields))
  }

  /// Sends bytes and returns the frames that come, until one is the last that is waited for, or the server closes.
  static func exchange(
    _ port: Int, _ bytes: [UInt8], until isLast: @Sendable (Frame) -> Bool = { _ in false }
  ) async throws -> [Frame] {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.certificateVerification = .none
    tls.applicationProtocols = ["h2"]
    let context = try NIOSSLContext(configuration: tls)
    let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: nil))
          return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
      }
    return try await client.executeThenClose { inbound, outbound in
      var frames: [Frame] = []
      var buffer = ByteBuffer()
      do {
        if !bytes.isEmpty { try await outbound.write(ByteBuffer(bytes: bytes)) }
        for try await part in inbound {
          buffer.writeImmutableBuffer(part)
          while let frame = next(in: &buffer) {
            frames.append(frame)
            if isLast(frame) { return frames }
          }
        }
      } catch is IOError {
        // A reset is a close, too.
      } catch is ChannelError {
      } catch is NIOSSLError {
        // A close without the goodbye of TLS.
      }
      return frames
    }
  }

  private static func next(in buffer: inout ByteBuffer) -> Frame? {
    guard let head = buffer.getBytes(at: buffer.readerIndex, length: 9) else { return nil }
    let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
    guard buffer.readableBytes >= 9 + length else { return nil }
    buffer.moveReaderIndex(forwardBy: 9)
    let stream = head[5...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return Frame(type: head[3], flags: head[4], stream: stream, payload: buffer.readBytes(length: length) ?? [])
  }
}
