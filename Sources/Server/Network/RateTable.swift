import NIOConcurrencyHelpers

/// Buckets of tokens, one for each caller, exact under concurrency and of bounded size.
///
/// A bucket is one number: the time at which it would be full again (the "theoretical arrival time" of the generic cell
/// rate algorithm, ITU-T I.371, annex A). One that is full is the same as none, so those go first when room is needed.
package final class RateTable<Key: Hashable & Sendable>: Sendable {
  package struct Answer: Sendable, Equatable {
    package let isAllowed: Bool
    package let limit: Int
    package let remaining: Int
    /// Seconds until the bucket is full, and until one more is allowed; rounded up.
    package let resetSeconds: Int
    package let retrySeconds: Int
  }

  /// Of callers at once: 100,000 take about 10 MB.
  package static var keysMax: Int { 100_000 }

  private struct Buckets {
    /// Nanoseconds of a clock that only goes forward.
    var fullAt: [Key: Int64] = [:]
    /// What all share who come while the table is full of others.
    var shared: Int64 = 0
  }

  private let limit: Int
  /// Nanoseconds in which one is given back.
  private let interval: Int64
  private let keysMax: Int
  private let buckets = NIOLockedValueBox(Buckets())

  /// `limit` at once, one of which is given back after each `interval` of nanoseconds.
  package init(limit: Int, interval: Int64, keysMax: Int = RateTable.keysMax) {
    precondition(limit > 0 && interval > 0)
    self.limit = limit
    self.interval = interval
    self.keysMax = keysMax
  }

  package var count: Int { buckets.withLockedValue { $0.fullAt.count } }

  /// Takes one where there is one; nothing is taken where there is none.
  @discardableResult
  package func take(_ key: Key, now: Int64) -> Answer {
    buckets.withLockedValue { buckets in
      let isKnown = buckets.fullAt[key] != nil || makeRoom(&buckets, now: now)
      let before = max(isKnown ? buckets.fullAt[key] ?? 0 : buckets.shared, now)
      let after = before + interval
      guard after - now <= Int64(limit) * interval else { return answer(fullAt: before, now: now, isAllowed: false) }
      if isKnown { buckets.fullAt[key] = after } else { buckets.shared = after }
      return answer(fullAt: after, now: now, isAllowed: true)
    }
  }

  /// What `take` would say, and nothing is taken.
  package func look(_ key: Key, now: Int64) -> Answer {
    buckets.withLockedValue { buckets in
      let fullAt = max(buckets.fullAt[key] ?? 0, now)
      return answer(fullAt: fullAt, now: now, isAllowed: fullAt + interval - now <= Int64(limit) * interval)
    }
  }

  /// False where every place is taken by a caller with something left to wait for.
  private func makeRoom(_ buckets: inout Buckets, now: Int64) -> Bool {
    guard buckets.fullAt.count >= keysMax else { return true }
    // Once the table is full of callers, it is looked through again only when the shared bucket was used.
    guard buckets.shared <= now else { return false }
    buckets.fullAt = buckets.fullAt.filter { $0.value > now }
    return buckets.fullAt.count < keysMax
  }

  private func answer(fullAt: Int64, now: Int64, isAllowed: Bool) -> Answer {
    let used = fullAt - now
    let room = Int64(limit) * interval - used
    return Answer(
      isAllowed: isAllowed, limit: limit, remaining: Int(max(0, room / interval)), resetSeconds: Self.seconds(used),
      retrySeconds: isAllowed ? 0 : max(1, Self.seconds(interval - room)))
  }

  private static func seconds(_ nanoseconds: Int64) -> Int {
    Int((max(0, nanoseconds) + 999_999_999) / 1_000_000_000)
  }
}
