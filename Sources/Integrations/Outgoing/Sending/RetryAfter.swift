import Foundation

/// `Retry-After`: seconds, or a date.
enum RetryAfter {
  static func seconds(_ text: String, now: Date) -> Double? {
    if let seconds = Double(text.trimmingCharacters(in: .whitespaces)), seconds.isFinite { return max(0, seconds) }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    return formatter.date(from: text).map { max(0, $0.timeIntervalSince(now)) }
  }
}
