import Edge
import NIOConcurrencyHelpers
import TestSupport
import Testing

/// One client that breaks HTTP/2, or takes more of it than its share.
@Suite(.serialized) struct GuardingHTTP2 {
  private let tls: TLSCertificate

  init() throws {
    tls = try TLSCertificate(TestCertificate.make())
  }

  @Test(
    "a connection that does not begin is closed",
    arguments: [
      [], Array(RawHTTP2.preface.prefix(10)), RawHTTP2.preface, RawHTTP2.preface + RawHTTP2.settings,
      Array(RawHTTP2.begin.prefix(30)),
    ])
  func halfOpen(bytes: [UInt8]) async throws {
    var limits = EdgeLimits.patient
    limits.http2SettingsSeconds = 1
    try await withEdge(tls: tls, limits: limits) { port in
      let frames = try await RawHTTP2.exchange(port, bytes)
      #expect(frames.allSatisfy { $0.type != 1 }, "\(frames)")
    }
  }

  @Test("a connection that began is not held to that time, and ends when it is idle")
  func idle() async throws {
    var limits = EdgeLimits.patient
    limits.http2SettingsSeconds = 1
    limits.idleSeconds = 2
    try await withEdge(tls: tls, limits: limits) { port in
      let lasted = NIOLockedValueBox(Duration.zero)
      // A client that is held up does not begin in time: another one tries.
      let isAnswered = try await eventually {
        let start = ContinuousClock.now
        let frames = try await RawHTTP2.exchange(port, RawHTTP2.begin + RawHTTP2.head(1, RawHTTP2.request()))
        lasted.withLockedValue { $0 = ContinuousClock.now - start }
        return frames.contains { $0.type == 1 && $0.stream == 1 }
      }
      let seconds = lasted.withLockedValue { $0 } / .seconds(1)
      #expect(isAnswered && seconds >= 2)
    }
  }

