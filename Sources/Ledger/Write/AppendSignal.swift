import Synchronization

/// Tells whoever listens that the log has grown.
final class AppendSignal: Sendable {
  private let listeners = Mutex<[Int: AsyncStream<Void>.Continuation]>([:])
  private let nextID = Mutex(0)

  func subscribe() -> AsyncStream<Void> {
    let id = nextID.withLock { next in
      next += 1
      return next
    }
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    continuation.onTermination = { [weak self] _ in
      self?.listeners.withLock { _ = $0.removeValue(forKey: id) }
    }
    listeners.withLock { $0[id] = continuation }
    return stream
  }

  func signal() {
    listeners.withLock { listeners in listeners.values.forEach { $0.yield() } }
  }
}

/// Tells, once, that the ledger had to stop writing.
final class StopSignal: Sendable {
  private let stream: AsyncStream<LedgerFailure>
  private let continuation: AsyncStream<LedgerFailure>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  func stop(_ failure: LedgerFailure) { continuation.yield(failure) }

  /// For one waiter.
  func wait() async throws -> LedgerFailure {
    for await failure in stream { return failure }
    throw CancellationError()
  }
}
