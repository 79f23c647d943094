import Documents
import Foundation
import Integrations

/// The bodies of GitHub's deliveries.
enum GitHubBodies {
  /// The event and its body.
  static func body(of happening: HostedHappening, repository: String) -> (String, Value)? {
    let home: Value = ["full_name": .string(repository), "name": "docs"]
    switch happening {
    case .push(let push): return ("push", merged(self.push(push), home, push.by))
    case .opened(let pull, let by): return request("opened", pull, home, by)
    case .updated(let pull, let before, let by):
      return request("synchronize", pull, home, by, ["before": .string(before), "after": .string(pull.head)])
    case .edited(let pull, let by): return request("edited", pull, home, by)
    case .merged(let pull, let by), .closed(let pull, let by): return request("closed", pull, home, by)
    case .reopened(let pull, let by): return request("reopened", pull, home, by)
    case .reviewed(let pull, let review): return self.review("submitted", pull, review, home, review.reviewer)
    case .withdrawn(let pull, let review, let by): return self.review("dismissed", pull, review, home, by)
    case .commented(let pull, let comment): return self.comment(pull, comment, home)
    }
  }

  private static func merged(_ body: [String: Value], _ home: Value, _ sender: HostedUser) -> Value {
    .object(body.merging(["repository": home, "sender": GitHubTalk.user(sender)]) { $1 })
  }

  private static func push(_ push: HostedPush) -> [String: Value] {
    [
      "ref": .string(push.ref), "before": .string(push.beforeID), "after": .string(push.afterID),
      "created": .bool(push.before == nil), "deleted": .bool(push.after == nil), "forced": .bool(push.isForced),
      "commits": .array(push.commits.map(commit)), "head_commit": push.commits.last.map(commit) ?? .null,
      "pusher": ["name": .string(push.by.login), "email": .string(push.by.email)],
    ]
  }

  /// A renamed file is one that is gone and one that has come.
  static func commit(_ commit: HostedCommit) -> Value {
    let lists = HostedLists(commit)
    return [
      "id": .string(commit.id), "message": .string(commit.message),
      "timestamp": .string(GitNames.time(commit.seconds)),
      "author": [
        "name": .string(commit.author.name), "email": .string(commit.author.email),
        "username": .string(commit.author.login),
      ], "added": lists.added, "modified": lists.modified, "removed": lists.removed,
    ]
  }

  private static func request(
    _ action: String, _ pull: HostedRequest, _ home: Value, _ by: HostedUser, _ more: [String: Value] = [:]
  ) -> (String, Value) {
    let body: [String: Value] = [
      "action": .string(action), "number": .int(pull.number), "pull_request": GitHubTalk.value(pull),
    ]
    return ("pull_request", merged(body.merging(more) { $1 }, home, by))
  }

  private static func review(
    _ action: String, _ pull: HostedRequest, _ review: HostedReview, _ home: Value, _ by: HostedUser
  ) -> (String, Value) {
    let value: Value = [
      "id": .int(review.id), "user": GitHubTalk.user(review.reviewer), "body": .string(review.text),
      "commit_id": .string(review.commit), "state": .string(GitHubTalk.state(review).lowercased()),
    ]
    return (
      "pull_request_review",
      merged(["action": .string(action), "review": value, "pull_request": GitHubTalk.value(pull)], home, by)
    )
  }

  private static func comment(_ pull: HostedRequest, _ comment: HostedComment, _ home: Value) -> (String, Value) {
    let value = GitHubTalk.value(comment)
    if comment.path != nil {
      return (
        "pull_request_review_comment",
        merged(["action": "created", "comment": value, "pull_request": GitHubTalk.value(pull)], home, comment.author)
      )
    }
    let issue: Value = ["number": .int(pull.number), "title": .string(pull.title), "pull_request": ["url": "x"]]
    return ("issue_comment", merged(["action": "created", "comment": value, "issue": issue], home, comment.author))
  }
}

/// A commit's files as the lists of a push have them.
struct HostedLists {
  let added, modified, removed: Value

  init(_ commit: HostedCommit) {
    added = .array(commit.changed.filter { $0.kind == .added }.map { .string($0.path) })
    modified = .array(commit.changed.filter { $0.kind == .modified }.map { .string($0.path) })
    removed = .array(commit.changed.filter { $0.kind == .removed }.map { .string($0.path) })
  }
}
