/// The policy a document runs under: its review stages in order, each with a gate.
///
/// A document starts in the stage `draft`, which ends with its submission; the stages here follow. What a document was
/// opened with is pinned to it, in this form, by an event. The YAML that people write is read by `Policy(yaml:)`.
package struct Policy: Hashable, Sendable, Codable {
  package let name: String
  package let version: Int
  package let stages: [Stage]
  package let description: String?
  /// Which days count for due dates, and where; nil counts Monday to Friday in UTC.
  package let calendar: BusinessCalendar?

  package init(
    name: String, version: Int, stages: [Stage], description: String? = nil, calendar: BusinessCalendar? = nil
  ) {
    self.name = name
    self.version = version
    self.stages = stages
    self.description = description
    self.calendar = calendar
  }

  /// The name of the stage before the first submission.
  package static let draftStage = "draft"

  package func stage(named name: String) -> Stage? {
    stages.first { $0.name == name }
  }

  package func stage(after name: String) -> Stage? {
    guard let index = stages.firstIndex(where: { $0.name == name }) else { return stages.first }
    return index + 1 < stages.count ? stages[index + 1] : nil
  }

  /// The same policy as another version of its name.
  package func numbered(_ version: Int) -> Policy {
    Policy(name: name, version: version, stages: stages, description: description, calendar: calendar)
  }

  /// The same policy with each rule for the template's sign-off roles replaced by one rule a role, or, where the
  /// template names no role, by one approval of anybody who is not an author.
  package func expanded(with signOffRoles: [String]) -> Policy {
    Policy(
      name: name, version: version, stages: stages.map { $0.expanded(with: signOffRoles) }, description: description,
      calendar: calendar)
  }
}

/// One stage of a policy: a gate, and what happens around it.
package struct Stage: Hashable, Sendable, Codable {
  /// Whether the groups of a gate are asked all at once or one after another.
  package enum Order: String, Hashable, Sendable, Codable, CaseIterable {
    case parallel, serial
  }

  /// Which verdicts an edit makes stale.
  package enum OnEdit: String, Hashable, Sendable, Codable, CaseIterable {
    /// Those in whose scope a word changed.
    case changed
    /// All of them, wherever the word stands.
    case all
    /// None of them.
    case none
  }

  package let name: String
  package let gate: [Rule]
  package let order: Order?
  /// `draft`, `stay`, or the name of an earlier stage.
  package let onReject: String?
  package let onEdit: OnEdit?
  package let override: Override?
  /// Business days from the moment that somebody is asked.
  package let due: Int?
  package let reminders: Reminders?

  package init(
    name: String, gate: [Rule], order: Order? = nil, onReject: String? = nil, onEdit: OnEdit? = nil,
    override: Override? = nil, due: Int? = nil, reminders: Reminders? = nil
  ) {
    self.name = name
    self.gate = gate
    self.order = order
    self.onReject = onReject
    self.onEdit = onEdit
    self.override = override
    self.due = due
    self.reminders = reminders
  }

  enum CodingKeys: String, CodingKey {
    case name, gate, order
    case onReject = "on_reject"
    case onEdit = "on_edit"
    case override, due, reminders
  }

  /// What `on_reject` says where the document is to stay in its stage.
  package static let stay = "stay"

  /// Where a rejection sends the document; nil leaves it where it is.
  package var returnsTo: String? {
    onReject == Self.stay ? nil : onReject ?? Policy.draftStage
  }

  fileprivate func expanded(with signOffRoles: [String]) -> Stage {
    Stage(
      name: name, gate: gate.flatMap { $0.expanded(with: signOffRoles) }, order: order, onReject: onReject,
      onEdit: onEdit, override: override, due: due, reminders: reminders)
  }
}

/// Who may let a rule of a stage be passed over. They give a reason; it is on record and bound to the words.
package struct Override: Hashable, Sendable, Codable {
  package let roles: [String]
  package let people: [String]

  package init(roles: [String] = [], people: [String] = []) {
    self.roles = roles
    self.people = people
  }
}

/// When those who are asked are reminded.
package struct Reminders: Hashable, Sendable, Codable {
  /// Percentages of the time from being asked to the due date, ascending.
  package let at: [Int]
  /// After the due date, every so many business days; nil or 0 for never.
  package let every: Int?

  package init(at: [Int], every: Int?) {
    self.at = at
    self.every = every
  }

  package static let standard = Reminders(at: [50, 100], every: 1)
}
