/// Handing one's say in a role to somebody else for a time.
enum Delegating {
  static func check(_ granted: DelegationGranted, now: Timestamp, people: Directory) throws(Refusal) {
    guard people.isActivePerson(granted.by) else {
      throw Refusal(
        .forbidden, "agents_cannot_delegate", "'\(granted.by)' is no person: only a person has a say to hand on.")
    }
    // What was handed to somebody is not theirs to hand on.
    guard people.holds(granted.by, role: granted.role, in: granted.project) else {
      throw Refusal(.forbidden, "not_in_role", "'\(granted.by)' does not hold the role '\(granted.role)' themselves.")
    }
    guard granted.role != KnownRole.admin, granted.role != KnownRole.auditor else {
      throw Refusal.field("role", "'\(granted.role)' is no say in a review: an admin grants it.")
    }
    guard people.isActivePerson(granted.to), granted.to != granted.by else {
      throw Refusal.field("to", "must be another active person; '\(granted.to)' is not.")
    }
    guard granted.from < granted.until, now < granted.until else {
      throw Refusal.field("until", "must be later than 'from' and than now.")
    }
    guard granted.until <= granted.from.adding(seconds: Double(WorkflowLimits.delegationDaysMax) * 86_400) else {
      throw Refusal.field("until", "must be at most \(WorkflowLimits.delegationDaysMax) days after 'from'.")
    }
  }
}
