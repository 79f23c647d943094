import NIOCore
import NIOEmbedded
import Testing

@testable import Edge

/// Handshakes on one event loop, by that loop's clock.
@Suite struct TakingTurns {
  private let loop = EmbeddedEventLoop()
  private let turns: HandshakeTurns
  private let perTurn = 3

  init() {
    var limits = EdgeLimits.standard
    limits.handshakesPerTurnMax = perTurn
    turns = HandshakeTurns(limits: limits)
  }

  @Test("handshakes that are ready at once begin a few at a time, in the order in which they came")
  func fewAtATime() throws {
    let clients = try (0..<8).map { _ in try Client(turns, loop) }
    for client in clients { client.channel.pipeline.read() }
    #expect(clients.map(\.reads) == [1, 1, 1, 0, 0, 0, 0, 0])
    loop.advanceTime(by: .milliseconds(1))
    #expect(clients.map(\.reads) == [1, 1, 1, 1, 1, 1, 0, 0])
    loop.advanceTime(by: .milliseconds(1))
    #expect(clients.map(\.reads) == Array(repeating: 1, count: 8))
  }

  @Test("a handshake that asks twice before its turn reads once")
  func asksTwice() throws {
    let clients = try (0..<4).map { _ in try Client(turns, loop) }
    for client in clients + clients { client.channel.pipeline.read() }
    loop.advanceTime(by: .milliseconds(1))
    #expect(clients.last?.reads == 1)
  }

  @Test("whoever comes later waits behind those that wait, and a turn with room is taken at once")
  func behindOthers() throws {
    let first = try (0..<5).map { _ in try Client(turns, loop) }
    for client in first { client.channel.pipeline.read() }
    loop.advanceTime(by: .milliseconds(1))
    #expect(first.allSatisfy { $0.reads == 1 })
    let second = try (0..<2).map { _ in try Client(turns, loop) }
    for client in second { client.channel.pipeline.read() }
    #expect(second.map(\.reads) == [1, 0])
    loop.advanceTime(by: .milliseconds(10))
    #expect(second.map(\.reads) == [1, 1])
  }

  @Test("once its handshake is done, a connection waits no more; one that closed while it waited harms nobody")
  func afterwards() throws {
    let clients = try (0..<6).map { _ in try Client(turns, loop) }
    clients[0].gate.open()
    for client in clients { client.channel.pipeline.read() }
    clients[0].channel.pipeline.read()
    #expect(clients.map(\.reads) == [2, 1, 1, 1, 0, 0])
    try clients[4].channel.close().wait()
    loop.advanceTime(by: .milliseconds(1))
    #expect(clients.map(\.reads) == [2, 1, 1, 1, 0, 1])
  }
}

/// A connection whose reads that get through are counted.
private final class Client {
  let channel: EmbeddedChannel
  let gate: HandshakeGate
  private let counter = ReadCounter()

  init(_ turns: HandshakeTurns, _ loop: EmbeddedEventLoop) throws {
    gate = HandshakeGate(queue: turns.queue(of: loop))
    channel = EmbeddedChannel(handlers: [counter, gate], loop: loop)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    // What was read while it was set up.
    loop.advanceTime(by: .seconds(1))
    counter.count = 0
  }

  var reads: Int { counter.count }
}
