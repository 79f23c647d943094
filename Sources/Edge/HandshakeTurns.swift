import NIOConcurrencyHelpers
import NIOCore

/// TLS handshakes take turns on each event loop, a few at a time: a thousand that are ready at once would otherwise hold
/// up every answer on that loop until the last of them is done.
final class HandshakeTurns: Sendable {
  private let limits: EdgeLimits
  private let queues = NIOLockedValueBox<[ObjectIdentifier: NIOLoopBound<HandshakeQueue>]>([:])

  init(limits: EdgeLimits) {
    self.limits = limits
  }

  /// The queue of that event loop; called on it.
  func queue(of eventLoop: any EventLoop) -> HandshakeQueue {
    queues.withLockedValue { queues in
      let id = ObjectIdentifier(eventLoop)
      if let known = queues[id] { return known.value }
      let queue = HandshakeQueue(
        turn: .milliseconds(Int64(limits.turnMilliseconds)), perTurn: limits.handshakesPerTurnMax,
        eventLoop: eventLoop)
      queues[id] = NIOLoopBound(queue, eventLoop: eventLoop)
      return queue
    }
  }
}

/// One event loop's handshakes that wait for their turn, in the order in which they came.
final class HandshakeQueue {
  private let turn: TimeAmount
  private let perTurn: Int
  private let eventLoop: any EventLoop
  private var waiting = CircularBuffer<() -> Void>()
  private var taken = 0
  private var isCounting = false

  init(turn: TimeAmount, perTurn: Int, eventLoop: any EventLoop) {
    self.turn = turn
    self.perTurn = perTurn
    self.eventLoop = eventLoop
  }

  /// Goes on at once where this turn has room, else at a later one.
  func take(_ goOn: @escaping () -> Void) {
    guard taken < perTurn else { return waiting.append(goOn) }
    taken += 1
    goOn()
    guard !isCounting else { return }
    isCounting = true
    eventLoop.assumeIsolated().scheduleTask(in: turn) { self.beginTurn() }
  }

  private func beginTurn() {
    isCounting = false
    taken = 0
    for _ in 0..<min(perTurn, waiting.count) { take(waiting.removeFirst()) }
  }
}
