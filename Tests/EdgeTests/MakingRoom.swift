import AsyncHTTPClient
import Edge
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import TestSupport
import Testing

@Suite(.serialized) struct MakingRoom {
  @Test("of an address's share, or of all, the connection without a request makes room, and one that asks stays")
  func displacing() async throws {
    for limit in [\EdgeLimits.connectionsPerPeerMax, \.connectionsMax] {
      var limits = EdgeLimits.patient
      limits[keyPath: limit] = 2
      try await withEdge(limits: limits) { port in
        let asking = HTTPClient(eventLoopGroupProvider: .singleton)
        #expect(try await hello(asking, port) == "hello")
        let silent = try await connect(port)
        // Newer than the silent one's last word.
        #expect(try await hello(asking, port) == "hello")
        let new = try await exchange(port, "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(new.hasSuffix("hello"))
        try await silent.closeFuture.get()
        try await asking.shutdown()
      }
    }
  }

  @Test("a connection of HTTP/2 that is between requests makes room, one that is being answered does not")
  func http2() async throws {
    var limits = EdgeLimits.patient
    limits.connectionsPerPeerMax = 1
    try await withEdge(tls: TLSCertificate(TestCertificate.make()), limits: limits) { port in
      let (first, second) = (client(), client())
      let long = try await first.execute(
        HTTPClientRequest(url: "https://127.0.0.1:\(port)/long"), timeout: .seconds(180))
      #expect(long.version == .http2)
      #expect(try await exchange(port, "").isEmpty)
      #expect(try await long.body.collect(upTo: 20_000_000).readableBytes == 20_000_000)
      // Its answer has been read, and soon its place knows it.
      let isIn = try await eventually { (try? await hello(second, port, scheme: "https")) == "hello" }
      #expect(isIn)
      try await first.shutdown()
      try await second.shutdown()
    }
  }

  @Test("where every connection is being answered, one more is refused, and is let in afterwards")
  func refusing() async throws {
    var limits = EdgeLimits.patient
    limits.connectionsPerPeerMax = 1
    try await withEdge(limits: limits) { port in
      let reading = HTTPClient(eventLoopGroupProvider: .singleton)
      let long = try await reading.execute(
        HTTPClientRequest(url: "http://127.0.0.1:\(port)/long"), timeout: .seconds(180))
      let one = "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      #expect(try await exchange(port, one).isEmpty)
      #expect(try await long.body.collect(upTo: 20_000_000).readableBytes == 20_000_000)
      let isIn = try await eventually { try await exchange(port, one).hasSuffix("hello") }
      #expect(isIn)
      try await reading.shutdown()
    }
  }

  @Test("five hundred slow heads from the client's own address keep none of its new connections out")
  func slowNeighbours() async throws {
    var limits = EdgeLimits.patient
    limits.connectionsPerPeerMax = 50
    try await withEdge(limits: limits) { port in
      var slow: [any Channel] = []
      for _ in 0..<500 {
        let channel = try await connect(port)
        // It may be closed before that is on its way.
        channel.writeAndFlush(ByteBuffer(string: "GET /hello HTTP/1.1\r\nHost: x\r\nX: "), promise: nil)
        slow.append(channel)
      }
      for _ in 0..<100 {
        let answer = try await exchange(port, "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(answer.hasSuffix("hello"))
      }
      for channel in slow { channel.close(promise: nil) }
    }
  }

  private func connect(_ port: Int) async throws -> any Channel {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(host: "127.0.0.1", port: port).get()
  }

  private func client() -> HTTPClient {
    var configuration = HTTPClient.Configuration()
    configuration.tlsConfiguration = .makeClientConfiguration()
    configuration.tlsConfiguration?.certificateVerification = .none
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  private func hello(_ client: HTTPClient, _ port: Int, scheme: String = "http") async throws -> String {
    let answer = try await client.execute(
      HTTPClientRequest(url: "\(scheme)://127.0.0.1:\(port)/hello"), timeout: .seconds(180))
    return String(buffer: try await answer.body.collect(upTo: 100))
  }
}
