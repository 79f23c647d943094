package import Foundation
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP server on loopback that keeps what it is sent and answers as it is told.
package final class LoopbackReceiver: Sendable {
  package struct Request: Sendable {
    package let method: String
    package let path: String
    package let headers: [String: String]
    package let body: Data
  }

  package struct Answer: Sendable {
    package let status: Int
    package let headers: [String: String]
    package let body: Data
    fileprivate var isCut = false
    fileprivate var delay: TimeAmount?

    package init(status: Int = 200, headers: [String: String] = [:], body: Data = Data()) {
      self.status = status
      self.headers = headers
      self.body = body
    }

    /// Only after so long; nil is never.
    package func after(milliseconds: Int64?) -> Answer {
      var answer = self
      answer.delay = milliseconds.map(TimeAmount.milliseconds) ?? .hours(24)
      return answer
    }

    /// None: the request was read, and the connection is closed.
    package static let cut: Answer = {
      var answer = Answer()
      answer.isCut = true
      return answer
    }()
  }

  private let channel: any Channel
  private let received: NIOLockedValueBox<[Request]>

  /// `answering` is called on an event loop for each request; `keeping` says whether requests are kept for `requests`.
  package init(
    keeping: Bool = true, answering: @escaping @Sendable (Request) -> Answer = { _ in Answer() }
  ) async throws {
    let received = NIOLockedValueBox<[Request]>([])
    self.received = received
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(
            ReceiverHandler { request in
              if keeping { received.withLockedValue { $0.append(request) } }
              return answering(request)
            })
        }
      }.bind(host: "127.0.0.1", port: 0).get()
  }

  package var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
  package var requests: [Request] { received.withLockedValue { $0 } }

  package func close() async throws {
    try await channel.close()
  }
}

private final class ReceiverHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let answer: @Sendable (LoopbackReceiver.Request) -> LoopbackReceiver.Answer
  private var head: HTTPRequestHead?
  private var body = Data()

  init(answer: @escaping @Sendable (LoopbackReceiver.Request) -> LoopbackReceiver.Answer) {
    self.answer = answer
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch Self.unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body = Data()
    case .body(let buffer): body.append(contentsOf: buffer.readableBytesView)
    case .end: respond(context)
    }
  }

  private func respond(_ context: ChannelHandlerContext) {
    guard let head else { return }
    let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
    let answer = answer(
      LoopbackReceiver.Request(method: head.method.rawValue, path: head.uri, headers: headers, body: body))
    guard !answer.isCut else { return context.close(promise: nil) }
    guard let delay = answer.delay else { return write(answer, context) }
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: delay) {
      let (handler, context) = bound.value
      if context.channel.isActive { handler.write(answer, context) }
    }
  }

  private func write(_ answer: LoopbackReceiver.Answer, _ context: ChannelHandlerContext) {
    var fields = HTTPHeaders(answer.headers.map { ($0.key, $0.value) })
    fields.replaceOrAdd(name: "content-length", value: String(answer.body.count))
    let response = HTTPResponseHead(version: .http1_1, status: .init(statusCode: answer.status), headers: fields)
    context.write(Self.wrapOutboundOut(.head(response)), promise: nil)
    context.write(Self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
    context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
  }
}
