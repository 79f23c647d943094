import AsyncAlgorithms
import Ledger

/// Why a worker woke.
enum Wake: Equatable, Sendable {
  case appended, asked, ticked

  /// The log has grown, somebody asked, or a second has gone by.
  static func ups(of ledger: Ledger, nudge: Nudge) -> some AsyncSequence<Wake, Never> & Sendable {
    merge(
      ledger.appends().map { Wake.appended }, nudge.stream.map { Wake.asked },
      AsyncTimerSequence(interval: .seconds(1), clock: .continuous).map { _ in Wake.ticked })
  }

  /// Somebody asked, or a second has gone by.
  static func ups(of nudge: Nudge) -> some AsyncSequence<Wake, Never> & Sendable {
    merge(
      nudge.stream.map { Wake.asked },
      AsyncTimerSequence(interval: .seconds(1), clock: .continuous).map { _ in Wake.ticked })
  }
}

/// Wakes a worker that rests: several nudges may be one wake-up.
package struct Nudge: Sendable {
  let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  package init() {
    (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  package func callAsFunction() {
    continuation.yield()
  }
}
