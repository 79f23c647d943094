package import Workflow

/// When a failed delivery is tried again, and for how long an answer is waited for.
package struct RetrySchedule: Hashable, Sendable {
  /// That of Standard Webhooks, about three days in all, with a time-out between the 15 and 30 seconds that it names.
  package static let standard = RetrySchedule(
    delays: [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400], timeoutSeconds: 20)
  /// A delay is lengthened by up to this share, so that endpoints do not all come back at once.
  static let jitterMax = 0.1
  /// A week.
  package static let delayMax = 604_800.0
  package static let (timeoutMin, timeoutMax) = (0.1, 60.0)

  /// Seconds after each failed attempt.
  package let delays: [Double]
  package let timeoutSeconds: Double

  package init(delays: [Double], timeoutSeconds: Double) {
    self.delays = delays
    self.timeoutSeconds = timeoutSeconds
  }

  package var attemptsMax: Int { delays.count + 1 }

  /// Nil once all attempts are used up. `jitter` is from 0 to 1; `retryAfter` is obeyed in full.
  package func next(
    after attempt: Int, at now: Timestamp, jitter: Double, retryAfter: Double? = nil
  ) -> Timestamp? {
    guard attempt >= 1, attempt <= delays.count else { return nil }
    let delay = delays[attempt - 1] * (1 + Self.jitterMax * jitter)
    return now.adding(seconds: max(delay, retryAfter ?? 0))
  }
}
