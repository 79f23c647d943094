import AsyncHTTPClient
import Edge
import NIOCore
import NIOHTTP1
import NIOPosix
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
        let new = try await exchange(port, Self.hello)
        #expect(new.hasSuffix("hello"))
        try await silent.closeFuture.get()
        try await asking.shutdown()
      }
    }
  }

  @Test("one whose answer is being made makes no room, and does once it is answered", arguments: [false, true])
  func refusing(secure: Bool) async throws {
    var limits = EdgeLimits.patient
    limits.connectionsPerPeerMax = 1
    let (holding, began) = AsyncStream.makeStream(of: Void.self)
    let (released, release) = AsyncStream.makeStream(of: Void.self)
    let tls = secure ? try TLSCertificate(TestCertificate.make()) : nil
    let hold: @Sendable () async -> Void = {
      began.yield()
      for await _ in released { break }
    }
    try await withEdge(tls: tls, limits: limits, hold: hold) { port in
      let scheme = secure ? "https" : "http"
      let (first, second) = (trustingClient(), trustingClient())
      async let answer = first.execute(
        HTTPClientRequest(url: "\(scheme)://127.0.0.1:\(port)/held"), timeout: .seconds(180))
      for await _ in holding { break }
      #expect(try await exchange(port, Self.hello).isEmpty)
      release.yield()
      #expect(try await String(buffer: answer.body.collect(upTo: 100)) == "held")
      #expect(try await answer.version == (secure ? .http2 : .http1_1))
      let isIn = try await eventually { (try? await hello(second, port, scheme: scheme)) == "hello" }
      #expect(isIn)
      try await first.shutdown()
      try await second.shutdown()
    }
  }

  @Test("one that does not read its answer makes room")
  func unread() async throws {
    var limits = EdgeLimits.patient
    limits.connectionsPerPeerMax = 1
    try await withEdge(limits: limits) { port in
      let reading = trustingClient()
      let long = try await reading.execute(
        HTTPClientRequest(url: "http://127.0.0.1:\(port)/long"), timeout: .seconds(180))
      // Until the buffers are full, its answer is still being made.
      let isIn = try await eventually { try await exchange(port, Self.hello).hasSuffix("hello") }
      #expect(isIn)
      await #expect(throws: (any Error).self) { try await long.body.collect(upTo: 20_000_000) }
      try await reading.shutdown()
    }
  }

  @Test("one whose body is on its way makes room only where no other is silent")
  func body() async throws {
    var limits = EdgeLimits.patient
    limits.connectionsPerPeerMax = 2
    let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
    try await withEdge(limits: limits, onRequest: { if $0 == "/echo" { arrived.yield() } }) { port in
      let post = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\na"
      let older = try await connect(port, post)
      for await _ in arrivals { break }
      let silent = try await connect(port)
      let newer = try await connect(port, post)
      for await _ in arrivals { break }
      try await silent.closeFuture.get()
      #expect(older.isActive)
      #expect(try await exchange(port, Self.hello).hasSuffix("hello"))
      try await older.closeFuture.get()
      #expect(newer.isActive)
      newer.close(promise: nil)
    }
  }

  @Test("five hundred slow heads from the client's own address keep none of its new connections out")
  func slowNeighbours() async throws {
    var limits = EdgeLimits.patient
    limits.connectionsPerPeerMax = 50
    try await withEdge(limits: limits) { port in
      var slow: [any Channel] = []
      for _ in 0..<500 {
        slow.append(try await connect(port, "GET /hello HTTP/1.1\r\nHost: x\r\nX: "))
      }
      for _ in 0..<100 {
        let answer = try await exchange(port, Self.hello)
        #expect(answer.hasSuffix("hello"))
      }
      for channel in slow { channel.close(promise: nil) }
    }
  }

  private static let hello = "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

  private func connect(_ port: Int, _ text: String = "") async throws -> any Channel {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connect(host: "127.0.0.1", port: port).get()
    // It may be closed before that is on its way.
    if !text.isEmpty { channel.writeAndFlush(ByteBuffer(string: text), promise: nil) }
    return channel
  }

  private func hello(_ client: HTTPClient, _ port: Int, scheme: String = "http") async throws -> String {
    let answer = try await client.execute(
      HTTPClientRequest(url: "\(scheme)://127.0.0.1:\(port)/hello"), timeout: .seconds(180))
    return String(buffer: try await answer.body.collect(upTo: 100))
  }
}
