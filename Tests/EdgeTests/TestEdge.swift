import AsyncHTTPClient
import Edge
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import TestSupport

extension EdgeLimits {
  /// No time is up in an hour: a test sets the one that it is about, and however slow the machine is, no other ends it.
  static var patient: EdgeLimits {
    var limits = EdgeLimits.standard
    limits.tlsHandshakeSeconds = 3600
    limits.headSeconds = 3600
    limits.bodyGraceSeconds = 3600
    limits.bodySeconds = 3600
    limits.writeStallSeconds = 3600
    limits.idleSeconds = 3600
    limits.http2SettingsSeconds = 3600
    limits.http2WindowSeconds = 3600
    return limits
  }
}

/// An edge on loopback with small limits, for the length of a test.
func withEdge(
  tls: TLSCertificate? = nil, limits: EdgeLimits = .standard,
  onRequest: @escaping @Sendable (String) -> Void = { _ in },
  hold: @escaping @Sendable () async -> Void = {},
  _ test: (Int) async throws -> Void
) async throws {
  let router = Router()
  router.get("long") { _, _ in
    Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(repeating: 0x61, count: 20_000_000)))
  }
  router.get("short") { _, _ in
    Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(repeating: 0x61, count: 1000)))
  }
  router.head("short") { _, _ in
    Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(repeating: 0x61, count: 1000)))
  }
  for method in [HTTPRequest.Method.get, .head] {
    router.on("stream", method: method) { _, _ in
      Response(
        status: .ok,
        body: ResponseBody { writer in
          try await writer.write(ByteBuffer(string: "abc"))
          try await writer.finish(nil)
        })
    }
  }
  router.get("hello") { request, _ in
    onRequest(request.uri.description)
    return "hello"
  }
  router.get("held") { _, _ in
    await hold()
    return "held"
  }
  router.post("echo") { request, _ in
    onRequest(request.uri.description)
    return Response(status: .ok, body: ResponseBody(byteBuffer: try await request.body.collect(upTo: 10_000_000)))
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
func exchange(_ port: Int, _ text: String) async throws -> String {
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

/// A client that takes whatever certificate it is shown.
func trustingClient(_ version: HTTPClient.Configuration.HTTPVersion = .automatic) -> HTTPClient {
  var configuration = HTTPClient.Configuration()
  configuration.tlsConfiguration = .makeClientConfiguration()
  configuration.tlsConfiguration?.certificateVerification = .none
  configuration.httpVersion = version
  return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
}

/// A certificate of its own making, for two days.
enum TestCertificate {
  static func make(name: String = "localhost") throws -> EdgeConfiguration.TLSFiles {
    let made = try SelfSigned(name: name)
    return EdgeConfiguration.TLSFiles(certificateChainPath: made.chain, privateKeyPath: made.key)
  }
}
