// What people decide about a gate beside their verdicts, and what becomes of it. Version 1 each.

/// A rule is passed over, by somebody whom the policy lets, with a reason.
package struct GateOverridden: Hashable, Sendable, Codable {
  package var stage: String
  package var rule: String
  package var reason: String
  package var revision: Int
  /// The words that it is bound to: those in the rule's scope.
  package var scope: [ScopedSection]

  package init(stage: String, rule: String, reason: String, revision: Int, scope: [ScopedSection]) {
    self.stage = stage
    self.rule = rule
    self.reason = reason
    self.revision = revision
    self.scope = scope
  }
}

/// A rule of the present stage has become one that nobody can satisfy.
package struct GateUnsatisfiable: Hashable, Sendable, Codable {
  package var stage: String
  package var rule: String
  /// Who can do what about it: a sentence.
  package var remedy: String

  package init(stage: String, rule: String, remedy: String) {
    self.stage = stage
    self.rule = rule
    self.remedy = remedy
  }
}

/// A rule that nobody could satisfy can be satisfied again.
package struct GateSatisfiable: Hashable, Sendable, Codable {
  package var stage: String
  package var rule: String

  package init(stage: String, rule: String) {
    self.stage = stage
    self.rule = rule
  }
}

/// Somebody has read a revision and says so without a verdict.
package struct ReviewCommented: Hashable, Sendable, Codable {
  package var role: String?
  package var note: String?
  package var revision: Int

  package init(role: String? = nil, note: String? = nil, revision: Int) {
    self.role = role
    self.note = note
    self.revision = revision
  }
}

/// Somebody who was asked has handed that to somebody else.
package struct TurnHandedOver: Hashable, Sendable, Codable {
  package var from: String
  package var to: String
  /// What was waited for, as the turn names it.
  package var reason: String
  package var role: String?
  package var note: String?
  package var revision: Int

  package init(
    from: String, to: String, reason: String, role: String? = nil, note: String? = nil, revision: Int
  ) {
    self.from = from
    self.to = to
    self.reason = reason
    self.role = role
    self.note = note
    self.revision = revision
  }
}

/// The document runs under another policy, or another version of its own, from now on.
package struct DocumentWorkflowChanged: Hashable, Sendable, Codable {
  package var policy: Policy
  /// The stage that it is in from now on.
  package var stage: String
  package var reason: String?
  package var revision: Int
  /// The verdicts that still count, by id.
  package var surviving: [String]

  package init(policy: Policy, stage: String, reason: String? = nil, revision: Int, surviving: [String]) {
    self.policy = policy
    self.stage = stage
    self.reason = reason
    self.revision = revision
    self.surviving = surviving
  }
}

/// Those who hold a turn were reminded of it, or an owner of a date. Each (revision, role, threshold) at most once; where
/// nobody is asked in a role, the reason and the subject stand for it.
package struct ReminderSent: Hashable, Sendable, Codable {
  /// What is waited for, as the turn names it; `obligation` or `dated_item` where a date has come.
  package var reason: String
  package var stage: String?
  package var role: String?
  /// The obligation, or the label of the item with the date.
  package var subject: String?
  package var users: [String]
  package var revision: Int
  /// `50%`, `100%`, `+1` for the first business day after the due date, …; of an item with a date, that date.
  package var threshold: String
  package var due: Timestamp?

  package init(
    reason: String, stage: String? = nil, role: String? = nil, subject: String? = nil, users: [String], revision: Int,
    threshold: String, due: Timestamp? = nil
  ) {
    self.reason = reason
    self.stage = stage
    self.role = role
    self.subject = subject
    self.users = users
    self.revision = revision
    self.threshold = threshold
    self.due = due
  }
}
