// What git hosts tell of change requests. Version 1 each.

/// Who did something at a git host: as the host names them, and the user that they were mapped to, if any.
package struct HostActor: Hashable, Sendable, Codable {
  package var login: String?
  package var name: String?
  package var user: String?

  package init(login: String? = nil, name: String? = nil, user: String? = nil) {
    self.login = login
    self.name = name
    self.user = user
  }
}

/// A change request that touches watched files was opened, moved on, merged or closed.
package struct ChangeRequestUpdated: Hashable, Sendable, Codable {
  package enum State: String, Hashable, Sendable, Codable, CaseIterable { case open, merged, closed }

  /// A file that the change request would leave behind.
  package struct File: Hashable, Sendable, Codable {
    package var path: String
    package var previousPath: String?
    /// The document that it is; nil where no document is of it, as of one that it removes.
    package var document: String?
    /// SHA-256 of its bytes, under which the ledger keeps them; nil where it is removed.
    package var text: String?

    package init(path: String, previousPath: String? = nil, document: String? = nil, text: String? = nil) {
      self.path = path
      self.previousPath = previousPath
      self.document = document
      self.text = text
    }

    enum CodingKeys: String, CodingKey {
      case path
      case previousPath = "previous_path"
      case document, text
    }
  }

  package var connection: String
  package var number: Int
  package var state: State
  package var title: String
  package var url: String?
  package var author: HostActor
  package var head: String
  package var sourceBranch: String
  package var targetBranch: String
  package var mergeCommit: String?
  /// The watched files that it touches.
  package var files: [File]

  package init(
    connection: String, number: Int, state: State, title: String, url: String?, author: HostActor, head: String,
    sourceBranch: String, targetBranch: String, mergeCommit: String? = nil, files: [File]
  ) {
    self.connection = connection
    self.number = number
    self.state = state
    self.title = title
    self.url = url
    self.author = author
    self.head = head
    self.sourceBranch = sourceBranch
    self.targetBranch = targetBranch
    self.mergeCommit = mergeCommit
    self.files = files
  }

  enum CodingKeys: String, CodingKey {
    case connection, number, state, title, url, author, head
    case sourceBranch = "source_branch"
    case targetBranch = "target_branch"
    case mergeCommit = "merge_commit"
    case files
  }
}

/// Somebody said something of a change request as a whole, at a commit.
package struct ChangeRequestReviewed: Hashable, Sendable, Codable {
  package enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
    case approved
    case changesRequested = "changes_requested"
    case withdrawn
    case commented
  }

  package var connection: String
  package var number: Int
  /// The host's own id of the review; made up from who and when where it has none.
  package var review: String
  package var reviewer: HostActor
  package var outcome: Outcome
  package var commit: String
  /// Whether the host named no commit, and the head at its receipt was taken.
  package var isInferred: Bool
  package var note: String?

  package init(
    connection: String, number: Int, review: String, reviewer: HostActor, outcome: Outcome, commit: String,
    isInferred: Bool, note: String?
  ) {
    self.connection = connection
    self.number = number
    self.review = review
    self.reviewer = reviewer
    self.outcome = outcome
    self.commit = commit
    self.isInferred = isInferred
    self.note = note
  }

  enum CodingKeys: String, CodingKey {
    case connection, number, review, reviewer, outcome, commit
    case isInferred = "inferred"
    case note
  }
}

/// A document's file at a host was moved or removed, or commits that drafts came from are on the branch no more.
package struct DraftSourceChanged: Hashable, Sendable, Codable {
  package enum Change: String, Hashable, Sendable, Codable, CaseIterable { case moved, removed, orphaned }

  package var connection: String
  package var change: Change
  /// Where the file is now; of a removed one, where it was.
  package var path: String
  /// Of a moved one.
  package var previousPath: String?
  /// That changed it; of orphans, the branch's head since.
  package var commit: String
  /// The revisions whose commits the branch has no more.
  package var revisions: [Int]?

  package init(
    connection: String, change: Change, path: String, previousPath: String? = nil, commit: String,
    revisions: [Int]? = nil
  ) {
    self.connection = connection
    self.change = change
    self.path = path
    self.previousPath = previousPath
    self.commit = commit
    self.revisions = revisions
  }

  enum CodingKeys: String, CodingKey {
    case connection, change, path
    case previousPath = "previous_path"
    case commit, revisions
  }
}

/// Where in a change request something was said that has become a verdict or a comment.
package struct ChangeRequestSource: Hashable, Sendable, Codable {
  package var connection: String
  package var number: Int
  /// The host's own id of the review or the comment.
  package var id: String
  /// What it was said of.
  package var commit: String?
  /// Whether the host named no commit, and the head at its receipt was taken.
  package var isInferred: Bool?
  /// As the host names who said it; never trusted for a role.
  package var author: String?
  package var url: String?

  package init(
    connection: String, number: Int, id: String, commit: String? = nil, isInferred: Bool? = nil, author: String? = nil,
    url: String? = nil
  ) {
    self.connection = connection
    self.number = number
    self.id = id
    self.commit = commit
    self.isInferred = isInferred
    self.author = author
    self.url = url
  }

  enum CodingKeys: String, CodingKey {
    case connection
    case number = "change_request"
    case id, commit
    case isInferred = "inferred"
    case author, url
  }
}
