import Hummingbird
import Ledger
import NIOCore
import NIOConcurrencyHelpers

/// Writes a long answer no faster than its client reads.
///
/// A write is taken over by the connection's event loop; only once that has dealt with it is the next one made, so that
/// what waits in memory is one page and what the connection itself buffers.
final class Pace: Sendable {
  /// Seconds that a client may take to make room for a page. A slower one is dropped, and can go on where it was.
  static let stallSecondsMax = 30

  private let channel: any Channel
  private let writingSince = NIOLockedValueBox<ContinuousClock.Instant?>(nil)

  init(_ channel: any Channel) {
    self.channel = channel
  }

  func write(_ bytes: Bytes, to writer: inout any ResponseBodyWriter) async throws {
    guard bytes.count > 0 else { return }
    writingSince.withLockedValue { $0 = .now }
    defer { writingSince.withLockedValue { $0 = nil } }
    try await writer.write(ByteBuffer(bytes: bytes.storage))
    try await channel.eventLoop.submit {}.get()
  }

  /// Runs `body`, and drops the connection where a write takes too long.
  func run(_ body: () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await self.watch() }
      defer { group.cancelAll() }
      try await body()
    }
  }

  private func watch() async throws {
    while true {
      try await Task.sleep(for: .seconds(1))
      let isStalled = writingSince.withLockedValue { since in
        since.map { ContinuousClock.now - $0 > .seconds(Self.stallSecondsMax) } ?? false
      }
      if isStalled { try? await channel.close() }
    }
  }
}
