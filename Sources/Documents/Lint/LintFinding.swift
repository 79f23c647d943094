/// Something in a document that is still to be filled in.
package struct LintFinding: Hashable, Sendable, Codable {
  /// One of ``LintRule``, by its raw value.
  package let rule: String
  /// The id of the section that it stands in.
  package let section: String
  /// Counted from 1.
  package let line: Int
  /// A plain sentence.
  package let message: String
}

/// What lint looks for. Places that the record fills in from the log are not found wanting: status, version and dates in
/// the header, the front matter and the control table, sign-off, history, and the reviewer's notes.
package enum LintRule: String, Sendable, CaseIterable {
  /// `[Say what]`: words in brackets that are no link, box, index or reference.
  case placeholder
  /// `[NEEDS INPUT]`, `[TBD]`, `[TODO: …]`, `[FIXME]`, `[???]`; without brackets where it is a whole cell, item, line or
  /// value.
  case upstreamMarker = "upstream_marker"
  /// `[DATE]`, `[ISO 8601 timestamp]`; `YYYY-MM-DD` where it is the whole value of a date.
  case unfilledTimestamp = "unfilled_timestamp"
  /// A table row whose cells are all empty, and a table without rows.
  case emptyTableRow = "empty_table_row"
  /// An empty cell that is an omission for certain: the value of a table of names and values, what a risk, a related
  /// document or a dated item needs, and the name in a table's first row.
  case emptyCell = "empty_cell"
  /// A list item or a task without words.
  case loneBullet = "lone_bullet"
  /// `**Label**:`, or `- Label:`, with no value behind or below it.
  case blankField = "blank_field"
  /// A question without an answer, but for one with options and a recommendation: that waits for its reviewer, not for
  /// its author.
  case unansweredQuestion = "unanswered_question"
  /// `N/A` as all that a section or a field says. `N/A — no exports` has a reason; `N/A — none` has not: the words `N/A`,
  /// `none`, `not`, `applicable` and `nothing` are no reason. A cell may be `N/A`.
  case unjustifiedNA = "unjustified_na"
  /// The same field twice in front matter, header, control table and footer, with different values.
  case driftedDuplicate = "drifted_duplicate"
  /// A value that is still the list of its choices: `Yes / No`, `High/Med/Low`, `S/M/L/XL`.
  case unchosenOption = "unchosen_option"
  /// A heading with nothing under it; comments do not count.
  case emptySection = "empty_section"
  /// A `<!-- CONDITIONAL … -->` comment that nobody has decided.
  case unresolvedConditional = "unresolved_conditional"
  /// A section and the project's configuration no longer agree on whether it is needed; see ``ConditionalReview``.
  case conditionalChanged = "conditional_changed"
  /// `{{ … }}` or `{% … %}` outside of code.
  case jinjaLeft = "jinja_left"
  /// A fence that nothing closes.
  case unclosedFence = "unclosed_fence"
}
