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

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    context.fireChannelRead(data)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stall?.cancel()
    if !context.channel.isWritable {
      stall = schedule(context, seconds: limits.writeStallSeconds) { _ in true }
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
    idle = schedule(context, seconds: limits.idleSeconds) { $0.streams.open == 0 }
  }

  private func schedule(
    _ context: ChannelHandlerContext, seconds: Int, closesIf condition: @escaping (HTTP2Deadlines) -> Bool
  ) -> Scheduled<Void> {
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    return context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(seconds))) { [weak self] in
      if let self, condition(self) { bound.value.close(promise: nil) }
    }
  }
}

/// Bounds the body of one HTTP/2 request, in bytes and in time.
final class HTTP2StreamGuard: ChannelInboundHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart

  private let limits: EdgeLimits
  private var bytes = 0
  private var bytesBefore = 0
  private var timer: Scheduled<Void>?

  init(limits: EdgeLimits) {
    self.limits = limits
  }

  func handlerAdded(context: ChannelHandlerContext) {
    watch(context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.cancel()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch Self.unwrapInboundIn(data) {
    case .head: break
    case .body(let buffer):
      bytes += buffer.readableBytes
      guard bytes <= limits.bodyBytesMax else { return context.close(promise: nil) }
    case .end: timer?.cancel()
    }
    context.fireChannelRead(data)
  }

  private func watch(_ context: ChannelHandlerContext) {
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    let grace = limits.bodyGraceSeconds
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(grace))) { [weak self] in
      guard let self else { return }
      guard bytes - bytesBefore >= limits.bodyBytesPerSecondMin * grace else {
        return bound.value.close(promise: nil)
      }
      bytesBefore = bytes
      watch(bound.value)
    }
  }
}
