// What people decide on a revision. Version 1 each.

/// One section as a verdict saw it.
package struct ScopedSection: Hashable, Sendable, Codable {
  package var section: String
  package var digest: String

  package init(section: String, digest: String) {
    self.section = section
    self.digest = digest
  }
}

/// One modification that an approval with modifications asks for.
package struct Obligation: Hashable, Sendable, Codable {
  package var id: String
  package var section: String
  package var text: String
  /// Who confirms it; nil lets the one who asked for it, or anybody in the same role.
  package var verifier: String?
  /// A date, `2026-12-01`.
  package var due: String?

  package init(id: String, section: String, text: String, verifier: String? = nil, due: String? = nil) {
    self.id = id
    self.section = section
    self.text = text
    self.verifier = verifier
    self.due = due
  }
}

extension Sequence<SectionRef> {
  /// Their words, by digest.
  package var scoped: [ScopedSection] { map { ScopedSection(section: $0.id, digest: $0.digest) } }
}

package struct VerdictGiven: Hashable, Sendable, Codable {
  package enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
    case approved
    case approvedWithModifications = "approved_with_modifications"
    case rejected
  }

  package var verdict: String
  package var role: String
  package var outcome: Outcome
  package var note: String?
  package var revision: Int
  /// The words it is bound to.
  package var scope: [ScopedSection]
  package var obligations: [Obligation]
  /// Whose say it is, where that was handed to the actor for a time.
  package var onBehalfOf: String?
  /// Nil of one that was given here.
  package var source: ChangeRequestSource?

  package init(
    verdict: String, role: String, outcome: Outcome, note: String? = nil, revision: Int, scope: [ScopedSection],
    obligations: [Obligation], onBehalfOf: String? = nil, source: ChangeRequestSource? = nil
  ) {
    self.verdict = verdict
    self.role = role
    self.outcome = outcome
    self.note = note
    self.revision = revision
    self.scope = scope
    self.obligations = obligations
    self.onBehalfOf = onBehalfOf
    self.source = source
  }

  enum CodingKeys: String, CodingKey {
    case verdict, role, outcome, note, revision, scope, obligations
    case onBehalfOf = "on_behalf_of"
    case source
  }
}

package struct VerdictWithdrawn: Hashable, Sendable, Codable {
  package var verdict: String

  package init(verdict: String) {
    self.verdict = verdict
  }
}

package struct VerdictStaled: Hashable, Sendable, Codable {
  package enum Cause: String, Hashable, Sendable, Codable {
    /// Words in its scope changed.
    case edited
    /// The time that it was good for is over.
    case expired
    /// The document moved to a policy that asks for more sections.
    case policyChanged = "policy_changed"
  }

  package var verdict: String
  package var role: String
  /// The sections whose words are no longer those it saw.
  package var sections: [String]
  /// The revision that changed them.
  package var revision: Int
  /// Nil is `edited`.
  package var cause: Cause?

  package init(verdict: String, role: String, sections: [String], revision: Int, cause: Cause? = nil) {
    self.verdict = verdict
    self.role = role
    self.sections = sections
    self.revision = revision
    self.cause = cause
  }
}

package struct VerdictRestored: Hashable, Sendable, Codable {
  package var verdict: String
  package var role: String
  /// The revision that brought its words back.
  package var revision: Int
  /// The sections that say again what it saw.
  package var sections: [String]?
  /// Nil is `edited`.
  package var cause: VerdictStaled.Cause?

  package init(
    verdict: String, role: String, revision: Int, sections: [String]? = nil, cause: VerdictStaled.Cause? = nil
  ) {
    self.verdict = verdict
    self.role = role
    self.revision = revision
    self.sections = sections
    self.cause = cause
  }
}

package struct ObligationVerified: Hashable, Sendable, Codable {
  package var obligation: String
  package var revision: Int
  package var note: String?

  package init(obligation: String, revision: Int, note: String? = nil) {
    self.obligation = obligation
    self.revision = revision
    self.note = note
  }
}
