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
  /// the next day that does.
  package func adding(businessDays: Int, to moment: Timestamp) -> Timestamp {
    moment.adding(seconds: Double(businessDays) * 86_400)
  }
}
