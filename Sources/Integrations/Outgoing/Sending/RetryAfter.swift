import Foundation

/// `Retry-After`: seconds, or a date.
enum RetryAfter {
  /// A year: with more, no time can be reckoned.
  private static let secondsMax = 366.0 * 86_400

  static func seconds(_ text: String, now: Date) -> Double? {
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
