package import Foundation

/// `Retry-After`: seconds, or a date.
package enum RetryAfter {
  /// A year: with more, no time can be reckoned.
  package static let secondsMax = 366.0 * 86_400

  /// From now on, at most a year; nil where it is neither.
  package static func seconds(_ text: String, now: Date) -> Double? {
    if let seconds = Double(text.trimmingCharacters(in: .whitespaces)), seconds.isFinite {
      return min(max(0, seconds), secondsMax)
    }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    return formatter.date(from: text).map { min(max(0, $0.timeIntervalSince(now)), secondsMax) }
  }
}
