import Synchronization

/// Counts the commands that wait for the writer, and turns away those that are too many.
final class WaitingQueue: Sendable {
  private let most: Int
  private let waiting = Mutex(0)

  init(most: Int) {
    self.most = most
  }

  func enter() -> Bool {
    waiting.withLock { count in
      guard count < most else { return false }
      count += 1
      return true
    }
  }

  func leave() {
    waiting.withLock { $0 -= 1 }
  }
}

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
