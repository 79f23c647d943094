import Documents
import Foundation
import Integrations

/// The bodies of GitLab's deliveries.
enum GitLabBodies {
  /// Commits that a push lists: the newest.
  static let commitsMax = 20
  private static let project: Value = ["id": 15, "name": "docs", "path_with_namespace": "acme/docs"]

  /// The event and its body.
  static func body(of happening: HostedHappening) -> (String, Value)? {
    switch happening {
    case .push(let push): return ("Push Hook", self.push(push))
    case .opened(let pull, let by): return request("open", pull, by)
    case .updated(let pull, let before, let by): return request("update", pull, by, ["oldrev": .string(before)])
    case .edited(let pull, let by):
      return request("update", pull, by, changes: ["title": ["previous": "x", "current": .string(pull.title)]])
    case .merged(let pull, let by): return request("merge", pull, by)
    case .closed(let pull, let by): return request("close", pull, by)
    case .reopened(let pull, let by): return request("reopen", pull, by)
    case .reviewed(let pull, let review): return self.review(pull, review)
    case .withdrawn(let pull, _, let by): return request("unapproved", pull, by)
    case .commented(let pull, let comment): return note(pull, comment)
    }
  }

  private static func push(_ push: HostedPush) -> Value {
    let commits = push.commits.suffix(commitsMax).map { commit -> Value in
      let lists = HostedLists(commit)
      return [
        "id": .string(commit.id), "message": .string(commit.message),
        "author": ["name": .string(commit.author.name), "email": .string(commit.author.email)], "added": lists.added,
        "modified": lists.modified, "removed": lists.removed,
      ]
    }
    return [
      "object_kind": "push", "event_name": "push", "ref": .string(push.ref), "before": .string(push.beforeID),
      "after": .string(push.afterID), "checkout_sha": .optional(push.after), "user_id": .int(push.by.id),
      "user_name": .string(push.by.name), "user_username": .string(push.by.login), "user_email": "[REDACTED]",
      "project": project, "commits": .array(commits), "total_commits_count": .int(push.commits.count),
    ]
  }

  private static func request(
    _ action: String, _ pull: HostedRequest, _ by: HostedUser, _ more: [String: Value] = [:], changes: Value = [:]
  ) -> (String, Value) {
    let attributes: [String: Value] = [
      "iid": .int(pull.number), "title": .string(pull.title), "description": .string(pull.text),
      "author_id": .int(pull.author.id), "source_branch": .string(pull.source), "target_branch": .string(pull.target),
      "draft": .bool(pull.isDraft), "last_commit": ["id": .string(pull.head)],
      "merge_commit_sha": .optional(pull.mergeCommit), "action": .string(action),
      "url": .string("https://gitlab.example/acme/docs/-/merge_requests/\(pull.number)"),
    ]
    let body: Value = [
      "object_kind": "merge_request", "event_type": "merge_request", "user": GitLabTalk.user(by), "project": project,
      "object_attributes": .object(attributes.merging(more) { $1 }), "changes": changes,
      "assignees": [GitLabTalk.user(pull.author)],
    ]
    return ("Merge Request Hook", body)
  }

  /// A request for changes is told as a change of the reviewers; words alone are told as the notes that they are.
  private static func review(_ pull: HostedRequest, _ review: HostedReview) -> (String, Value)? {
    switch review.outcome {
    case .approved: return request("approved", pull, review.reviewer)
    case .changesRequested:
      guard case .object(let user) = GitLabTalk.user(review.reviewer) else { return nil }
      let now = user.merging(["state": "requested_changes"]) { $1 }
      let before = user.merging(["state": "unreviewed"]) { $1 }
      return request(
        "update", pull, review.reviewer,
        changes: ["reviewers": ["previous": [.object(before)], "current": [.object(now)]]])
    case .commented, .withdrawn: return nil
    }
  }

  private static func note(_ pull: HostedRequest, _ comment: HostedComment) -> (String, Value) {
    var attributes: [String: Value] = [
      "id": .int(comment.id), "note": .string(comment.body), "noteable_type": "MergeRequest", "system": false,
      "action": "create", "discussion_id": .string(GitLabTalk.thread(comment.replyTo ?? comment.id)),
      "url": .string("https://gitlab.example/acme/docs/-/merge_requests/\(pull.number)#note_\(comment.id)"),
    ]
    if let path = comment.path {
      attributes["type"] = "DiffNote"
      attributes["position"] = [
        "new_path": .string(path), "old_path": .string(path), "new_line": comment.line.map(Value.int) ?? .null,
        "head_sha": .optional(comment.commit),
      ]
    }
    return (
      "Note Hook",
      [
        "object_kind": "note", "user": GitLabTalk.user(comment.author), "project": project,
        "object_attributes": .object(attributes),
        "merge_request": ["iid": .int(pull.number), "title": .string(pull.title)],
      ]
    )
  }
}
