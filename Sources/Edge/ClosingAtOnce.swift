import NIOCore

/// The handler next to the socket: closes it without what TLS would say first, and wait for, for up to five seconds.
final class ClosingAtOnce: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private var context: ChannelHandlerContext?

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  func close() {
    context?.close(promise: nil)
  }
}
