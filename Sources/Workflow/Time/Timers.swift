extension DocumentState {
  /// The next moment at which time alone may change something; nil where none is in sight.
  ///
  /// It is made from the state alone, which knows neither people nor project, so it may name a moment at which there is
  /// nothing to be said, and one that has gone by. Whoever looked then asks ``nextTimer(after:)`` for the next.
  package var nextTimer: Timestamp? { timers(after: nil) }

  /// The first such moment later than one at which all that was due has been done.
  package func nextTimer(after moment: Timestamp) -> Timestamp? { timers(after: moment) }

  private func timers(after moment: Timestamp?) -> Timestamp? {
    guard status != .deprecated else { return nil }
    let dates = expiries + dateTimers
    let later = dates.filter { date in moment.map { $0 < date } ?? true }
    return (later + turnTimers(after: moment) + obligationTimers(after: moment)).min()
  }

  /// When approvals that still count, or would with their words back, end.
  private var expiries: [Timestamp] {
    verdicts.filter { ($0.state == .live || $0.state == .stale) && $0.isApproval && !$0.isExpired }
      .compactMap { $0.validUntil(under: policy) }
  }

  private var dateTimers: [Timestamp] {
    datedItems.isEmpty ? [] : openDates(by: BusinessClock(calendar)).map(\.begins)
  }

  private func obligationTimers(after moment: Timestamp?) -> [Timestamp] {
    let open = obligations.filter { open in
      open.obligation.due != nil && open.verified == nil && verdict(open.verdict)?.state == .live
    }
    guard !open.isEmpty else { return [] }
    let clock = BusinessClock(calendar)
    return open.compactMap { open in
      guard let due = open.obligation.due.flatMap(clock.end) else { return nil }
      let told = reminders(ofObligation: open.obligation.id).map(\.at).max()
      let after = max(moment ?? due.justBefore, told ?? due.justBefore)
      return ReminderSchedule(onDateBy: clock).next(since: due, after: after)
    }
  }

  /// Whatever is done may bring a turn back whose thresholds have come: once the first has, each change is worth a look.
  private func turnTimers(after moment: Timestamp?) -> [Timestamp] {
    guard let schedule = reminderSchedule else { return [] }
    let sinces = sinces
    if let moment { return sinces.compactMap { schedule.next(since: $0, after: moment) } }
    // Those who were asked first have the first threshold; only an hour that the clock shows twice turns two round.
    guard let first = sinces.min() else { return [] }
    return sinces.filter { $0 < first.adding(seconds: 86_400) }
      .compactMap { schedule.next(since: $0, after: $0.justBefore) }
  }

  /// The moments since which somebody may be asked in the present stage.
  private var sinces: Set<Timestamp> {
    let said =
      comments.suffix(Self.sincesMax).map(\.createdAt) + remarks.map(\.at) + handOvers.map(\.at)
      + marks.values.map(\.at)
    let judged = verdicts.flatMap { [$0.givenAt, $0.staledAt, $0.validUntil(under: policy)].compactMap { $0 } }
    let inStage = (said + judged).filter { $0 > stageEnteredAt }.sorted().suffix(Self.sincesMax)
    return Set(inStage + obligations.map(\.askedAt) + [stageEnteredAt, draftAt])
  }

  /// So many that a document's every event need not reckon with thousands of comments. With more, those who were asked
  /// before them are looked at when one of these is.
  private static let sincesMax = 256
}

extension Timestamp {
  fileprivate var justBefore: Timestamp { Timestamp(milliseconds: milliseconds - 1) }
}
