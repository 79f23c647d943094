import NIOConcurrencyHelpers

/// Tells whoever listens that the log has grown.
final class AppendSignal: Sendable {
  private let listeners = NIOLockedValueBox<[Int: AsyncStream<Void>.Continuation]>([:])
  private let nextID = NIOLockedValueBox(0)

  func subscribe() -> AsyncStream<Void> {
    let id = nextID.withLockedValue { next in
      next += 1
      return next
    }
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    continuation.onTermination = { [weak self] _ in
      self?.listeners.withLockedValue { _ = $0.removeValue(forKey: id) }
    }
    listeners.withLockedValue { $0[id] = continuation }
    return stream
  }

  func signal() {
    listeners.withLockedValue { listeners in listeners.values.forEach { $0.yield() } }
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
