import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOHTTPTypesHTTP2
import NIOSSL
import NIOTLS
import Telemetry

/// Sets up one connection, HTTP/1.1 or HTTP/2, and answers its requests.
struct Connections: HTTPChannelHandler {
  typealias Exchange = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
  typealias Multiplexer = NIOHTTP2Handler.AsyncStreamMultiplexer<Exchange>
  typealias Negotiation = EventLoopFuture<NIONegotiatedHTTPVersion<Exchange, (any Channel, Multiplexer)>>

  enum Value: ServerChildChannelValue {
    case plain(Exchange)
    case secure(Negotiation, any Channel)

    var channel: any Channel {
      switch self {
      case .plain(let exchange): exchange.channel
      case .secure(_, let channel): channel
      }
    }
  }

  let limits: EdgeLimits
  let tls: TLSCertificate?
  let places: ConnectionPlaces
  let turns: HandshakeTurns
  let meters: DaemonMeters
  let responder: HTTPChannelHandler.Responder

  /// Fails, and closes the channel, where there is no place for it.
  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let closing = NIOLoopBound(ClosingAtOnce(), eventLoop: channel.eventLoop)
    switch places.admit(channel, displace: { channel.eventLoop.execute { closing.value.close() } }) {
    case .free: break
    case .displacing: meters.connectionsDisplaced.add()
    case .refused:
      meters.connectionsRefused.add()
      return channel.close().flatMap { channel.eventLoop.makeFailedFuture(ChannelError.alreadyClosed) }
    }
    meters.connections.add(1)
    channel.closeFuture.whenComplete { [meters] _ in meters.connections.add(-1) }
    return channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(closing.value)
    }.flatMap { setupProtocol(channel) }
  }

  private func setupProtocol(_ channel: any Channel) -> EventLoopFuture<Value> {
    guard let tls else { return setupHTTP1(channel).map(Value.plain) }
    let deadline = channel.eventLoop.scheduleTask(in: .seconds(Int64(limits.tlsHandshakeSeconds))) {
      channel.close(promise: nil)
    }
    channel.closeFuture.whenComplete { _ in deadline.cancel() }
    let gate = NIOLoopBound(HandshakeGate(queue: turns.queue(of: channel.eventLoop)), eventLoop: channel.eventLoop)
    return channel.eventLoop.makeCompletedFuture {
      try channel.pipeline.syncOperations.addHandler(gate.value)
      try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.context))
    }.flatMap {
      channel.configureHTTP2AsyncSecureUpgrade { channel in
        deadline.cancel()
        gate.value.open()
        return setupHTTP1(channel)
      } http2ConnectionInitializer: { channel in
        deadline.cancel()
        gate.value.open()
        return setupHTTP2(channel)
      }
    }.map { Value.secure($0, channel) }
  }

  private func setupHTTP1(_ channel: any Channel) -> EventLoopFuture<Exchange> {
    channel.eventLoop.makeCompletedFuture {
      let deadlines = HTTP1Deadlines(limits: limits)
      let pipeline = channel.pipeline.syncOperations
      try pipeline.addHandler(deadlines)
      var framing = HTTPResponseEncoder.Configuration()
      framing.automaticallySetFramingHeaders = false
      try pipeline.configureHTTPServerPipeline(withErrorHandling: false, withEncoderConfiguration: framing)
      try pipeline.addHandler(HTTP1Guard(limits: limits, deadlines: deadlines))
      try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: tls != nil))
      try pipeline.addHandler(RequestsUnderWay(places: places, connection: channel))
      return try Exchange(wrappingChannelSynchronously: channel)
    }
  }

  private func setupHTTP2(_ channel: any Channel) -> EventLoopFuture<(any Channel, Multiplexer)> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      let clock = HTTP2Deadlines(limits: limits)
      try pipeline.addHandler(clock)
      let multiplexer: Multiplexer = try pipeline.configureAsyncHTTP2Pipeline(
        mode: .server, streamDelegate: clock.streams, configuration: NIOHTTP2Handler.Configuration(limits)
      ) { stream in
        stream.eventLoop.makeCompletedFuture {
          try stream.pipeline.syncOperations.addHandler(HTTP2FramePayloadToHTTPServerCodec())
          try stream.pipeline.syncOperations.addHandler(HTTP2StreamGuard(limits: limits))
          try stream.pipeline.syncOperations.addHandler(RequestsUnderWay(places: places, connection: channel))
          return try Exchange(wrappingChannelSynchronously: stream)
        }
      }
      try pipeline.addHandler(HTTP2ConnectionGuard(limits: limits, bytes: clock))
      return (channel, multiplexer)
    }
  }

  func handle(value: Value, logger: Logger) async {
    switch value {
    case .plain(let exchange): await handleHTTP(asyncChannel: exchange, logger: logger)
    case .secure(let negotiation, _):
      do {
        switch try await negotiation.get() {
        case .http1_1(let exchange): await handleHTTP(asyncChannel: exchange, logger: logger)
        case .http2((_, let multiplexer)): try await handle(multiplexer, logger: logger)
        }
      } catch {
        logger.debug("a connection ended", metadata: ["reason": "\(error)"])
      }
    }
  }

  private func handle(_ multiplexer: Multiplexer, logger: Logger) async throws {
    try await withThrowingDiscardingTaskGroup { group in
      for try await exchange in multiplexer.inbound {
        group.addTask { await handleHTTP(asyncChannel: exchange, logger: logger) }
      }
    }
  }
}
