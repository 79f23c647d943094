package import Foundation
import Workflow

/// `Retry-After`: seconds, or a date.
package enum RetryAfter {
  /// A year: with more, no time can be reckoned.
  package static let secondsMax = 366.0 * 86_400

  /// From now on, at most a year; nil where it is neither.
  package static func seconds(_ text: String, now: Date) -> Double? {
    let text = text.trimmingCharacters(in: .whitespaces)
    if let seconds = Double(text), seconds.isFinite { return min(max(0, seconds), secondsMax) }
    return date(text).map { min(max(0, $0 - now.timeIntervalSince1970), secondsMax) }
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `Sun, 06 Nov 1994 08:49:37 GMT`, in seconds since 1970: the one form that is still sent of the three of RFC 9110,
  /// section 5.6.7. `DateFormatter` ends the process over some texts that are no dates.
  private static func date(_ text: String) -> Double? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
      let month = months.firstIndex(where: { $0 == parts[2] })
    else { return nil }
    let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
    return Timestamp("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z").map { Double($0.milliseconds) / 1000 }
  }
}
