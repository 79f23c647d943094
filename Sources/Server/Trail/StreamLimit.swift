import HTTPTypes
import NIOConcurrencyHelpers

/// How many streams of the trail may be open at once.
final class StreamLimit: Sendable {
  /// Each looks at the log whenever it has grown.
  static let streamsMax = 256

  /// A place among them, until it is let go: also where the answer is never written.
  final class Seat: Sendable {
    private let limit: StreamLimit

    fileprivate init(_ limit: StreamLimit) {
      self.limit = limit
    }

    deinit { limit.open.withLockedValue { $0 -= 1 } }
  }

  private let open = NIOLockedValueBox(0)

  /// Nil where all are taken.
  func enter() -> Seat? {
    let isFree = open.withLockedValue { open in
      guard open < Self.streamsMax else { return false }
      open += 1
      return true
    }
    return isFree ? Seat(self) : nil
  }

  static var refusal: Problem {
    var problem = Problem(
      status: .serviceUnavailable, code: "too_many_streams",
      detail: "\(streamsMax) streams of the trail are open already: close one, or try again later.")
    problem.retryAfterSeconds = 10
    return problem
  }
}
