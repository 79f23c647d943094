import HTTPTypes
package import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOExtras
import NIOPosix
import ServiceLifecycle
package import Telemetry

/// The network side of the daemon: one listening socket, TLS where a certificate is given, HTTP/1.1 and HTTP/2, every
/// deadline and limit; what is asked goes to a Hummingbird responder.
package struct EdgeServer<Responder: HTTPResponder>: Service
where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
  private let configuration: EdgeConfiguration
  private let responder: Responder
  private let logger: Logger
  private let meters: DaemonMeters
  private let onListening: @Sendable (String) async -> Void

  /// `onListening` is told the address once it answers: `127.0.0.1:8080`, or the socket's path.
  package init(
    configuration: EdgeConfiguration, responder: Responder, logger: Logger,
    meters: DaemonMeters = DaemonMeters(),
    onListening: @escaping @Sendable (String) async -> Void
  ) {
    self.configuration = configuration
    self.responder = responder
    self.logger = logger
    self.meters = meters
    self.onListening = onListening
  }

  /// Serves until graceful shutdown; then takes no more connections and lets requests in flight finish.
  package func run() async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let quiescing = ServerQuiescingHelper(group: group)
    let connections = Connections(
      limits: configuration.limits, tls: configuration.tls,
      places: ConnectionPlaces(limits: configuration.limits, client: configuration.client),
      turns: HandshakeTurns(limits: configuration.limits), meters: meters, responder: respond)
    let server = try await bind(connections, group: group, quiescing: quiescing)
    await onListening(address(of: server.channel))
    let drainSeconds = configuration.limits.drainSeconds
    try await withGracefulShutdownHandler {
      try await withThrowingDiscardingTaskGroup { tasks in
        try await server.executeThenClose { inbound in
          for try await connection in inbound {
            tasks.addTask { [logger] in await connections.handle(value: connection, logger: logger) }
          }
        }
      }
    } onGracefulShutdown: {
      let promise = group.any().makePromise(of: Void.self)
      quiescing.initiateShutdown(promise: promise)
      let channel = server.channel
      group.any().scheduleTask(in: .seconds(Int64(drainSeconds))) { channel.close(promise: nil) }
    }
  }

  private func bind(
    _ connections: Connections, group: MultiThreadedEventLoopGroup, quiescing: ServerQuiescingHelper
  ) async throws -> NIOAsyncChannel<Connections.Value, Never> {
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelOption(.maxMessagesPerRead, value: UInt(configuration.limits.acceptsPerTurnMax))
      .childChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.maxMessagesPerRead, value: 1)
      .serverChannelInitializer { [limits = configuration.limits] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptPace(limits: limits))
          try channel.pipeline.syncOperations.addHandler(quiescing.makeServerChannelHandler(channel: channel))
        }
      }
    let setup: @Sendable (any Channel) -> EventLoopFuture<Connections.Value> = { [logger] channel in
      connections.setup(channel: channel, logger: logger)
    }
    switch configuration.address {
    case .tcp(let host, let port):
      return try await bootstrap.bind(host: host, port: port, childChannelInitializer: setup)
    case .unixSocket(let path):
      return try await bootstrap.childChannelOption(.tcpOption(.tcp_nodelay), value: 0).bind(
        unixDomainSocketPath: path, cleanupExistingSocketFile: true, childChannelInitializer: setup)
    case .fileDescriptor(let descriptor):
      return try await bootstrap.bind(descriptor, childChannelInitializer: setup)
    }
  }

  private func address(of channel: any Channel) -> String {
    if case .unixSocket(let path) = configuration.address { return path }
    guard let address = channel.localAddress, let ip = address.ipAddress, let port = address.port else {
      return "unknown"
    }
    return ip.contains(":") ? "[\(ip)]:\(port)" : "\(ip):\(port)"
  }

  @Sendable private func respond(
    _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel
  ) async throws {
    let context = Responder.Context(source: ApplicationRequestContextSource(channel: channel, logger: logger))
    let response: Response
    do {
      response = try await responder.respond(to: request, context: context)
    } catch {
      logger.error("a request failed", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
      return try await writer.write(response: Response(status: .internalServerError).head, body: ResponseBody())
    }
    // Its head is that of the whole answer, length and all (RFC 9110, section 9.3.2).
    let body = request.method == .head ? ResponseBody() : response.body
    try await writer.write(response: response.head, body: body)
  }
}
