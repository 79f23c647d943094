import Ledger
import Workflow

/// When what failed at a host is tried again.
struct HostRetry {
  /// Attempts after which it is given up.
  let attemptsMax: Int
  private static let firstSeconds = 5.0
  /// Each is so many times the one before.
  private static let factor = 4.0
  private static let secondsMax = 3600.0
  /// Seconds that a host may ask for: all that is about the same waits meanwhile.
  private static let askedSecondsMax = 86_400.0

  /// For deliveries that were stored.
  static let receipts = HostRetry(attemptsMax: 8)
  /// For what is said at hosts.
  static let echoes = HostRetry(attemptsMax: 12)

  /// Nil where it is given up. `attempts` have failed by now, the last of them as told.
  func dueAt(after attempts: Int, because error: any Error, now: Timestamp) -> Timestamp? {
    guard attempts < attemptsMax else { return nil }
    var seconds = Self.firstSeconds
    for _ in 1..<max(attempts, 1) { seconds = min(Self.secondsMax, seconds * Self.factor) }
    let asked = min((error as? DeliveryFailure)?.retryAfter ?? 0, Self.askedSecondsMax)
    return now.adding(seconds: max(seconds, asked))
  }
}
