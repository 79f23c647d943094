import NIOConcurrencyHelpers

/// The connections that somebody works on.
final class BusyLanes: Sendable {
  private let most: Int
  private let busy = NIOLockedValueBox<Set<String>>([])

  init(most: Int) {
    self.most = most
  }

  /// False where it is in work already, or too many are.
  func begin(_ connection: String) -> Bool {
    busy.withLockedValue { $0.count < most && $0.insert(connection).inserted }
  }

  func end(_ connection: String) {
    busy.withLockedValue { _ = $0.remove(connection) }
  }
}
