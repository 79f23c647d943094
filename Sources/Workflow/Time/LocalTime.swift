import Foundation

/// The wall clock of a time zone, in milliseconds from midnight of 1970-01-01 on that clock.
struct LocalTime {
  /// Further than any zone has ever been set forward or back at once, and nearer than two such changes have been.
  private static let changeMilliseconds: Int64 = 36 * 3_600_000

  private let zone: TimeZone

  /// A zone that is no longer known counts as UTC: what runs under it must go on.
  init(zone name: String) {
    zone = TimeZone(identifier: name) ?? .gmt
  }

  func wallClock(at moment: Timestamp) -> Int64 {
    moment.milliseconds + offset(at: moment.milliseconds)
  }

  /// The first moment at which the wall clock shows that time; where it is put forward over it, the moment when it is.
  func moment(showing wallClock: Int64) -> Timestamp {
    let before = offset(at: wallClock - Self.changeMilliseconds)
    let after = offset(at: wallClock + Self.changeMilliseconds)
    let candidates = [wallClock - before, wallClock - after].filter { $0 + offset(at: $0) == wallClock }
    if let first = candidates.min() { return Timestamp(milliseconds: first) }
    return change(between: wallClock - after, and: wallClock - before)
  }

  /// The moment of the change of offset that lies between two moments.
  private func change(between start: Int64, and end: Int64) -> Timestamp {
    var (low, high) = (min(start, end), max(start, end))
    let old = offset(at: low)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if offset(at: middle) == old { low = middle } else { high = middle }
    }
    return Timestamp(milliseconds: high)
  }

  private func offset(at milliseconds: Int64) -> Int64 {
    let seconds = milliseconds.flooredDivision(by: 1000).quotient
    return Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))) * 1000
  }
}
