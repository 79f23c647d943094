import Documents
import Foundation
import Integrations

/// The bodies of the deliveries of Gitea, Forgejo and Gogs.
enum GiteaBodies {
  typealias Told = (event: String, type: String, body: Value)

  /// Commits that a push lists: the newest, and those first.
  static let commitsMax = 5
  private static let home: Value = ["id": 1, "name": "docs", "full_name": "acme/docs"]

  /// Nobody is told of a review that is taken back, nor of comments on lines; Gogs has no reviews.
  static func body(of happening: HostedHappening, isGogs: Bool) -> Told? {
    switch happening {
    case .push(let push): return ("push", "push", self.push(push))
    case .opened(let pull, let by): return request("opened", pull, by, isGogs)
    case .updated(let pull, _, let by): return request("synchronized", pull, by, isGogs)
    case .edited(let pull, let by): return request("edited", pull, by, isGogs)
    case .merged(let pull, let by), .closed(let pull, let by): return request("closed", pull, by, isGogs)
    case .reopened(let pull, let by): return request("reopened", pull, by, isGogs)
    case .reviewed(let pull, let review): return isGogs ? nil : self.review(pull, review)
    case .withdrawn: return nil
    case .commented(let pull, let comment): return comment.path == nil ? self.comment(pull, comment, isGogs) : nil
    }
  }

  private static func push(_ push: HostedPush) -> Value {
    let commits = push.commits.reversed().prefix(commitsMax).map { commit -> Value in
      let lists = HostedLists(commit)
      return [
        "id": .string(commit.id), "message": .string(commit.message + "\n"),
        "author": [
          "name": .string(commit.author.name), "email": .string(commit.author.email),
          "username": .string(commit.author.login),
        ], "added": lists.added, "modified": lists.modified, "removed": lists.removed,
      ]
    }
    return [
      "ref": .string(push.ref), "before": .string(push.beforeID), "after": .string(push.afterID),
      "commits": .array(commits), "total_commits": .int(push.commits.count), "repository": home,
      "pusher": GiteaTalk.user(push.by), "sender": GiteaTalk.user(push.by),
    ]
  }

  private static func request(_ action: String, _ pull: HostedRequest, _ by: HostedUser, _ isGogs: Bool) -> Told {
    let type = action == "synchronized" && !isGogs ? "pull_request_sync" : "pull_request"
    let value: Value = isGogs ? gogs(pull) : GiteaTalk.value(pull)
    return (
      "pull_request", type,
      [
        "action": .string(action), "number": .int(pull.number), "pull_request": value, "repository": home,
        "sender": GiteaTalk.user(by),
      ]
    )
  }

  /// Branches without their commits.
  private static func gogs(_ pull: HostedRequest) -> Value {
    [
      "number": .int(pull.number), "title": .string(pull.title), "user": GiteaTalk.user(pull.author),
      "head_branch": .string(pull.source), "base_branch": .string(pull.target),
      "merged": .bool(pull.state == .merged), "merge_commit_sha": .optional(pull.mergeCommit),
    ]
  }

  private static func review(_ pull: HostedRequest, _ review: HostedReview) -> Told? {
    let words: [ReviewNews.Outcome: String] = [
      .approved: "approved", .changesRequested: "rejected", .commented: "comment",
    ]
    guard let word = words[review.outcome] else { return nil }
    return (
      "pull_request_\(word)", "pull_request_review_\(word)",
      [
        "action": "reviewed", "number": .int(pull.number), "pull_request": GiteaTalk.value(pull), "repository": home,
        "sender": GiteaTalk.user(review.reviewer), "commit_id": "",
        "review": ["type": .string("pull_request_review_\(word)"), "content": .string(review.text)],
      ]
    )
  }

  private static func comment(_ pull: HostedRequest, _ comment: HostedComment, _ isGogs: Bool) -> Told {
    let issue: Value = [
      "number": .int(pull.number), "title": .string(pull.title), "pull_request": ["merged": false],
    ]
    var body: [String: Value] = [
      "action": "created", "issue": issue, "comment": GiteaTalk.value(comment), "repository": home,
      "sender": GiteaTalk.user(comment.author),
    ]
    if !isGogs { body["is_pull"] = true }
    return ("issue_comment", isGogs ? "issue_comment" : "pull_request_comment", .object(body))
  }
}
