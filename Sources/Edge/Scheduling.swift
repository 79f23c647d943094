import NIOCore

extension ChannelHandlerContext {
  /// Acts on the connection's event loop after so many seconds, unless it is cancelled before.
  func schedule(seconds: Int, _ act: @escaping (ChannelHandlerContext) -> Void) -> Scheduled<Void> {
    schedule(in: .seconds(Int64(seconds)), act)
  }

  /// Acts on the connection's event loop after that time, unless it is cancelled before.
  @discardableResult
  func schedule(in time: TimeAmount, _ act: @escaping (ChannelHandlerContext) -> Void) -> Scheduled<Void> {
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    return eventLoop.assumeIsolated().scheduleTask(in: time) { act(bound.value) }
  }
}
