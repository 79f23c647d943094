import NIOCore
import NIOEmbedded
import Testing

@testable import Edge

/// Handshakes on one event loop, by that loop's clock.
@Suite struct TakingTurns {
  private let loop = EmbeddedEventLoop()
  private let turns: HandshakeTurns

  init() {
    var limits = EdgeLimits.standard
    limits.handshakesPerTurnMax = 3
    turns = HandshakeTurns(limits: limits)
  }

  @Test("what comes of many handshakes at once goes on a few at a time, in the order in which it came")
  func fewAtATime() throws {
    let clients = try (0..<8).map { _ in try Client(turns, loop) }
    for client in clients { client.sends("hello") }
    #expect(clients.map(\.arrived) == [1, 1, 1, 0, 0, 0, 0, 0].map(hellos))
    loop.advanceTime(by: .milliseconds(1))
    #expect(clients.map(\.arrived) == [1, 1, 1, 1, 1, 1, 0, 0].map(hellos))
    loop.advanceTime(by: .milliseconds(1))
    #expect(clients.allSatisfy { $0.arrived == "hello" })
  }

  @Test("nothing more is read of a connection that waits, and what it asked for meanwhile is read once afterwards")
  func readsNoMore() throws {
    let clients = try (0..<4).map { _ in try Client(turns, loop) }
    for client in clients { client.sends("hello") }
    let last = clients[3]
    last.asksToRead()
    last.asksToRead()
    #expect(last.reads == 0)
    loop.advanceTime(by: .milliseconds(1))
    #expect(last.arrived == "hello" && last.reads == 1)
  }

  @Test("whoever comes later waits behind those that wait, and a turn with room is taken at once")
  func behindOthers() throws {
    let first = try (0..<5).map { _ in try Client(turns, loop) }
    for client in first { client.sends("hello") }
    loop.advanceTime(by: .milliseconds(1))
    #expect(first.allSatisfy { $0.arrived == "hello" })
    let second = try (0..<2).map { _ in try Client(turns, loop) }
    for client in second { client.sends("hello") }
    #expect(second.map(\.arrived) == ["hello", ""])
    loop.advanceTime(by: .milliseconds(10))
    #expect(second.map(\.arrived) == ["hello", "hello"])
  }

  @Test("once its handshake is done, a connection waits no more; one that closed while it waited harms nobody")
  func afterwards() throws {
    let clients = try (0..<6).map { _ in try Client(turns, loop) }
    clients[0].gate.open()
    for client in clients { client.sends("hello") }
    clients[0].sends(" again")
    clients[0].asksToRead()
    #expect(clients.map(\.arrived) == ["hello again", "hello", "hello", "hello", "", ""])
    #expect(clients[0].reads == 1)
    try clients[4].channel.close().wait()
    loop.advanceTime(by: .milliseconds(1))
    #expect(clients[5].arrived == "hello" && clients[4].arrived.isEmpty)
  }

  private func hellos(_ count: Int) -> String { String(repeating: "hello", count: count) }
}

/// A connection, and what has come through its gate.
private final class Client {
  let channel: EmbeddedChannel
  let gate: HandshakeGate
  private let counter = ReadCounter()
  private let sink = Sink()

  init(_ turns: HandshakeTurns, _ loop: EmbeddedEventLoop) throws {
    gate = HandshakeGate(queue: turns.queue(of: loop))
    channel = EmbeddedChannel(handlers: [counter, gate, sink], loop: loop)
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    counter.count = 0
  }

  var reads: Int { counter.count }
  var arrived: String { sink.text }

  func sends(_ text: String) {
    channel.pipeline.fireChannelRead(ByteBuffer(string: text))
    channel.pipeline.fireChannelReadComplete()
  }

  func asksToRead() { channel.pipeline.read() }
}

private final class Sink: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private(set) var text = ""

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    text += String(buffer: unwrapInboundIn(data))
  }
}
