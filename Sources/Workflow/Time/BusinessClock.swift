/// A calendar made ready to reckon with: it puts moments on a line of business days.
///
/// A position is the number of business days before the moment's, and the time that the wall clock shows on it, in
/// milliseconds: each business day is 24 hours of wall clock long, however long it takes. A moment on a day that does
/// not count stands for the beginning of the next day that does.
struct BusinessClock {
  static let dayMilliseconds: Int64 = 86_400_000
  /// 1970-01-01 was a Thursday: so many days after a Monday.
  private static let epochWeekday: Int64 = 3

  private let local: LocalTime
  /// Of a week from Monday on, the days that count: 0 to 6, ascending, at least one.
  private let workdays: [Int64]
  /// Days since 1970 that would count and do not, ascending.
  private let holidays: [Int64]

  /// A calendar on which no day counts is taken for one on which all do.
  init(_ calendar: BusinessCalendar) {
    local = LocalTime(zone: calendar.zone)
    let named = Set(calendar.workdays).filter { (1...7).contains($0) }.map { Int64($0 - 1) }.sorted()
    let workdays = named.isEmpty ? Array(0...6) : named
    self.workdays = workdays
    holidays = Set(calendar.holidays.compactMap(Self.day)).filter { workdays.contains(Self.weekday($0)) }.sorted()
  }

  func position(of moment: Timestamp) -> Int64 {
    let (day, inDay) = local.wallClock(at: moment).flooredDivision(by: Self.dayMilliseconds)
    return businessDays(before: day) * Self.dayMilliseconds + (counts(day) ? inDay : 0)
  }

  /// The first moment at a position; a time that the wall clock skips is the next that it shows.
  func moment(at position: Int64) -> Timestamp {
    let (index, inDay) = position.flooredDivision(by: Self.dayMilliseconds)
    return local.moment(showing: businessDay(index) * Self.dayMilliseconds + inDay)
  }

  /// A moment that counts is itself when nothing is added to it, also in an hour that the wall clock shows twice.
  func adding(_ milliseconds: Int64, to moment: Timestamp) -> Timestamp {
    let day = local.wallClock(at: moment).flooredDivision(by: Self.dayMilliseconds).quotient
    if milliseconds == 0, counts(day) { return moment }
    return self.moment(at: position(of: moment) + milliseconds)
  }

  /// When a day such as `2026-12-25` begins, counted or not; nil for what is no date.
  func beginning(of date: String) -> Timestamp? {
    Self.day(date).map { local.moment(showing: $0 * Self.dayMilliseconds) }
  }

  /// When the day after begins.
  func end(of date: String) -> Timestamp? {
    Self.day(date).map { local.moment(showing: ($0 + 1) * Self.dayMilliseconds) }
  }

  private func counts(_ day: Int64) -> Bool {
    workdays.contains(Self.weekday(day)) && !holidays.contains(day)
  }

  private func businessDays(before day: Int64) -> Int64 {
    let (weeks, weekday) = (day + Self.epochWeekday).flooredDivision(by: 7)
    let ofWeek = workdays.prefix { $0 < weekday }.count
    let free = holidays.prefix { $0 < day }.count
    return weeks * Int64(workdays.count) + Int64(ofWeek - free)
  }

  /// The day before which so many count.
  private func businessDay(_ index: Int64) -> Int64 {
    var (day, free) = (workday(index), 0)
    while true {
      let more = holidays.prefix { $0 <= day }.count
      if more == free { return day }
      free = more
      day = workday(index + Int64(free))
    }
  }

  /// The same with no holidays.
  private func workday(_ index: Int64) -> Int64 {
    let (weeks, rest) = index.flooredDivision(by: Int64(workdays.count))
    return weeks * 7 + workdays[Int(rest)] - Self.epochWeekday
  }

  private static func weekday(_ day: Int64) -> Int64 { (day + epochWeekday).flooredDivision(by: 7).remainder }

  private static func day(_ date: String) -> Int64? {
    guard date.utf8.count == 10, let midnight = Timestamp(date) else { return nil }
    return midnight.milliseconds.flooredDivision(by: dayMilliseconds).quotient
  }
}
