/// What a token is narrowed to. No scope holds another; a token without any may all that its user may.
package enum TokenScope: String, Hashable, Sendable, CaseIterable {
  /// Whatever is read, but the trail and what admins look after.
  case read
  /// Documents, drafts, reviews' beginnings and ends, projects, imports.
  case write
  /// Comments, checklists, questions, verdicts, obligations, overrides, delegations.
  case review
  /// The trail: events, approvals as they were, proofs, reports, who read.
  case audit
  /// People, tokens, sessions, ways in and out, what is published, backups, erasures.
  case admin

  /// All names, as they stand in refusals and pages.
  package static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
