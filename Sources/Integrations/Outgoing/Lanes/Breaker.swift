import Workflow

/// Keeps from asking an endpoint that is down: after many failures it is left alone for a while, then asked once to see.
///
/// Sampled over five minutes, opened at 70 % failures of ten or more, half open after thirty seconds (as Convoy does it).
/// What waits is not tried meanwhile, and uses none of its attempts.
struct Breaker: Hashable, Sendable {
  static let windowSeconds = 300.0
  static let openSeconds = 30.0
  static let samplesMin = 10
  static let failureShare = 0.7

  private struct Sample: Hashable {
    let at: Timestamp
    let succeeded: Bool
  }

  private var samples: [Sample] = []
  private var openUntil: Timestamp?
  private var isProbing = false

  /// Whether one more may be tried now; where it is a probe, none other is until it has ended.
  mutating func admits(at now: Timestamp) -> Bool {
    guard let openUntil else { return true }
    guard now >= openUntil, !isProbing else { return false }
    isProbing = true
    return true
  }

  /// When it is worth asking again; nil while it is closed.
  var reopensAt: Timestamp? { isProbing ? nil : openUntil }
  var isOpen: Bool { openUntil != nil }

  mutating func record(succeeded: Bool, at now: Timestamp) {
    if openUntil != nil {
      isProbing = false
      (openUntil, samples) = succeeded ? (nil, []) : (now.adding(seconds: Self.openSeconds), [])
      return
    }
    let start = now.adding(seconds: -Self.windowSeconds)
    // What has fallen out of the window is cut off in one go, now and then.
    if let first = samples.first, first.at < start { samples.removeAll { $0.at < start } }
    if samples.count >= Self.samplesMax { samples.removeFirst(samples.count / 2) }
    samples.append(Sample(at: now, succeeded: succeeded))
    let failures = samples.count { !$0.succeeded }
    guard !succeeded, samples.count >= Self.samplesMin else { return }
    if Double(failures) >= Self.failureShare * Double(samples.count) {
      openUntil = now.adding(seconds: Self.openSeconds)
    }
  }

  /// Enough to tell a share by.
  private static let samplesMax = 100
}
