import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOConcurrencyHelpers

/// A receiver of deliveries that does nothing but count them; under `/hung` it never answers.
final class BenchReceiver: Sendable {
  private let channel: any Channel
  private let counter: Counter

  init() async throws {
    let counter = Counter()
    self.counter = counter
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(CountingHandler(counter: counter))
        }
      }.bind(host: "127.0.0.1", port: 0).get()
  }

  var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
  var received: Int { counter.received }

  /// Deliveries a second between the first and the last that came, since it was last asked to begin.
  var perSecond: Double { counter.perSecond }
  func begin() { counter.begin() }
  func close() async throws { try await channel.close() }
}

private final class Counter: Sendable {
  private struct State {
    var received = 0
    var first: ContinuousClock.Instant?
    var last: ContinuousClock.Instant?
  }

  private let state = NIOLockedValueBox(State())

  var received: Int { state.withLockedValue(\.received) }

  var perSecond: Double {
    state.withLockedValue { state in
      guard let first = state.first, let last = state.last, last > first else { return 0 }
      return Double(state.received - 1) / ((last - first) / .seconds(1))
    }
  }

  func begin() { state.withLockedValue { $0 = State() } }

  func count() {
    let now = ContinuousClock.now
    state.withLockedValue { state in
      state.received += 1
      state.first = state.first ?? now
      state.last = now
    }
  }
}

private final class CountingHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let counter: Counter
  private var isHung = false

  init(counter: Counter) { self.counter = counter }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch Self.unwrapInboundIn(data) {
    case .head(let head): isHung = head.uri.hasPrefix("/hung")
    case .body: break
    case .end:
      guard !isHung else { return }
      counter.count()
      let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["content-length": "0"])
      context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
      context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
    }
  }
}
