/// What a host's delivery says, in words that all hosts share.
package enum HostFact: Hashable, Sendable {
  case push(Push)
  case changeRequest(ChangeRequestNews)
  case review(ReviewNews)
  case comment(CommentNews)
  /// Nothing that concerns us, and why: one sentence.
  case nothing(String)
}

/// Somebody, as the host names them. Never trusted for a role before it is mapped to a user.
package struct HostIdentity: Hashable, Sendable {
  /// What identities are mapped by: the login, or the account's id where the host gives no login.
  package var login: String?
  package var name: String?
  package var email: String?

  package init(login: String? = nil, name: String? = nil, email: String? = nil) {
    self.login = login
    self.name = name
    self.email = email
  }
}

/// A branch or a tag has moved.
package struct Push: Hashable, Sendable {
  /// As a connection names it: `owner/name`, a path with namespace, `KEY/slug`, `project/repository`.
  package var repository: String
  /// `refs/heads/main`.
  package var ref: String
  /// Nil where the ref was made.
  package var before: String?
  /// Nil where it was deleted.
  package var after: String?
  package var isForced: Bool
  /// Oldest first; empty where the host sends none.
  package var commits: [Commit]
  /// Whether the commits and their files are all of them, so that none need be asked for.
  package var isComplete: Bool
  package var pusher: HostIdentity?

  package init(
    repository: String, ref: String, before: String?, after: String?, isForced: Bool = false, commits: [Commit] = [],
    isComplete: Bool = false, pusher: HostIdentity? = nil
  ) {
    self.repository = repository
    self.ref = ref
    self.before = before.flatMap(Push.commit)
    self.after = after.flatMap(Push.commit)
    self.isForced = isForced
    self.commits = commits
    self.isComplete = isComplete
    self.pusher = pusher
  }

  /// Nil for an id of zeros: it stands for none.
  static func commit(_ id: String) -> String? { id.allSatisfy { $0 == "0" } ? nil : id }
}

package struct Commit: Hashable, Sendable {
  package var id: String
  package var message: String
  package var author: HostIdentity
  /// Against its first parent; nil where they must be asked for.
  package var changes: [FileChange]?

  package init(id: String, message: String, author: HostIdentity, changes: [FileChange]? = nil) {
    self.id = id
    self.message = message
    self.author = author
    self.changes = changes
  }
}

package struct FileChange: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable { case added, modified, removed, renamed }

  package var kind: Kind
  /// Where it is now; of a removed one, where it was.
  package var path: String
  /// Of a renamed one.
  package var previousPath: String?

  package init(_ kind: Kind, _ path: String, from previousPath: String? = nil) {
    self.kind = kind
    self.path = path
    self.previousPath = previousPath
  }
}

/// A change request: GitHub's pull request, GitLab's merge request.
package struct ChangeRequest: Hashable, Sendable {
  package var number: Int
  package var title: String
  /// For people.
  package var url: String?
  package var author: HostIdentity
  /// The commit that would be merged, in full or, where the host cuts it, its first digits.
  package var head: String
  package var sourceBranch: String
  package var targetBranch: String
  package var isDraft: Bool

  package init(
    number: Int, title: String, url: String? = nil, author: HostIdentity, head: String, sourceBranch: String,
    targetBranch: String, isDraft: Bool = false
  ) {
    self.number = number
    self.title = title
    self.url = url
    self.author = author
    self.head = head
    self.sourceBranch = sourceBranch
    self.targetBranch = targetBranch
    self.isDraft = isDraft
  }
}

package struct ChangeRequestNews: Hashable, Sendable {
  package enum Action: String, Hashable, Sendable {
    case opened
    /// Its head has moved.
    case updated
    /// Its title, its text or its target was edited.
    case edited
    case merged, closed, reopened
  }

  package var repository: String
  package var action: Action
  package var request: ChangeRequest
  /// Of a merged one, where the host says it.
  package var mergeCommit: String?
  package var by: HostIdentity?

  package init(
    repository: String, action: Action, request: ChangeRequest, mergeCommit: String? = nil, by: HostIdentity? = nil
  ) {
    self.repository = repository
    self.action = action
    self.request = request
    self.mergeCommit = mergeCommit
    self.by = by
  }
}

package struct ReviewNews: Hashable, Sendable {
  package enum Outcome: String, Hashable, Sendable {
    case approved
    case changesRequested = "changes_requested"
    /// An earlier approval or request is taken back.
    case withdrawn
    /// Neither: words only.
    case commented
  }

  package var repository: String
  package var request: ChangeRequest
  /// The host's own id of it, where it has one.
  package var id: String?
  package var outcome: Outcome
  package var reviewer: HostIdentity
  /// What it was on; nil where the host does not say, and the head at its receipt is taken.
  package var commit: String?
  package var text: String?

  package init(
    repository: String, request: ChangeRequest, id: String? = nil, outcome: Outcome, reviewer: HostIdentity,
    commit: String? = nil, text: String? = nil
  ) {
    self.repository = repository
    self.request = request
    self.id = id
    self.outcome = outcome
    self.reviewer = reviewer
    self.commit = commit
    self.text = text
  }
}

package struct CommentNews: Hashable, Sendable {
  package var repository: String
  /// Of the change request.
  package var number: Int
  /// The host's own id of it.
  package var id: String
  package var author: HostIdentity
  package var body: String
  package var url: String?
  /// Where it stands, of a comment on a line.
  package var path: String?
  /// From 1, in the file as the change request would have it; nil where it stands on the file or on a line that is gone.
  package var line: Int?
  package var commit: String?
  /// Of the comment that it answers.
  package var replyTo: String?
  /// The host's name of the talk that it is part of, where that is told in the place of what it answers.
  package var thread: String?

  package init(
    repository: String, number: Int, id: String, author: HostIdentity, body: String, url: String? = nil,
    path: String? = nil, line: Int? = nil, commit: String? = nil, replyTo: String? = nil, thread: String? = nil
  ) {
    self.repository = repository
    self.number = number
    self.id = id
    self.author = author
    self.body = body
    self.url = url
    self.path = path
    self.line = line
    self.commit = commit
    self.replyTo = replyTo
    self.thread = thread
  }
}
