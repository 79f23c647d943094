import Foundation

/// Which days count, and in which time zone they begin.
package struct BusinessCalendar: Hashable, Sendable, Codable {
  /// An IANA name such as `Europe/Berlin`.
  package let zone: String
  /// 1 is Monday, 7 is Sunday.
  package let workdays: [Int]
  /// Days that do not count: `2026-12-25`.
  package let holidays: [String]

  package init(zone: String = "UTC", workdays: [Int] = [1, 2, 3, 4, 5], holidays: [String] = []) {
    self.zone = zone
    self.workdays = workdays
    self.holidays = holidays
  }

  package static let standard = BusinessCalendar()

  /// Business days that a due date may lie ahead; more are counted as this many, some forty years.
  package static let businessDaysMax = 10_000

  /// Whether a zone's name is one of the IANA database: `Europe/Berlin`, `UTC`. Abbreviations such as `PST` and offsets
  /// such as `GMT+2` are not: they know no daylight-saving time, or mean several zones.
  package static func isKnown(zone: String) -> Bool {
    guard TimeZone(identifier: zone) != nil else { return false }
    return zone == "UTC" || zone.contains("/") || TimeZone.knownTimeZoneIdentifiers.contains(zone)
  }
}