  @Test("a wrong preface is said goodbye to, and closed")
  func wrongPreface() async throws {
    try await withEdge(tls: tls, limits: .patient) { port in
      let frames = try await RawHTTP2.exchange(port, Array("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
      #expect(frames.allSatisfy { $0.type != 1 } && frames.contains { $0.goodbyeCode != nil }, "\(frames)")
    }
  }

  @Test("floods end with a goodbye that says so (11, ENHANCE_YOUR_CALM) and a closed connection", arguments: Flood.all)
  func floods(flood: Flood) async throws {
    try await withEdge(tls: tls, limits: .patient) { port in
      let frames = try await RawHTTP2.exchange(port, RawHTTP2.begin + flood.bytes)
      let codes = frames.compactMap(\.goodbyeCode)
      #expect(codes.contains { flood.codes.contains($0) }, "\(codes) of \(frames.count) frames")
    }
  }

  @Test("what two servers could read in two ways is never answered as a request", arguments: HTTP2Form.all)
  func forms(form: HTTP2Form) async throws {
    try await withEdge(tls: tls) { port in
      // The second request says whether the first left the connection alive; either will do, an answer to the first not.
      let bytes = RawHTTP2.begin + form.bytes + RawHTTP2.head(3, RawHTTP2.request("/short"))
      let frames = try await RawHTTP2.exchange(port, bytes) { frame in
        frame.goodbyeCode != nil || (frame.stream == 3 && frame.flags & 1 == 1)
      }
      let first = frames.filter { $0.stream == 1 }
      // 0x88 is `:status: 200` in HPACK's table.
      let isAnswered = first.contains { $0.type == 1 && $0.payload.first == 0x88 }
      #expect(!isAnswered, "\(first)")
      let isRefused =
        first.contains { $0.resetCode != nil || $0.type == 1 } || frames.contains { $0.goodbyeCode != nil }
      #expect(isRefused, "\(frames)")
    }
  }

  @Test("a body that is too large, and one that drips, are answered and their stream closed")
  func bodies() async throws {
    var limits = EdgeLimits.patient
    limits.bodyBytesMax = 10
    try await withEdge(tls: tls, limits: limits) { port in
      let large =
        RawHTTP2.head(1, RawHTTP2.request("/echo", method: "POST"), isLast: false)
        + RawHTTP2.frame(0, stream: 1, Array(repeating: 0x61, count: 11))
      let tooLarge = try await text(port, large)
      #expect(tooLarge.contains("body_too_large"), "\(tooLarge)")
    }
    limits.bodyGraceSeconds = 1
    try await withEdge(tls: tls, limits: limits) { port in
      let slow =
        RawHTTP2.head(1, RawHTTP2.request("/echo", method: "POST"), isLast: false)
        + RawHTTP2.frame(0, stream: 1, [0x61])
      let tooSlow = try await text(port, slow)
      #expect(tooSlow.contains("request_too_slow"), "\(tooSlow)")
    }
  }

  @Test("a body has a last moment, however steadily it comes")
  func bodyDeadline() async throws {
    var limits = EdgeLimits.patient
    limits.bodyBytesPerSecondMin = 0
    limits.bodyGraceSeconds = 1
    limits.bodySeconds = 2
    try await withEdge(tls: tls, limits: limits) { port in
      let head = RawHTTP2.head(1, RawHTTP2.request("/echo", method: "POST"), isLast: false)
      let tooSlow = try await text(port, head)
      #expect(tooSlow.contains("request_too_slow"), "\(tooSlow)")
    }
  }

  @Test("a client that opens no window for its answer loses the stream", arguments: ["/short", "/long"])
  func notReading(path: String) async throws {
    var limits = EdgeLimits.patient
    limits.writeStallSeconds = 1
    try await withEdge(tls: tls, limits: limits) { port in
      // SETTINGS_INITIAL_WINDOW_SIZE 0.
      let closed = RawHTTP2.frame(4, stream: 0, [0, 4, 0, 0, 0, 0])
      let bytes = RawHTTP2.preface + closed + RawHTTP2.acknowledgement + RawHTTP2.head(1, RawHTTP2.request(path))
      let frames = try await RawHTTP2.exchange(port, bytes) { $0.resetCode != nil }
      #expect(frames.contains { $0.resetCode != nil && $0.stream == 1 }, "\(frames)")
    }
  }

  /// The bodies' bytes that come back on stream 1 until it ends.
  private func text(_ port: Int, _ bytes: [UInt8]) async throws -> String {
    let frames = try await RawHTTP2.exchange(port, RawHTTP2.begin + bytes) { frame in
      frame.stream == 1 && (frame.resetCode != nil || frame.flags & 1 == 1 && frame.type < 2)
    }
    return String(decoding: frames.filter { $0.type == 0 }.flatMap(\.payload), as: UTF8.self)
  }
}

/// More of one kind of frame than any honest client sends.
struct Flood: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: [UInt8]
  /// Goodbyes that will do: 11 is ENHANCE_YOUR_CALM, 1 a breach of the protocol.
  var codes: Set<UInt8> = [11]

  private static func streams(_ count: Int, _ make: (UInt32) -> [UInt8]) -> [UInt8] {
    (0..<count).flatMap { make(UInt32(2 * $0 + 1)) }
  }

  private static func head(_ stream: UInt32) -> [UInt8] {
    RawHTTP2.head(stream, RawHTTP2.request("/echo", method: "POST"), isLast: false)
  }

  static let all: [Flood] = [
    Flood(
      testDescription: "streams that are taken back",
      bytes: streams(400) { head($0) + RawHTTP2.frame(3, stream: $0, [0, 0, 0, 8]) }),
    Flood(
      testDescription: "a head over many frames",
      bytes: RawHTTP2.frame(1, stream: 1, RawHTTP2.block(RawHTTP2.request()))
        + (0..<50).flatMap { RawHTTP2.frame(9, stream: 1, RawHTTP2.block([("x-\($0)", "a")])) }, codes: [11, 1]),
    Flood(
      testDescription: "a head over many empty frames",
      bytes: RawHTTP2.frame(1, stream: 1, RawHTTP2.block(RawHTTP2.request()))
        + (0..<50).flatMap { _ in RawHTTP2.frame(9, stream: 1) }, codes: [11, 1]),
    Flood(
      testDescription: "pings",
      bytes: (0..<400).flatMap { _ in RawHTTP2.frame(6, stream: 0, Array(repeating: 0, count: 8)) }
    ),
    Flood(testDescription: "settings", bytes: (0..<400).flatMap { _ in RawHTTP2.settings }),
    Flood(
      testDescription: "priorities", bytes: (0..<400).flatMap { _ in RawHTTP2.frame(2, stream: 1, [0, 0, 0, 3, 1]) }),
    Flood(
      testDescription: "empty parts of a body", bytes: head(1) + (0..<50).flatMap { _ in RawHTTP2.frame(0, stream: 1) }),
    Flood(
      testDescription: "streams that the server is made to reset",
      bytes: streams(400) { head($0) + RawHTTP2.frame(8, stream: $0, [0, 0, 0, 0]) }, codes: [11, 1]),
  ]
}

/// A request over HTTP/2 that a server behind this one might read in another way.
struct HTTP2Form: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let bytes: [UInt8]

