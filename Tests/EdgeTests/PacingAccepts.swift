import NIOCore
import NIOEmbedded
import Testing

@testable import Edge

/// A listening socket's reads, by its event loop's clock.
@Suite struct PacingAccepts {
  private let loop = EmbeddedEventLoop()
  private let reads = ReadCounter()
  private let socket: EmbeddedChannel

  init() throws {
    socket = EmbeddedChannel(handlers: [reads, AcceptPace(limits: .standard)], loop: loop)
    try socket.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    loop.advanceTime(by: .seconds(1))
    reads.count = 0
  }

  @Test("after some were taken, the next are once the others have had their turn")
  func waits() {
    socket.pipeline.fireChannelReadComplete()
    socket.pipeline.read()
    loop.advanceTime(by: .microseconds(900))
    #expect(reads.count == 0)
    loop.advanceTime(by: .microseconds(100))
    #expect(reads.count == 1)
  }

  @Test("while none came, nothing waits")
  func atOnce() {
    socket.pipeline.read()
    #expect(reads.count == 1)
  }

  @Test("who asks twice within a turn reads once")
  func once() {
    socket.pipeline.fireChannelReadComplete()
    socket.pipeline.read()
    socket.pipeline.read()
    loop.advanceTime(by: .milliseconds(5))
    #expect(reads.count == 1)
  }
}
