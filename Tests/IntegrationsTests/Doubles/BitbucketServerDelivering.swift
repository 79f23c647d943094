import Documents
import Foundation
import Integrations

// What Bitbucket Data Center delivers.
extension BitbucketServerDouble {
  func delivery(of happening: HostedHappening) -> HookDelivery? {
    guard let (event, members, by) = Self.said(happening) else { return nil }
    var body = members
    body["eventKey"] = .string(event)
    body["date"] = "2026-01-05T10:00:00+0100"
    body["actor"] = ServerForms.user(by)
    guard let data = try? JSONEncoder().encode(Value.object(body)) else { return nil }
    return HookDelivery(
      headers: [
        ("X-Event-Key", event), ("X-Request-Id", UUID().uuidString.lowercased()),
        ("Content-Type", "application/json; charset=utf-8"), ("X-Hub-Signature", "sha256=" + HookCode.of(data, secret)),
      ], body: data)
  }

  private static func said(_ happening: HostedHappening) -> (String, [String: Value], HostedUser)? {
    switch happening {
    case .push(let push): ("repo:refs_changed", Self.push(push), push.by)
    case .opened(let request, let by): ("pr:opened", ["pullRequest": ServerForms.request(request)], by)
    case .updated(let request, let before, let by):
      (
        "pr:from_ref_updated", ["pullRequest": ServerForms.request(request), "previousFromHash": .string(before)], by
      )
    case .edited(let request, let by): ("pr:modified", ["pullRequest": ServerForms.request(request)], by)
    case .merged(let request, let by): ("pr:merged", ["pullRequest": ServerForms.request(request)], by)
    case .closed(let request, let by): ("pr:declined", ["pullRequest": ServerForms.request(request)], by)
    case .reopened: nil
    case .reviewed(let request, let review):
      review.outcome == .commented
        ? nil
        : reviewed(request, review, review.outcome == .approved ? "pr:reviewer:approved" : "pr:reviewer:needs_work")
    case .withdrawn(let request, let review, _): reviewed(request, review, "pr:reviewer:unapproved")
    case .commented(let request, let comment):
      ("pr:comment:added", commented(request, comment), comment.author)
    }
  }

  private static func reviewed(
    _ request: HostedRequest, _ review: HostedReview, _ event: String
  ) -> (String, [String: Value], HostedUser) {
    (
      event,
      [
        "pullRequest": ServerForms.request(request, reviews: [review]), "participant": ServerForms.participant(review),
        "previousStatus": "UNAPPROVED",
      ], review.reviewer
    )
  }

  private static func commented(_ request: HostedRequest, _ comment: HostedComment) -> [String: Value] {
    var members = ["pullRequest": ServerForms.request(request), "comment": ServerForms.comment(comment)]
    if let parent = comment.replyTo { members["commentParentId"] = .int(parent) }
    return members
  }

  /// With the newest five commits, newest first, as newer versions have them.
  private static func push(_ push: HostedPush) -> [String: Value] {
    let none = String(repeating: "0", count: 40)
    let type = push.before == nil ? "ADD" : push.after == nil ? "DELETE" : "UPDATE"
    return [
      "repository": ServerForms.repository,
      "changes": [
        [
          "ref": ["id": .string(push.ref), "type": "BRANCH"], "refId": .string(push.ref), "type": .string(type),
          "fromHash": .string(push.before ?? none), "toHash": .string(push.after ?? none),
        ]
      ],
      "commits": .array(push.commits.suffix(5).reversed().map(ServerForms.commit)),
    ]
  }
}
