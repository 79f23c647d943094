import Documents
import Foundation
import Integrations

// What Azure DevOps' service hooks post, with Basic in the place of a signature.
extension AzureDevOpsDouble {
  func delivery(of happening: HostedHappening) -> HookDelivery? {
    guard let (event, did, resource) = Self.said(happening) else { return nil }
    let body: Value = [
      "subscriptionId": "d21a27a6-3b89-45fb-9af9-0fe220348c1d", "notificationId": 1, "id": .string(UUID().uuidString),
      "eventType": .string(event), "publisherId": "tfs", "message": ["text": .string(did)], "resource": resource,
      "resourceVersion": "1.0",
    ]
    guard let data = try? JSONEncoder().encode(body) else { return nil }
    let basic = Data("countersign:\(secret)".utf8).base64EncodedString()
    return HookDelivery(
      headers: [("Content-Type", "application/json; charset=utf-8"), ("Authorization", "Basic \(basic)")], body: data)
  }

  private static func said(_ happening: HostedHappening) -> (String, String, Value)? {
    switch happening {
    case .push(let push): ("git.push", "\(push.by.name) pushed updates to docs", Self.push(push))
    case .opened(let request, let by):
      ("git.pullrequest.created", "\(by.name) created \(named(request))", AzureForms.request(request))
    case .updated(let request, _, let by): updated(request, "\(by.name) updated the source branch of")
    case .edited(let request, let by): updated(request, "\(by.name) updated")
    case .merged(let request, let by): updated(request, "\(by.name) completed")
    case .closed(let request, let by): updated(request, "\(by.name) abandoned")
    case .reopened(let request, let by): updated(request, "\(by.name) reactivated")
    case .reviewed(let request, let review):
      review.outcome == .commented
        ? nil
        : updated(
          request,
          "\(review.reviewer.name) \(review.outcome == .approved ? "approved" : "is waiting for the author on")", review
        )
    case .withdrawn(let request, let review, let by): updated(request, "\(by.name) reset their vote on", review)
    case .commented(let request, let comment):
      (
        "ms.vss-code.git-pullrequest-comment-event", "\(comment.author.name) has commented on a pull request",
        commented(request, comment)
      )
    }
  }

  private static func named(_ request: HostedRequest) -> String {
    "pull request \(request.number) (\(request.title)) in docs"
  }

  private static func updated(
    _ request: HostedRequest, _ did: String, _ review: HostedReview? = nil
  ) -> (String, String, Value) {
    (
      "git.pullrequest.updated", "\(did) \(named(request))",
      AzureForms.request(request, reviews: review.map { [$0] } ?? [])
    )
  }

  private static func commented(_ request: HostedRequest, _ comment: HostedComment) -> Value {
    let thread = comment.replyTo ?? comment.id
    let address =
      "https://dev.azure.com/acme/_apis/git/repositories/278d/pullRequests/\(request.number)/threads/\(thread)"
    return [
      "comment": [
        "id": .int(comment.replyTo == nil ? 1 : 2), "parentCommentId": .int(comment.replyTo == nil ? 0 : 1),
        "author": AzureForms.user(comment.author), "content": .string(comment.body), "commentType": "text",
        "_links": ["threads": ["href": .string(address)]],
      ],
      "pullRequest": AzureForms.request(request),
    ]
  }

  private static func push(_ push: HostedPush) -> Value {
    let none = String(repeating: "0", count: 40)
    return [
      "commits": .array(push.commits.reversed().map { AzureForms.commit($0) }),
      "refUpdates": [
        [
          "name": .string(push.ref), "oldObjectId": .string(push.before ?? none),
          "newObjectId": .string(push.after ?? none),
        ]
      ],
      "repository": AzureForms.repository, "pushedBy": AzureForms.user(push.by), "pushId": 14,
    ]
  }
}
