import AsyncAlgorithms
import Foundation
import ServiceLifecycle

/// Gives back to the system what many connections or a large document have left behind.
///
/// The allocator keeps what was freed in the middle of its heaps until it is told (malloc_trim(3)): after a flood of
/// connections that were about 60 KB each.
struct MemoryTrim: Service {
  private static let seconds = 30.0

  /// Nil with an allocator that has no such call; no header that Swift reads declares it.
  private static let trim = dlsym(nil, "malloc_trim").map {
    unsafeBitCast($0, to: (@convention(c) (Int) -> CInt).self)
  }

  func run() async throws {
    let ticks = AsyncTimerSequence(interval: .seconds(Self.seconds), clock: .continuous)
    for await _ in ticks.cancelOnGracefulShutdown() {
      _ = Self.trim?(0)
    }
  }
}
