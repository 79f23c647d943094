import Crypto
import Documents
import Foundation
import Integrations

// What Bitbucket Cloud delivers.
extension BitbucketCloudDouble {
  func delivery(of happening: HostedHappening) -> HookDelivery? {
    guard let (event, members, by) = Self.said(happening) else { return nil }
    var body = members
    body["repository"] = CloudForms.repository
    body["actor"] = CloudForms.user(by)
    guard let data = try? JSONEncoder().encode(Value.object(body)) else { return nil }
    return HookDelivery(
      headers: [
        ("X-Event-Key", event), ("X-Request-UUID", UUID().uuidString), ("X-Hook-UUID", "4d2a"),
        ("X-Attempt-Number", "1"),
        ("Content-Type", "application/json"), ("X-Hub-Signature", "sha256=" + HookCode.of(data, secret)),
      ], body: data)
  }

  private static func said(_ happening: HostedHappening) -> (String, [String: Value], HostedUser)? {
    switch happening {
    case .push(let push): ("repo:push", ["push": ["changes": [change(push)]]], push.by)
    case .opened(let request, let by): ("pullrequest:created", ["pullrequest": CloudForms.request(request)], by)
    case .updated(let request, _, let by), .edited(let request, let by):
      ("pullrequest:updated", ["pullrequest": CloudForms.request(request)], by)
    case .merged(let request, let by): ("pullrequest:fulfilled", ["pullrequest": CloudForms.request(request)], by)
    case .closed(let request, let by): ("pullrequest:rejected", ["pullrequest": CloudForms.request(request)], by)
    case .reopened: nil
    case .reviewed(let request, let review): reviewed(request, review, ("approved", "changes_request_created"))
    case .withdrawn(let request, let review, _): reviewed(request, review, ("unapproved", "changes_request_removed"))
    case .commented(let request, let comment):
      (
        "pullrequest:comment_created",
        ["pullrequest": CloudForms.request(request), "comment": CloudForms.comment(comment)], comment.author
      )
    }
  }

  private static func reviewed(
    _ request: HostedRequest, _ review: HostedReview, _ events: (String, String)
  ) -> (String, [String: Value], HostedUser)? {
    let said: Value = ["date": "2026-01-05T09:00:00.000000+00:00", "user": CloudForms.user(review.reviewer)]
    let pull = CloudForms.request(request, reviews: [review])
    return switch review.outcome {
    case .approved: ("pullrequest:\(events.0)", ["pullrequest": pull, "approval": said], review.reviewer)
    case .changesRequested:
      ("pullrequest:\(events.1)", ["pullrequest": pull, "changes_request": said], review.reviewer)
    default: nil
    }
  }

  /// The newest five commits, newest first.
  private static func change(_ push: HostedPush) -> Value {
    let name = String(push.ref.dropFirst("refs/heads/".count))
    let end = { (id: String?) -> Value in
      guard let id else { return .null }
      return ["type": "branch", "name": .string(name), "target": ["type": "commit", "hash": .string(id)]]
    }
    return [
      "old": end(push.before), "new": end(push.after), "created": .bool(push.before == nil),
      "closed": .bool(push.after == nil), "forced": .bool(push.isForced), "truncated": .bool(push.commits.count > 5),
      "commits": .array(push.commits.suffix(5).reversed().map(CloudForms.commit)),
    ]
  }
}

/// HMAC-SHA256 in lower-case hexadecimal.
enum HookCode {
  static func of(_ body: Data, _ secret: String) -> String {
    HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(secret.utf8)))
      .map { String(format: "%02x", $0) }.joined()
  }
}
