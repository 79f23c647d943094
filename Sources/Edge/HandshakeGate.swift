import NIOCore

/// Below TLS: until the handshake is done, what was read waits for its turn, and nothing more is read meanwhile.
final class HandshakeGate: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let queue: HandshakeQueue
  private var context: ChannelHandlerContext?
  private var isOpen = false
  private var held: ByteBuffer?
  private var isReadAsked = false

  init(queue: HandshakeQueue) {
    self.queue = queue
  }

  /// The handshake is done: nothing waits from here on.
  func open() {
    isOpen = true
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
    held = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isOpen else { return context.fireChannelRead(data) }
    var bytes = unwrapInboundIn(data)
    guard held == nil else {
      held?.writeBuffer(&bytes)
      return
    }
    held = bytes
    queue.take { self.handOn() }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if held == nil { context.fireChannelReadComplete() }
  }

  func read(context: ChannelHandlerContext) {
    guard held == nil else {
      isReadAsked = true
      return
    }
    context.read()
  }

  private func handOn() {
    guard let context, let bytes = held else { return }
    held = nil
    context.fireChannelRead(wrapInboundOut(bytes))
    context.fireChannelReadComplete()
    guard isReadAsked else { return }
    isReadAsked = false
    self.context?.read()
  }
}
