/// When those who are asked are reminded: at shares of the time to their due date, then every so many business days.
struct ReminderSchedule {
  struct Threshold: Hashable {
    /// `50%`, or `+2` for the second business day after the due date.
    let name: String
    let moment: Timestamp
  }

  private let clock: BusinessClock
  private let due: Int
  private let percentages: [Int]
  /// At least 1; nil for never.
  private let every: Int?

  /// `due` is in business days from being asked.
  init(_ reminders: Reminders, due: Int, clock: BusinessClock) {
    self.clock = clock
    self.due = min(max(due, 0), BusinessCalendar.businessDaysMax)
    percentages = reminders.at.filter { $0 >= 0 }.sorted()
    every = reminders.every.flatMap { $0 > 0 ? min($0, BusinessCalendar.businessDaysMax) : nil }
  }

  /// For what has a date of its own: on it, and every business day after.
  init(onDateBy clock: BusinessClock) {
    self.init(Reminders(at: [100], every: 1), due: 0, clock: clock)
  }

  /// The last threshold that has come; nil where none has.
  func latest(since: Timestamp, at now: Timestamp) -> Threshold? {
    let ofShares = percentages.map { share($0, since: since) }.last { $0.moment <= now }
    let ofDays = overdue(since: since, at: now)
    guard let ofShares, let ofDays else { return ofShares ?? ofDays }
    return ofDays.moment < ofShares.moment ? ofShares : ofDays
  }

  /// The first moment of a threshold later than `moment`; nil where all have come.
  func next(since: Timestamp, after moment: Timestamp) -> Timestamp? {
    let shares = percentages.map { share($0, since: since).moment }.filter { $0 > moment }
    return (shares + (nextOverdue(since: since, after: moment).map { [$0] } ?? [])).min()
  }

  private func share(_ percentage: Int, since: Timestamp) -> Threshold {
    let part = Int64(due) * Int64(percentage) * (BusinessClock.dayMilliseconds / 100)
    return Threshold(name: "\(percentage)%", moment: part == 0 ? since : clock.adding(part, to: since))
  }

  private func overdue(since: Timestamp, at now: Timestamp) -> Threshold? {
    guard let every else { return nil }
    // One more than the line of days says: in an hour that the clock shows twice it says too little.
    var times = steps(of: every, since: since, to: now) + 1
    while times >= 1, moment(overdueBy: times * every, since: since) > now { times -= 1 }
    guard times >= 1 else { return nil }
    return Threshold(name: "+\(times * every)", moment: moment(overdueBy: times * every, since: since))
  }

  private func nextOverdue(since: Timestamp, after moment: Timestamp) -> Timestamp? {
    guard let every else { return nil }
    var times = max(1, steps(of: every, since: since, to: moment))
    while self.moment(overdueBy: times * every, since: since) <= moment { times += 1 }
    return self.moment(overdueBy: times * every, since: since)
  }

  private func moment(overdueBy days: Int, since: Timestamp) -> Timestamp {
    clock.adding(Int64(due + days) * BusinessClock.dayMilliseconds, to: since)
  }

  /// How many whole steps the line of days has come on from the due date.
  private func steps(of every: Int, since: Timestamp, to moment: Timestamp) -> Int {
    let days = (clock.position(of: moment) - clock.position(of: since)) / BusinessClock.dayMilliseconds
    return max(0, Int(days) - due) / every
  }
}
