import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Bounds one HTTP/2 request: its form, its body in bytes and in time, and the time that its client takes to read.
final class HTTP2StreamGuard: ChannelDuplexHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: EdgeLimits
  private var bytes = 0
  private var bytesBefore = 0
  private var pace: Scheduled<Void>?
  private var deadline: Scheduled<Void>?
  private var stall: Scheduled<Void>?
  private var lastBytes: Scheduled<Void>?
  private var isAnswered = false
  private var isRefused = false

  init(limits: EdgeLimits) {
    self.limits = limits
  }

  func handlerAdded(context: ChannelHandlerContext) {
    watchPace(context)
    deadline = schedule(context, seconds: limits.bodySeconds) { $0.refuse(.tooSlow, $1) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    for scheduled in [pace, deadline, stall, lastBytes] { scheduled?.cancel() }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isRefused else { return }
    switch Self.unwrapInboundIn(data) {
    case .head(let request):
      if let refusal = RequestForm.refusal(of: request, limits: limits) { return refuse(refusal, context) }
    case .body(let buffer):
      bytes += buffer.readableBytes
      guard bytes <= limits.bodyBytesMax else { return refuse(.bodyTooLarge, context) }
    case .end:
      pace?.cancel()
      deadline?.cancel()
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    guard !isRefused else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    switch Self.unwrapOutboundIn(data) {
    case .head(let response): isAnswered = isAnswered || response.status.code >= 200
    case .body: break
    case .end:
      // The stream closes once both sides have ended, and the timer with it.
      lastBytes = schedule(context, seconds: limits.writeStallSeconds) { $1.close(promise: nil) }
    }
    context.write(data, promise: promise)
  }

  /// A client may hold an answer up by its flow control alone, while the connection itself moves.
  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stall?.cancel()
    if !context.channel.isWritable {
      stall = schedule(context, seconds: limits.writeStallSeconds) { $1.close(promise: nil) }
    }
    context.fireChannelWritabilityChanged()
  }

  /// Answers and closes the stream; only closes it where it has an answer.
  private func refuse(_ refusal: EdgeRefusal, _ context: ChannelHandlerContext) {
    isRefused = true
    pace?.cancel()
    deadline?.cancel()
    guard !isAnswered else { return context.close(promise: nil) }
    context.write(Self.wrapOutboundOut(.head(refusal.http2)), promise: nil)
    context.write(Self.wrapOutboundOut(.body(context.channel.allocator.buffer(string: refusal.body))), promise: nil)
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(Self.wrapOutboundOut(.end(nil))).whenComplete { _ in bound.value.close(promise: nil) }
    lastBytes = schedule(context, seconds: limits.writeStallSeconds) { $1.close(promise: nil) }
  }

  private func watchPace(_ context: ChannelHandlerContext) {
    pace = schedule(context, seconds: limits.bodyGraceSeconds) { handler, context in
      guard
        handler.bytes - handler.bytesBefore >= handler.limits.bodyBytesPerSecondMin * handler.limits.bodyGraceSeconds
      else { return handler.refuse(.tooSlow, context) }
      handler.bytesBefore = handler.bytes
      handler.watchPace(context)
    }
  }

  private func schedule(
    _ context: ChannelHandlerContext, seconds: Int,
    _ act: @escaping (HTTP2StreamGuard, ChannelHandlerContext) -> Void
  ) -> Scheduled<Void> {
    context.schedule(seconds: seconds) { [weak self] context in
      if let self { act(self, context) }
    }
  }
}
