import NIOConcurrencyHelpers
import Workflow

/// Time that goes on while the machine's clock is set back: for what is due, not for what is recorded.
///
/// It follows the clock where that is ahead, and else counts on from what it last said.
final class SteadyTime: Sendable {
  private let last = NIOLockedValueBox<(time: Timestamp, at: ContinuousClock.Instant)?>(nil)

  /// Never less than `clock`, nor than what it said before.
  func now(clock: Timestamp) -> Timestamp {
    last.withLockedValue { last in
      let at = ContinuousClock.now
      var time = clock
      if let last {
        let gone = Int64((at - last.at) / .milliseconds(1))
        time = max(clock, Timestamp(milliseconds: last.time.milliseconds + gone))
      }
      // Kept only when a millisecond is over, so that parts of it are not lost.
      if last.map({ $0.time < time }) ?? true { last = (time, at) }
      return time
    }
  }
}
