import NIOCore
import NIOHTTP1

/// Closes a connection whose client is too slow: in its head, in its body, in reading the answer, or in silence.
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
  /// Requests whose answer has not ended: more than one while a pipelined one comes through.
  private var openRequests = 0
  private var headBytes = 0
  private var bodyBytes = 0
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
    timer?.cancel()
    stall?.cancel()
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
    case .body: bodyBytes += buffer.readableBytes
    case .answering: break
    }
    context.fireChannelRead(data)
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
    start(.body, seconds: limits.bodyGraceSeconds)
  }

  func requestEnded() {
    phase = .answering
    timer?.cancel()
  }

  func answerEnded(closing: Bool) {
    guard !isQuiescing, !closing else { return closeNow() }
    openRequests -= 1
    if phase == .answering, openRequests == 0 { start(.idle, seconds: limits.idleSeconds) }
  }

  /// Answers below the codec, with bytes, and closes.
  func refuse(_ refusal: EdgeRefusal) {
    guard let context else { return }
    timer?.cancel()
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
    context?.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(seconds))) { [weak self] in
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

/// What the edge itself says no to, before any route.
enum EdgeRefusal {
  case headTooLarge, tooSlow, bodyTooLarge, malformed(String)

  private var status: String {
    switch self {
    case .headTooLarge: "431 Request Header Fields Too Large"
    case .tooSlow: "408 Request Timeout"
    case .bodyTooLarge: "413 Content Too Large"
    case .malformed: "400 Bad Request"
    }
  }

  private var problem: (code: String, detail: String) {
    switch self {
    case .headTooLarge: ("head_too_large", "The request's headers are too large: send fewer or shorter ones.")
    case .tooSlow: ("request_too_slow", "The request arrived too slowly: send it again.")
    case .bodyTooLarge: ("body_too_large", "The body is too large.")
    case .malformed(let detail): ("malformed_request", detail)
    }
  }

  /// The whole answer. All texts are ours, so nothing needs escaping.
  var http1: String {
    let (code, detail) = problem
    let body =
      #"{"type":"about:blank","title":"\#(status.dropFirst(4))","status":\#(status.prefix(3)),"#
      + #""code":"\#(code)","detail":"\#(detail)"}"#
    return "HTTP/1.1 \(status)\r\nContent-Type: application/problem+json\r\nContent-Length: \(body.utf8.count)\r\n"
      + "Connection: close\r\n\r\n\(body)"
  }
}
