import NIOCore
import NIOHTTP1

/// Refuses what two servers could read in two ways (RFC 9112, sections 3.2, 6.1 and 11.2), and bodies that are too large.
final class HTTP1Guard: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let limits: EdgeLimits
  private let deadlines: HTTP1Deadlines
  private var bodyBytes = 0
  private var isRefused = false
  /// The client asked for this to be the last exchange, or speaks HTTP/1.0.
  private var closesAfterAnswer = false
  /// The request is a HEAD: its answer has no body, whatever its headers say of one.
  private var hasHeadOnly = false

  init(limits: EdgeLimits, deadlines: HTTP1Deadlines) {
    self.limits = limits
    self.deadlines = deadlines
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isRefused else { return }
    switch Self.unwrapInboundIn(data) {
    case .head(let head):
      bodyBytes = 0
      if let refusal = refusal(of: head) { return refuse(refusal) }
      // The codec reads no further once an upgrade was asked for, and none is given.
      hasHeadOnly = head.method == .HEAD
      closesAfterAnswer = !head.isKeepAlive || head.headers.contains(name: "upgrade")
      deadlines.headArrived()
      if head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
        context.writeAndFlush(
          Self.wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .continue))), promise: nil)
      }
    case .body(let buffer):
      bodyBytes += buffer.readableBytes
      deadlines.bodyArrived()
      guard bodyBytes <= limits.bodyBytesMax else { return refuse(.bodyTooLarge) }
    case .end: deadlines.requestEnded()
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch Self.unwrapOutboundIn(data) {
    case .head(var head):
      if head.status.code >= 200 { deadlines.answerBegan() }
      frame(&head)
      return context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
    case .body: return context.write(data, promise: promise)
    case .end: deadlines.answerWritten()
    }
    // Only once the answer's last byte is on its way may the connection be closed, or wait for the next request.
    let written = promise ?? context.eventLoop.makePromise()
    // Taken now: a pipelined request may come through before the write is done.
    let closing = closesAfterAnswer
    let bound = NIOLoopBound(deadlines, eventLoop: context.eventLoop)
    written.futureResult.whenSuccess { bound.value.answerEnded(closing: closing) }
    context.write(data, promise: written)
  }

  /// Says how the answer's end is told (RFC 9112, section 6.3). The codec would announce chunks after HEAD, too, and send
  /// the last one.
  private func frame(_ head: inout HTTPResponseHead) {
    let hasBody = head.status.mayHaveResponseBody
    let hasLength = hasBody && head.headers.contains(name: "content-length")
    if !hasBody { head.headers.remove(name: "content-length") }
    head.headers.remove(name: "transfer-encoding")
    if hasBody, !hasLength, !hasHeadOnly { head.headers.add(name: "transfer-encoding", value: "chunked") }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let fault = error as? HTTPParserError, !isRefused else { return context.fireErrorCaught(error) }
    // The codec counts the trailers, too.
    refuse(fault == .headerOverflow ? .tooManyHeaders : .malformed("The request is not HTTP as RFC 9112 has it."))
  }

  private func refuse(_ refusal: EdgeRefusal) {
    isRefused = true
    deadlines.refuse(refusal)
  }

  private func refusal(of head: HTTPRequestHead) -> EdgeRefusal? {
    let lengths = head.headers["content-length"]
    let encodings = head.headers["transfer-encoding"]
    if !lengths.isEmpty, !encodings.isEmpty {
      return .malformed("Content-Length and Transfer-Encoding together are refused.")
    }
    if let refusal = RequestForm.refusal(headers: head.headers.count, lengths: lengths, limits: limits) {
      return refusal
    }
    if !encodings.isEmpty, encodings.count > 1 || encodings[0].lowercased() != "chunked" || head.version == .http1_0 {
      return .malformed("The only Transfer-Encoding is chunked, in HTTP/1.1.")
    }
    let hosts = head.headers["host"]
    guard hosts.count == 1 || (hosts.isEmpty && head.version == .http1_0), hosts.allSatisfy(RequestForm.isAuthority)
    else { return .malformed("There must be one Host.") }
    return RequestForm.isTarget(head.uri) ? nil : .malformed("The target must be a path.")
  }
}
