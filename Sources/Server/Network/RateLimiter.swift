import HTTPTypes
import NIOConcurrencyHelpers

/// Counts what each address and each token asks for, against the limits of the settings.
package final class RateLimiter: Sendable {
  /// Which of a caller's limits was the nearest to its end.
  struct Standing: Sendable {
    let limit: RateLimit
    let windowSeconds: Int
    let answer: RateTable<[UInt8]>.Answer
  }

  private struct Table: Sendable {
    let buckets: RateTable<[UInt8]>
    let windowSeconds: Int
  }

  private let tables: [RateLimit: Table]
  private let refused = NIOLockedValueBox<[RateLimit: Int]>([:])
  private let known: KnownCredentials
  private let start = ContinuousClock.now
  private let clock: (@Sendable () -> Int64)?

  /// `perMinute` replaces the limits' own figures; 0 lifts one. `clock` gives nanoseconds and only goes forward.
  package init(perMinute: [RateLimit: Int] = [:], clock: (@Sendable () -> Int64)? = nil) {
    var tables: [RateLimit: Table] = [:]
    for limit in RateLimit.allCases {
      let rate = perMinute[limit] ?? limit.perMinute
      guard rate > 0 else { continue }
      tables[limit] = Table(
        buckets: RateTable(limit: rate * limit.saved, interval: 60_000_000_000 / Int64(rate)),
        windowSeconds: 60 * limit.saved)
    }
    self.tables = tables
    self.clock = clock
    known = KnownCredentials()
  }

  /// No limits at all.
  package static var unlimited: RateLimiter {
    RateLimiter(perMinute: Dictionary(RateLimit.allCases.map { ($0, 0) }, uniquingKeysWith: { first, _ in first }))
  }

  /// Refusals so far, by limit.
  package var refusals: [(limit: RateLimit, count: Int)] {
    refused.withLockedValue { refused in RateLimit.allCases.map { ($0, refused[$0] ?? 0) } }
  }

  private var now: Int64 {
    if let clock { return clock() }
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
  }

  /// Counts one request. Nil where the settings have no such limit. Throws a problem with `Retry-After` where it is over.
  @discardableResult
  func take(_ limit: RateLimit, _ key: [UInt8]) throws -> Standing? {
    guard let table = tables[limit] else { return nil }
    let standing = Standing(
      limit: limit, windowSeconds: table.windowSeconds, answer: table.buckets.take(key, now: now))
    guard !standing.answer.isAllowed else { return standing }
    throw refusal(standing)
  }

  /// Throws where an address has tried too many wrong tokens, unless this one was right before: a colleague behind the
  /// same address is not to be kept out.
  func checkFailures(_ key: [UInt8], credential: String) throws {
    guard let table = tables[.failures] else { return }
    let answer = table.buckets.look(key, now: now)
    guard !answer.isAllowed, !known.contains(credential) else { return }
    throw refusal(Standing(limit: .failures, windowSeconds: table.windowSeconds, answer: answer))
  }

  func failed(_ key: [UInt8]) {
    tables[.failures]?.buckets.take(key, now: now)
  }

  func succeeded(credential: String) {
    known.insert(credential)
  }

  private func refusal(_ standing: Standing) -> LimitReached {
    refused.withLockedValue { $0[standing.limit, default: 0] += 1 }
    return LimitReached(standing: standing)
  }
}

/// A limit that a request ran into.
struct LimitReached: Error {
  let standing: RateLimiter.Standing

  var problem: Problem {
    var problem = Problem(
      status: .tooManyRequests, code: "rate_limited",
      detail: "Too many requests (\(standing.limit.rawValue)): try again in \(standing.answer.retrySeconds) s.")
    problem.retryAfterSeconds = standing.answer.retrySeconds
    return problem
  }
}

/// What was taken for right lately: keyed hashes, nothing that could be used again, and not many.
private final class KnownCredentials: Sendable {
  private static let countMax = 10_000
  private let hashes = NIOLockedValueBox<Set<Int>>([])

  func contains(_ credential: String) -> Bool { hashes.withLockedValue { $0.contains(credential.hashValue) } }

  func insert(_ credential: String) {
    hashes.withLockedValue { hashes in
      if hashes.count >= Self.countMax { hashes.removeAll(keepingCapacity: true) }
      hashes.insert(credential.hashValue)
    }
  }
}
