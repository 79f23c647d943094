/// What the log knows of a document, in the words that go into its record form.
package struct RecordState: Hashable, Sendable {
  package struct Verdict: Hashable, Sendable {
    package let role: String
    package let name: String
    package let outcome: String
    /// The short hash of the event, which stands for a signature.
    package let signature: String
    package let date: String
    package let note: String?

    package init(
      role: String, name: String, outcome: String, signature: String, date: String, note: String? = nil
    ) {
      self.role = role
      self.name = name
      self.outcome = outcome
      self.signature = signature
      self.date = date
      self.note = note
    }
  }

  package struct Mark: Hashable, Sendable {
    package let isVerified: Bool
    package let note: String?
    package let name: String

    package init(isVerified: Bool, note: String?, name: String) {
      self.isVerified = isVerified
      self.note = note
      self.name = name
    }
  }

  package struct Revision: Hashable, Sendable {
    package let number: Int
    package let date: String
    package let author: String
    package let message: String

    package init(number: Int, date: String, author: String, message: String) {
      self.number = number
      self.date = date
      self.author = author
      self.message = message
    }
  }

  /// `Draft`, `In Review`, `Approved`, …: as documents write it.
  package var status: String
  package var version: String
  package var updated: String
  package var startedAt: String?
  package var completedAt: String?
  package var approvedAt: String?
  package var reviewers: [String]
  package var verdicts: [Verdict]
  package var marks: [String: Mark]
  package var decisions: [String: String]
  /// Oldest first.
  package var revisions: [Revision]

  package init(
    status: String, version: String, updated: String, startedAt: String? = nil, completedAt: String? = nil,
    approvedAt: String? = nil, reviewers: [String] = [], verdicts: [Verdict] = [], marks: [String: Mark] = [:],
    decisions: [String: String] = [:], revisions: [Revision] = []
  ) {
    self.status = status
    self.version = version
    self.updated = updated
    self.startedAt = startedAt
    self.completedAt = completedAt
    self.approvedAt = approvedAt
    self.reviewers = reviewers
    self.verdicts = verdicts
    self.marks = marks
    self.decisions = decisions
    self.revisions = revisions
  }
}
