import NIOCore
import NIOHTTPTypes

/// Tells the connection's place when a request is whole and when it is answered: one stands on each HTTP/1.1 connection and
/// on each HTTP/2 stream, above everything that refuses.
final class RequestsUnderWay: ChannelDuplexHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let places: ConnectionPlaces
  private let connection: any Channel
  /// Less than none where an answer came before the request's end.
  private var count = 0
  private var isRemoved = false

  init(places: ConnectionPlaces, connection: any Channel) {
    self.places = places
    self.connection = connection
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    if count != 0 { change(by: -count) }
    isRemoved = true
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .end = Self.unwrapInboundIn(data) { change(by: 1) }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard case .end = Self.unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
    let written = promise ?? context.eventLoop.makePromise()
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    written.futureResult.whenComplete { _ in bound.value.change(by: -1) }
    context.write(data, promise: written)
  }

  private func change(by change: Int) {
    guard !isRemoved else { return }
    count += change
    places.requestsChanged(by: change, on: connection)
  }
}
