import Edge
import NIOCore
import NIOPosix
import TestSupport
import Testing

/// One client that takes more than its share, over HTTP/1.1.
@Suite(.serialized) struct LimitingClients {
  private let chunked = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

  @Test("too many headers are 431")
  func headerCount() async throws {
    var limits = EdgeLimits.standard
    limits.headersMax = 10
    try await withEdge(limits: limits) { port in
      let many = (0..<10).map { "X-\($0): a\r\n" }
      let answer = try await exchange(port, "GET /hello HTTP/1.1\r\nHost: x\r\n\(many.joined())\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 431"), "\(answer)")
      #expect(answer.contains("too_many_headers"), "\(answer)")
      let few = try await exchange(
        port, "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(many.prefix(3).joined())\r\n")
      #expect(few.hasPrefix("HTTP/1.1 200"), "\(few)")
    }
  }

  @Test("trailers and a chunk's extension are bounded as a head is")
  func framing() async throws {
    var limits = EdgeLimits.standard
    limits.headBytesMax = 2000
    try await withEdge(limits: limits) { port in
      let trailers = (0..<1000).map { "X-\($0): aaaa\r\n" }.joined()
      let long = try await exchange(port, chunked + "0\r\n" + trailers)
      #expect(long.hasPrefix("HTTP/1.1 431"), "\(long)")
      let unended = chunked + "3;" + String(repeating: "a", count: 5000)
      let endless = try await exchange(port, unended)
      #expect(endless.hasPrefix("HTTP/1.1 431"), "\(endless)")
    }
  }

  @Test("a body has a last moment, however steadily it comes")
  func bodyDeadline() async throws {
    var limits = EdgeLimits.patient
    limits.bodyBytesPerSecondMin = 0
    limits.bodyGraceSeconds = 1
    limits.bodySeconds = 2
    try await withEdge(limits: limits) { port in
      let answer = try await exchange(port, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\na")
      #expect(answer.hasPrefix("HTTP/1.1 408"), "\(answer)")
    }
  }

  @Test("a connection that was answered before its body ended is closed once it is silent", .timeLimit(.minutes(2)))
  func answeredEarly() async throws {
    var limits = EdgeLimits.standard
    limits.idleSeconds = 1
    try await withEdge(limits: limits) { port in
      let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port) { channel in
          channel.eventLoop.makeCompletedFuture {
            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
          }
        }
      try await client.executeThenClose { inbound, outbound in
        try await outbound.write(
          ByteBuffer(string: "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\na"))
        var answer = ""
        do {
          for try await part in inbound {
            if answer.isEmpty { try await outbound.write(ByteBuffer(string: "bcde")) }
            answer += String(buffer: part)
          }
        } catch is IOError {
          // A reset is a close, too.
        }
        #expect(answer.hasPrefix("HTTP/1.1 404"), "\(answer)")
      }
    }
  }

  @Test("a client that does not read its answer loses the connection")
  func notReading() async throws {
    var limits = EdgeLimits.patient
    limits.writeStallSeconds = 1
    try await withEdge(limits: limits) { port in
      let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .channelOption(.autoRead, value: false)
        .channelOption(.socketOption(.so_rcvbuf), value: 4096)
        .connect(host: "127.0.0.1", port: port).get()
      let bytes = ByteBuffer(string: "GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
      try await client.writeAndFlush(bytes)
      // What it sends on is refused with a reset once the server has let go; until then it is taken.
      let isClosed = try await eventually {
        do {
          try await client.writeAndFlush(ByteBuffer(string: "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"))
          return false
        } catch {
          return true
        }
      }
      #expect(isClosed)
      try? await client.close()
    }
  }
}
