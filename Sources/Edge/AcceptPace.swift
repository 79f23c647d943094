import NIOCore

/// On the listening socket: takes new connections a few at a time. To set one up, and to close another for it, takes about
/// half a millisecond, and a hundred in a row would hold up every answer on that event loop.
final class AcceptPace: ChannelDuplexHandler {
  typealias InboundIn = any Channel
  typealias InboundOut = any Channel
  typealias OutboundIn = any Channel
  typealias OutboundOut = any Channel

  private let turn: TimeAmount
  private var hasTaken = false
  private var isWaiting = false

  init(limits: EdgeLimits) {
    turn = .milliseconds(Int64(limits.turnMilliseconds))
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    hasTaken = true
    context.fireChannelReadComplete()
  }

  func read(context: ChannelHandlerContext) {
    guard hasTaken else { return context.read() }
    guard !isWaiting else { return }
    isWaiting = true
    context.schedule(in: turn) { context in
      (self.isWaiting, self.hasTaken) = (false, false)
      context.read()
    }
  }
}
