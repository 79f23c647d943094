import NIOCore
import NIOHTTPTypes

/// Tells the connection's place how far its requests are: one stands on each HTTP/1.1 connection, which answers one request
/// at a time, and on each HTTP/2 stream, above everything that refuses.
final class RequestsUnderWay: ChannelDuplexHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let places: ConnectionPlaces
  private let connection: any Channel
  private var hasArrived = true
  private var isAnswered = true
  /// Answers whose end is written and not sent.
  private var unsent = 0
  /// Whether the client reads what is answered.
  private var isWritable = true
  private var isRemoved = false
  private var reported = RequestStage.none

  init(places: ConnectionPlaces, connection: any Channel) {
    self.places = places
    self.connection = connection
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    isRemoved = true
    report()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch Self.unwrapInboundIn(data) {
    case .head: (hasArrived, isAnswered) = (false, false)
    case .body: break
    case .end: hasArrived = true
    }
    report()
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .end = Self.unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
    isAnswered = true
    unsent += 1
    report()
    let written = promise ?? context.eventLoop.makePromise()
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    written.futureResult.whenComplete { _ in
      bound.value.unsent -= 1
      bound.value.report()
    }
    context.write(data, promise: written)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    isWritable = context.channel.isWritable
    report()
    context.fireChannelWritabilityChanged()
  }

  private var stage: RequestStage {
    if isRemoved { return .none }
    if hasArrived, !isAnswered, isWritable { return .answering }
    return hasArrived && isAnswered && unsent == 0 ? .none : .moving
  }

  private func report() {
    let stage = stage
    guard stage != reported else { return }
    places.requestMoved(from: reported, to: stage, on: connection)
    reported = stage
  }
}
