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
}
