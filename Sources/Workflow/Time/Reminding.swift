import Documents

/// Who is to be reminded of what now: of a turn by its stage's terms, of an obligation and of a dated item by their dates.
///
/// After a time in which nobody looked, the latest threshold alone is said.
enum Reminding {
  static let obligation = "obligation"
  static let datedItem = "dated_item"

  /// Pure, and empty where all has been said. A deprecated document is not asked.
  static func due(on document: DocumentState, in context: GateContext) -> [ReminderSent] {
    turns(of: document, in: context) + obligations(of: document, in: context)
      + datedItems(of: document, in: context)
  }

  private static func turns(of document: DocumentState, in context: GateContext) -> [ReminderSent] {
    guard let schedule = document.reminderSchedule else { return [] }
    return Asking.all(of: document, in: context).compactMap { asking in
      guard let threshold = schedule.latest(since: asking.since, at: context.now) else { return nil }
      let reminder = ReminderSent(
        reason: asking.reason.rawValue, stage: document.stage, role: asking.role, users: asking.users,
        revision: document.revision, threshold: threshold.name, due: asking.due)
      return document.wasSent(reminder, since: asking.since) ? nil : reminder
    }
  }

  private static func obligations(of document: DocumentState, in context: GateContext) -> [ReminderSent] {
    let clock = BusinessClock(document.calendar)
    return document.openObligations(at: context.now).compactMap { open in
      guard let due = open.obligation.due.flatMap(clock.end),
        let threshold = ReminderSchedule(onDateBy: clock).latest(since: due, at: context.now),
        !document.reminders(ofObligation: open.obligation.id).contains(where: { $0.facts.threshold == threshold.name })
      else { return nil }
      let users = Turn.turns(in: open, of: document, in: context).map(\.actor).deduplicated
      guard !users.isEmpty else { return nil }
      return ReminderSent(
        reason: obligation, subject: open.obligation.id, users: users, revision: document.revision,
        threshold: threshold.name, due: due)
    }
  }

  private static func datedItems(of document: DocumentState, in context: GateContext) -> [ReminderSent] {
    let owners = document.stewards(in: context)
    guard !owners.isEmpty else { return [] }
    return document.openDates(by: BusinessClock(document.calendar)).filter { $0.begins <= context.now }.map { item in
      ReminderSent(
        reason: datedItem, subject: item.label, users: owners, revision: document.revision, threshold: item.date,
        due: item.begins)
    }
  }
}

/// Those who are asked for the same: in a role, or for a reason that has none.
private struct Asking {
  let reason: Turn.Reason
  let role: String?
  let users: [String]
  /// When the first of them was asked.
  let since: Timestamp
  let due: Timestamp?

  private struct Key: Hashable {
    let reason: Turn.Reason
    let role: String?

    /// Only an approval is asked of a role; what else waits does so whichever role's rule it is for.
    init(_ turn: Turn) {
      reason = turn.reason
      role = turn.reason == .approve ? turn.role : nil
    }
  }

  static func all(of document: DocumentState, in context: GateContext) -> [Asking] {
    let turns = Turn.turns(of: document, in: context)
    let groups = Dictionary(grouping: turns, by: Key.init)
    return turns.map(Key.init).deduplicated.compactMap { key in
      guard let group = groups[key], let first = group.min(by: { $0.since < $1.since }) else { return nil }
      return Asking(
        reason: key.reason, role: key.role, users: group.map(\.actor).deduplicated, since: first.since,
        due: first.due)
    }
  }
}

extension DocumentState {
  /// By which its present stage reminds; nil where nothing is due in it.
  var reminderSchedule: ReminderSchedule? {
    guard isUnderReview, let stage = policy.stage(named: stage), let due = stage.due else { return nil }
    return ReminderSchedule(stage.reminders ?? .standard, due: due, clock: BusinessClock(calendar))
  }

  /// Whether those who are asked were told at this revision, or since they were asked.
  fileprivate func wasSent(_ reminder: ReminderSent, since: Timestamp) -> Bool {
    reminders.contains { sent in
      sent.facts.reason == reminder.reason && sent.facts.role == reminder.role && sent.facts.subject == nil
        && sent.facts.threshold == reminder.threshold
        && (sent.facts.revision == reminder.revision || sent.at >= since)
    }
  }

  func reminders(ofObligation id: String) -> [SentReminder] {
    reminders.filter { $0.facts.reason == Reminding.obligation && $0.facts.subject == id }
  }

  /// The items with a date that nobody has been told of yet, each label and date once.
  func openDates(by clock: BusinessClock) -> [(label: String, date: String, begins: Timestamp)] {
    var told = Set(
      reminders.filter { $0.facts.reason == Reminding.datedItem }.map { [$0.facts.subject ?? "", $0.facts.threshold] })
    return datedItems.compactMap { item in
      guard let date = WrittenDate.iso(item.date), let begins = clock.beginning(of: date),
        told.insert([item.label, date]).inserted
      else { return nil }
      return (label: item.label, date: date, begins: begins)
    }
  }
}
