import AsyncHTTPClient
import Edge
import Foundation
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Testing

/// An edge on loopback with small limits, for the length of a test.
private func withEdge(
  tls: EdgeConfiguration.TLSFiles? = nil, limits: EdgeLimits = .standard, _ test: (Int) async throws -> Void
) async throws {
  let router = Router()
  router.get("hello") { _, _ in "hello" }
  router.post("echo") { request, _ in
    Response(status: .ok, body: ResponseBody(byteBuffer: try await request.body.collect(upTo: 10_000_000)))
  }
  let (addresses, continuation) = AsyncStream.makeStream(of: String.self)
  var logger = Logger(label: "edge")
  logger.logLevel = .critical
  let server = EdgeServer(
    configuration: EdgeConfiguration(address: .tcp(host: "127.0.0.1", port: 0), tls: tls, limits: limits),
    responder: router.buildResponder(), logger: logger
  ) { continuation.yield($0) }
  let group = ServiceGroup(configuration: .init(services: [.init(service: server)], logger: logger))
  try await withThrowingTaskGroup(of: Void.self) { tasks in
    tasks.addTask { try await group.run() }
    let address = await addresses.first { _ in true } ?? ""
    try await test(Int(address.split(separator: ":").last ?? "") ?? 0)
    await group.triggerGracefulShutdown()
    try await tasks.waitForAll()
  }
}

/// Sends bytes and returns all that comes until the server closes.
private func exchange(_ port: Int, _ text: String) async throws -> String {
  let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    .channelOption(.allowRemoteHalfClosure, value: true)
    .connect(host: "127.0.0.1", port: port) { channel in
      channel.eventLoop.makeCompletedFuture {
        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
      }
    }
  return try await client.executeThenClose { inbound, outbound in
    if !text.isEmpty { try await outbound.write(ByteBuffer(string: text)) }
    var answer = ""
    do {
      for try await buffer in inbound { answer += String(buffer: buffer) }
    } catch is IOError {
      // A reset is a close, too.
    }
    return answer
  }
}

@Suite(.serialized) struct Serving {
  @Test("requests on one connection are answered in turn")
  func pipelining() async throws {
    try await withEdge { port in
      let one = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"
      let last = "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      let answer = try await exchange(port, one + one + last)
      #expect(answer.components(separatedBy: "HTTP/1.1 200").count == 4)
      #expect(answer.components(separatedBy: "hello").count == 4)
    }
  }

  @Test("a chunked body arrives whole")
  func chunked() async throws {
    try await withEdge { port in
      let answer = try await exchange(
        port,
        "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
      )
      #expect(answer.hasSuffix("abcde"))
    }
  }

  @Test(
    "what two servers could read in two ways is refused, and the connection closed",
    arguments: [
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc",
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\nabc",
      "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
      "POST /echo HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "GET /hello HTTP/1.1\r\n\r\n", "GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n", "GET /hello HTTP/1.1\r\nHost: x\r\nX y: z\r\n\r\n",
      "GET /hello HTTP/1.1\r\nHost: x\r\nX : z\r\n\r\n", "GET http://y/hello HTTP/1.1\r\nHost: x\r\n\r\n",
      "garbage\r\n\r\n",
    ])
  func smuggling(request: String) async throws {
    try await withEdge { port in
      let answer = try await exchange(port, request + "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 400"), "\(answer)")
      #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2, "\(answer)")
    }
  }

  @Test("a head that is too large is 431, a body that is too large 413")
  func tooLarge() async throws {
    var limits = EdgeLimits.standard
    limits.headBytesMax = 1000
    limits.bodyBytesMax = 10
    try await withEdge(limits: limits) { port in
      let head = try await exchange(
        port, "GET /hello HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 2000))\r\n\r\n")
      #expect(head.hasPrefix("HTTP/1.1 431"))
      let body = try await exchange(port, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nabcdefghijk")
      #expect(body.hasPrefix("HTTP/1.1 413"))
    }
  }

  @Test("a silent connection, a dripping head and a dripping body are closed")
  func slow() async throws {
    var limits = EdgeLimits.standard
    limits.headSeconds = 1
    limits.bodyGraceSeconds = 1
    try await withEdge(limits: limits) { port in
      #expect(try await exchange(port, "").isEmpty)
      #expect(try await exchange(port, "GET /hello HTTP/1.1\r\nHo").hasPrefix("HTTP/1.1 408"))
      let body = try await exchange(port, "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\na")
      #expect(body.hasPrefix("HTTP/1.1 408"))
    }
  }

  @Test("one address cannot take more connections than its share")
  func perPeer() async throws {
    var limits = EdgeLimits.standard
    limits.connectionsPerPeerMax = 1
    try await withEdge(limits: limits) { port in
      // Held open by its keep-alive, and counted, since it has been answered.
      let held = HTTPClient(eventLoopGroupProvider: .singleton)
      let first = try await held.execute(
        HTTPClientRequest(url: "http://127.0.0.1:\(port)/hello"), timeout: .seconds(60))
      #expect(String(buffer: try await first.body.collect(upTo: 100)) == "hello")
      let answer = try await exchange(port, "GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      #expect(answer.isEmpty)
      try await held.shutdown()
    }
  }

  @Test("TLS speaks HTTP/2 and HTTP/1.1 on one port, and a silent handshake is closed")
  func tls() async throws {
    let files = try Self.certificate()
    var limits = EdgeLimits.standard
    limits.tlsHandshakeSeconds = 1
    try await withEdge(tls: files, limits: limits) { port in
      #expect(try await exchange(port, "").isEmpty)
      for version in [HTTPClient.Configuration.HTTPVersion.automatic, .http1Only] {
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = .makeClientConfiguration()
        configuration.tlsConfiguration?.certificateVerification = .none
        configuration.httpVersion = version
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let response = try await client.execute(
          HTTPClientRequest(url: "https://127.0.0.1:\(port)/hello"), timeout: .seconds(60))
        #expect(String(buffer: try await response.body.collect(upTo: 100)) == "hello")
        #expect(response.version == (version == .http1Only ? .http1_1 : .http2))
        try await client.shutdown()
      }
    }
  }

  private static func certificate() throws -> EdgeConfiguration.TLSFiles {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let (chain, key) = (directory.path + "/c.pem", directory.path + "/k.pem")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
      "/CN=localhost", "-out", chain, "-keyout", key,
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return EdgeConfiguration.TLSFiles(certificateChainPath: chain, privateKeyPath: key)
  }

  @Test("sockets that systemd hands over are taken only when they are meant for this process")
  func activation() {
    #expect(
      SocketActivation.fileDescriptors(environment: ["LISTEN_PID": "7", "LISTEN_FDS": "2"], processID: 7) == [3, 4])
    #expect(
      SocketActivation.fileDescriptors(environment: ["LISTEN_PID": "8", "LISTEN_FDS": "1"], processID: 7).isEmpty)
    #expect(SocketActivation.fileDescriptors(environment: [:], processID: 7).isEmpty)
  }
}
