extension DocumentState {
  var calendar: BusinessCalendar { policy.calendar ?? .standard }

  func withDueDate(_ turn: Turn) -> Turn {
    guard let days = policy.stage(named: stage)?.due else { return turn }
    var turn = turn
    turn.due = calendar.adding(businessDays: days, to: turn.since)
    return turn
  }
}

extension BusinessCalendar {
  /// The same time of day so many business days later. A moment on a day that does not count stands for the beginning of
  /// the next day that does; a time of day that a clock put forward skips is the next one that it shows.
  package func adding(businessDays: Int, to moment: Timestamp) -> Timestamp {
    let days = min(max(businessDays, 0), Self.businessDaysMax)
    return BusinessClock(self).adding(Int64(days) * BusinessClock.dayMilliseconds, to: moment)
  }
}
