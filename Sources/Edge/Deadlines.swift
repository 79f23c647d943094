import NIOCore
import NIOHTTP1

/// Closes a connection whose client is too slow: in its head, in its body, in reading the answer, or in silence.
///
/// It also bounds what the codec would gather without handing it on: heads, trailers, and the framing of chunks.
///
/// It sits below the HTTP/1.1 codec and sees bytes; `HTTP1Guard` above the codec tells it where a request is. Both run
/// on the connection's event loop, and nothing else touches them.
final class HTTP1Deadlines: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private enum Phase { case idle, head, body, answering }

  private let limits: EdgeLimits
  private var phase = Phase.idle
  private var timer: Scheduled<Void>?
  private var stall: Scheduled<Void>?
  /// Of the whole body, however steadily it drips.
  private var bodyDeadline: Scheduled<Void>?
  /// Of an answer's last bytes, which may be too few to fill the buffer.
  private var lastBytes: Scheduled<Void>?
  /// Requests whose answer has not ended: more than one while a pipelined one comes through.
  private var openRequests = 0
  private var headBytes = 0
  private var bodyBytes = 0
  /// Bytes since the codec last made a part of a body of them: trailers and chunks' framing.
  private var framingBytes = 0
  /// The request under way has an answer before it ended: another must not follow it.
  private var isAnswered = false
  private var isQuiescing = false
  private var context: ChannelHandlerContext?

  init(limits: EdgeLimits) {
    self.limits = limits
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    start(.idle, seconds: limits.headSeconds)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    for scheduled in [timer, stall, bodyDeadline, lastBytes] { scheduled?.cancel() }
    self.context = nil
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = Self.unwrapInboundIn(data)
    switch phase {
    case .idle:
      headBytes = 0
      start(.head, seconds: limits.headSeconds)
      fallthrough
    case .head:
      headBytes += buffer.headLength
      guard headBytes <= limits.headBytesMax else { return refuse(.headTooLarge) }
    case .body:
      bodyBytes += buffer.readableBytes
      framingBytes += buffer.readableBytes
    case .answering: break
    }
    context.fireChannelRead(data)
    if phase == .body, framingBytes > limits.headBytesMax { refuse(.headTooLarge) }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stall?.cancel()
    if !context.channel.isWritable {
      stall = schedule(seconds: limits.writeStallSeconds) { $0.closeNow() }
    }
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent {
      isQuiescing = true
      if phase == .idle { closeNow() }
    }
    context.fireUserInboundEventTriggered(event)
  }

  // MARK: What the guard above the codec reports

  func headArrived() {
    openRequests += 1
    bodyBytes = 0
    framingBytes = 0
    isAnswered = false
    start(.body, seconds: limits.bodyGraceSeconds)
    bodyDeadline?.cancel()
    bodyDeadline = schedule(seconds: limits.bodySeconds) { $0.refuse(.tooSlow) }
  }

  func bodyArrived() {
    framingBytes = 0
  }

  func requestEnded() {
    phase = .answering
    timer?.cancel()
    bodyDeadline?.cancel()
    // It was answered before it ended.
    if openRequests == 0 { start(.idle, seconds: limits.idleSeconds) }
  }

  func answerBegan() {
    isAnswered = true
  }

  /// Its last bytes are written, though not yet sent.
  func answerWritten() {
    lastBytes?.cancel()
    lastBytes = schedule(seconds: limits.writeStallSeconds) { $0.closeNow() }
  }

  func answerEnded(closing: Bool) {
    lastBytes?.cancel()
    guard !isQuiescing, !closing else { return closeNow() }
    openRequests -= 1
    if phase == .answering, openRequests == 0 { start(.idle, seconds: limits.idleSeconds) }
  }

  /// Answers below the codec, with bytes, and closes; only closes where the request has an answer.
  func refuse(_ refusal: EdgeRefusal) {
    guard let context else { return }
    guard !isAnswered || phase != .body else { return closeNow() }
    timer?.cancel()
    bodyDeadline?.cancel()
    isAnswered = true
    let buffer = context.channel.allocator.buffer(string: refusal.http1)
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(Self.wrapOutboundOut(buffer)).whenComplete { _ in
      bound.value.close(promise: nil)
    }
  }

  func closeNow() {
    timer?.cancel()
    context?.close(promise: nil)
  }

  private func start(_ phase: Phase, seconds: Int) {
    self.phase = phase
    if phase == .head { isAnswered = false }
    timer?.cancel()
    timer = schedule(seconds: seconds) { $0.expire() }
  }

  private func expire() {
    switch phase {
    case .idle: closeNow()
    case .head: refuse(.tooSlow)
    case .body:
      guard bodyBytes >= limits.bodyBytesPerSecondMin * limits.bodyGraceSeconds else { return refuse(.tooSlow) }
      bodyBytes = 0
      start(.body, seconds: limits.bodyGraceSeconds)
    case .answering: break
    }
  }

  private func schedule(seconds: Int, _ act: @escaping (HTTP1Deadlines) -> Void) -> Scheduled<Void>? {
    context?.schedule(seconds: seconds) { [weak self] _ in
      if let self { act(self) }
    }
  }
}

extension ByteBuffer {
  /// The bytes up to the end of a head, where it ends in this buffer, else all.
  fileprivate var headLength: Int {
    let view = readableBytesView
    guard view.count >= 4 else { return view.count }
    var matched = 0
    let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
    for (offset, byte) in view.enumerated() {
      matched = byte == end[matched] ? matched + 1 : byte == end[0] ? 1 : 0
      if matched == 4 { return offset + 1 }
    }
    return view.count
  }
}
