/// What a document may hold, so that one of them cannot take the server down.
package enum WorkflowLimits {
  /// Characters of a title: more does not fit a list or a chat message.
  package static let titleCharactersMax = 200
  /// Bytes of a comment, a note, a rationale or a reason.
  package static let remarkBytesMax = 65_536
  /// Bytes of a decision on a question.
  package static let decisionBytesMax = 4096
  /// Comments of one document.
  package static let commentsMax = 20_000
  /// Obligations of one verdict.
  package static let obligationsMax = 100
  /// Sections of one revision.
  package static let sectionsMax = 10_000
  /// Days that a say may be handed on for at once.
  package static let delegationDaysMax = 366
  /// Revisions that a verdict may have been given on while newer ones were saved, the latest among them.
  package static let recentRevisionsMax = 20
  /// Sections that those revisions may have held in memory beyond the latest's own: some 10 MB.
  package static let recentSectionsMax = 30_000
  /// A revision's event names all sections once in so many revisions, so that no more have to be read for any of them.
  package static let keyRevisionEvery = 32
}
