import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP2
import NIOHTTPTypes

/// Closes an HTTP/2 connection that is silent while no request is under way, or that does not read.
final class HTTP2Deadlines: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Counts the open streams; called on the connection's event loop.
  final class Streams: NIOHTTP2StreamDelegate {
    private struct State {
      var open = 0
      var onIdle: (@Sendable () -> Void)?
    }

    private let state = NIOLockedValueBox(State())

    var open: Int { state.withLockedValue(\.open) }

    fileprivate func setOnIdle(_ act: (@Sendable () -> Void)?) {
      state.withLockedValue { $0.onIdle = act }
    }

    func streamCreated(_ id: HTTP2StreamID, channel: any Channel) {
      state.withLockedValue { $0.open += 1 }
    }

    func streamClosed(_ id: HTTP2StreamID, channel: any Channel) {
      let onIdle = state.withLockedValue { state in
        state.open -= 1
        return state.open == 0 ? state.onIdle : nil
      }
      onIdle?()
    }
  }

  let streams = Streams()
  private let limits: EdgeLimits
  private var idle: Scheduled<Void>?
  private var stall: Scheduled<Void>?
  private var isQuiescing = false
  /// The library has written a GOAWAY: after a fault of the connection it does nothing more with it.
  private(set) var hasSaidGoodbye = false

  init(limits: EdgeLimits) {
    self.limits = limits
  }

  func handlerAdded(context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    streams.setOnIdle {
      let (handler, context) = bound.value
      if handler.isQuiescing { context.close(promise: nil) } else { handler.restart(context) }
    }
    restart(context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    idle?.cancel()
    stall?.cancel()
    streams.setOnIdle(nil)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if Self.unwrapOutboundIn(data).isGoodbye { hasSaidGoodbye = true }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stall?.cancel()
    if !context.channel.isWritable {
      stall = context.schedule(seconds: limits.writeStallSeconds) { $0.close(promise: nil) }
    }
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent {
      isQuiescing = true
      if streams.open == 0 { context.close(promise: nil) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  /// Pings and settings do not count: only requests keep a connection open.
  private func restart(_ context: ChannelHandlerContext) {
    idle?.cancel()
    idle = context.schedule(seconds: limits.idleSeconds) { [streams] context in
      if streams.open == 0 { context.close(promise: nil) }
    }
  }
}

extension ByteBuffer {
  /// Whether this is one whole GOAWAY frame (RFC 9113, sections 4.1 and 6.8): length, type 7, no flags, stream 0.
  fileprivate var isGoodbye: Bool {
    guard let head = getBytes(at: readerIndex, length: 9), head[3...] == [7, 0, 0, 0, 0, 0] else { return false }
    return readableBytes == 9 + (Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2]))
  }
}
