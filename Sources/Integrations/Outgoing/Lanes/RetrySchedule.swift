package import Workflow

/// When a failed delivery is tried again: the schedule of Standard Webhooks, about three days in all.
package enum RetrySchedule {
  /// Seconds after each failed attempt.
  static let delays: [Double] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
  /// A delay is lengthened by up to this share, so that endpoints do not all come back at once.
  static let jitterMax = 0.1

  package static var attemptsMax: Int { delays.count + 1 }

  /// Nil once all attempts are used up. `jitter` is from 0 to 1; `retryAfter` is obeyed in full.
  package static func next(
    after attempt: Int, at now: Timestamp, jitter: Double, retryAfter: Double? = nil
  ) -> Timestamp? {
    guard attempt >= 1, attempt <= delays.count else { return nil }
    let delay = delays[attempt - 1] * (1 + jitterMax * jitter)
    return now.adding(seconds: max(delay, retryAfter ?? 0))
  }
}
