/// A person hands their say in a role to another person for a time. Version 1.
package struct DelegationGranted: Hashable, Sendable, Codable {
  package var delegation: String
  /// Whose say it is.
  package var by: String
  /// Who may use it.
  package var to: String
  package var role: String
  /// Nil for every project in which the role is held.
  package var project: String?
  package var from: Timestamp
  package var until: Timestamp

  package init(
    delegation: String, by: String, to: String, role: String, project: String? = nil, from: Timestamp,
    until: Timestamp
  ) {
    self.delegation = delegation
    self.by = by
    self.to = to
    self.role = role
    self.project = project
    self.from = from
    self.until = until
  }
}

/// A delegation is over: its time was up, or it was taken back. Version 1.
package struct DelegationEnded: Hashable, Sendable, Codable {
  package enum Cause: String, Hashable, Sendable, Codable {
    case expired, revoked
  }

  package var delegation: String
  package var cause: Cause

  package init(delegation: String, cause: Cause) {
    self.delegation = delegation
    self.cause = cause
  }
}
