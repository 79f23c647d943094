import NIOCore
import NIOHTTP2

/// Closes an HTTP/2 connection that does not begin as it must, or that has broken the protocol.
///
/// It sits above the library's handler, which counts floods and says goodbye, but leaves the connection open: what comes
/// here are the frames of the connection itself.
final class HTTP2ConnectionGuard: ChannelInboundHandler {
  typealias InboundIn = HTTP2Frame
  typealias InboundOut = HTTP2Frame

  private let limits: EdgeLimits
  private let bytes: HTTP2Deadlines
  private var deadline: Scheduled<Void>?

  init(limits: EdgeLimits, bytes: HTTP2Deadlines) {
    self.limits = limits
    self.bytes = bytes
  }

  func handlerAdded(context: ChannelHandlerContext) {
    deadline = context.schedule(seconds: limits.http2SettingsSeconds) { $0.close(promise: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    deadline?.cancel()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // An acknowledgement of ours comes only from a client that has sent its own (RFC 9113, section 3.4).
    if case .settings(.ack) = Self.unwrapInboundIn(data).payload { deadline?.cancel() }
    context.fireChannelRead(data)
  }

  /// A fault of one stream ends that stream alone; after one of the connection, goodbye has been said.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.fireErrorCaught(error)
    if bytes.hasSaidGoodbye { context.close(promise: nil) }
  }
}

extension NIOHTTP2Handler.Configuration {
  /// The library's own counters of floods, set from our limits.
  init(_ limits: EdgeLimits) {
    self.init()
    connection.initialSettings = [
      HTTP2Setting(parameter: .maxConcurrentStreams, value: limits.streamsPerConnectionMax),
      HTTP2Setting(parameter: .maxHeaderListSize, value: limits.headBytesMax),
    ]
    connection.maximumSequentialEmptyDataFrames = limits.http2EmptyFramesMax
    connection.maximumSequentialContinuationFrames = limits.http2ContinuationsMax
    connection.maximumBufferedControlFrames = limits.http2WaitingControlFramesMax
    let window = TimeAmount.seconds(Int64(limits.http2WindowSeconds))
    connection.controlFrameRateLimit.maximumCount = limits.http2ControlFramesMax
    connection.controlFrameRateLimit.windowLength = window
    stream.streamResetFrameRateLimit.maximumCount = limits.http2ResetsMax
    stream.streamResetFrameRateLimit.windowLength = window
    stream.streamErrorRateLimit.maximumCount = limits.http2StreamErrorsMax
    stream.streamErrorRateLimit.windowLength = window
  }
}