  private init(_ what: String, _ fields: [(String, String)], body: [UInt8]? = nil) {
    testDescription = what
    let data = body.map { RawHTTP2.frame(0, flags: 1, stream: 1, $0) } ?? []
    bytes = RawHTTP2.head(1, fields, isLast: body == nil) + data
  }

  private static func with(_ name: String, _ value: String) -> [(String, String)] {
    RawHTTP2.request() + [(name, value)]
  }

  private static func replacing(_ name: String, _ value: String) -> [(String, String)] {
    RawHTTP2.request().map { $0.0 == name ? (name, value) : $0 }
  }

  private static let post = RawHTTP2.request("/echo", method: "POST")

  static let all: [HTTP2Form] = [
    HTTP2Form("a connection header", with("connection", "close")),
    HTTP2Form("a transfer encoding", with("transfer-encoding", "chunked")),
    HTTP2Form("keep-alive", with("keep-alive", "1")),
    HTTP2Form("proxy-connection", with("proxy-connection", "close")),
    HTTP2Form("an upgrade", with("upgrade", "h2c")),
    HTTP2Form("te that is not trailers", with("te", "gzip")),
    HTTP2Form("a name in capitals", with("X-Capital", "a")),
    HTTP2Form("a name with a colon", with("x:y", "a")),
    HTTP2Form("a name with a space", with("x y", "a")),
    HTTP2Form("a name with a line break", with("x\r\nhost", "a")),
    HTTP2Form("an empty name", with("", "a")),
    HTTP2Form("a value with a line break", with("x", "a\r\nhost: y")),
    HTTP2Form("a value with a zero byte", with("x", "a\0b")),
    HTTP2Form("another host", with("host", "other")),
    HTTP2Form("two hosts", with("host", "localhost") + [("host", "localhost")]),
    HTTP2Form("no authority and no host", RawHTTP2.request().filter { $0.0 != ":authority" }),
    HTTP2Form("two authorities", with(":authority", "other")),
    HTTP2Form("an authority after headers", [("x", "a")] + RawHTTP2.request()),
    HTTP2Form("an authority with a user", replacing(":authority", "a@localhost")),
    HTTP2Form("an authority with a path", replacing(":authority", "localhost/x")),
    HTTP2Form("two paths", with(":path", "/short")),
    HTTP2Form("no path", RawHTTP2.request().filter { $0.0 != ":path" }),
    HTTP2Form("an empty path", replacing(":path", "")),
    HTTP2Form("a whole address as path", replacing(":path", "https://other/hello")),
    HTTP2Form("a path with a space", replacing(":path", "/hello HTTP/1.1")),
    HTTP2Form("a path with a line break", replacing(":path", "/hello\r\nx: y")),
    HTTP2Form("a path with a fragment", replacing(":path", "/hello#a")),
    HTTP2Form("a method with a line break", replacing(":method", "GET / HTTP/1.1\r\n")),
    HTTP2Form("an unknown pseudo header", RawHTTP2.request() + [(":x", "a")]),
    HTTP2Form("a status in a request", RawHTTP2.request() + [(":status", "200")]),
    HTTP2Form("a length that is too long", post + [("content-length", "5")], body: [1, 2, 3]),
    HTTP2Form("a length that is too short", post + [("content-length", "2")], body: [1, 2, 3]),
    HTTP2Form("two lengths", post + [("content-length", "3"), ("content-length", "2")], body: [1, 2, 3]),
    HTTP2Form("the same length twice", post + [("content-length", "3"), ("content-length", "3")], body: [1, 2, 3]),
    HTTP2Form("a length with a plus", post + [("content-length", "+3")], body: [1, 2, 3]),
    HTTP2Form("a length without a body", post + [("content-length", "3")]),
    HTTP2Form("a tunnel", [(":method", "CONNECT"), (":authority", "localhost:22")]),
    HTTP2Form("too many headers", RawHTTP2.request() + (0..<101).map { ("x-\($0)", "a") }),
  ]
}
