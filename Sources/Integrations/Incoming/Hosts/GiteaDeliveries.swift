import Documents
import Ledger

/// What the deliveries of Gitea, Forgejo and Gogs say, and how they are signed.
enum GiteaDeliveries {
  /// `name` is the host's in its headers: `gitea`.
  static func verify(_ delivery: RawDelivery, _ name: String, secret: ConnectionSecret) -> DeliveryName? {
    guard let signature = delivery.header("x-\(name)-signature"), delivery.isSigned(signature, with: secret.secret)
    else { return nil }
    return DeliveryName(id: delivery.header("x-\(name)-delivery"), event: delivery.header("x-\(name)-event"))
  }

  static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] {
    if event == "push" { return [.push(try push(body))] }
    // The same word names reviews and comments, in one header and in the other: what is in the body decides.
    if body.text("action") == "reviewed" { return [try review(of: event, body)] }
    if body.member(["comment"]) != nil { return [try comment(body)] }
    if event.hasPrefix("pull_request") { return [try changeRequest(body)] }
    return [.nothing("'\(event)' is nothing that is worked on.")]
  }

  /// Never complete: the newest few commits, and not a word of whether the branch was forced.
  private static func push(_ body: Value) throws(UnreadableDelivery) -> Push {
    let (before, after) = (try body.requiredCommit("before"), try body.requiredCommit("after"))
    return Push(
      repository: try repository(body), ref: try body.required("ref"), before: before, after: after,
      commits: try PullRequestReading.commits(of: body, after: after),
      pusher: PullRequestReading.identity(body["pusher"]))
  }

  private static func repository(_ body: Value) throws(UnreadableDelivery) -> String {
    try body.required("repository", "full_name")
  }

  private static func changeRequest(_ body: Value) throws(UnreadableDelivery) -> HostFact {
    let action = try body.required("action")
    guard let meaning = meaning(of: action, isMerged: body.flag("pull_request", "merged")) else {
      return .nothing("A pull request's '\(action)' changes nothing here.")
    }
    guard body.member(["pull_request", "head_branch"]) == nil else {
      return .nothing("Gogs does not say which commit a pull request would merge.")
    }
    return .changeRequest(
      ChangeRequestNews(
        repository: try repository(body), action: meaning, request: try PullRequestReading.required(body),
        mergeCommit: meaning == .merged ? body.commitID("pull_request", "merge_commit_sha") : nil,
        by: PullRequestReading.identity(body["sender"])))
  }

  private static func meaning(of action: String, isMerged: Bool) -> ChangeRequestNews.Action? {
    switch action {
    case "opened": .opened
    case "synchronized", "synchronize": .updated
    case "edited": .edited
    case "closed": isMerged ? .merged : .closed
    case "reopened": .reopened
    default: nil
    }
  }

  /// The kind of a review stands in its own type in some versions and in the event alone in others.
  private static func review(of event: String, _ body: Value) throws(UnreadableDelivery) -> HostFact {
    guard let outcome = [body.text("review", "type"), event].compactMap({ $0 }).compactMap(outcome).first else {
      return .nothing("A review of the kind '\(event)' changes nothing here.")
    }
    return .review(
      ReviewNews(
        repository: try repository(body), request: try PullRequestReading.required(body), outcome: outcome,
        reviewer: PullRequestReading.identity(body["sender"]), commit: body.commitID("commit_id"),
        text: body.text("review", "content")))
  }

  private static func outcome(of word: String) -> ReviewNews.Outcome? {
    if word.hasSuffix("approved") { return .approved }
    if word.hasSuffix("rejected") { return .changesRequested }
    return word.hasSuffix("comment") ? .commented : nil
  }

  private static func comment(_ body: Value) throws(UnreadableDelivery) -> HostFact {
    guard body.flag("is_pull") || body.member(["issue", "pull_request"]) != nil else {
      return .nothing("The comment is on an issue.")
    }
    guard body.text("action") == "created" else {
      return .nothing("A comment's change or removal changes nothing here.")
    }
    guard let id = body.id("comment", "id") else { throw UnreadableDelivery("There is no 'comment.id'.") }
    return .comment(
      CommentNews(
        repository: try repository(body), number: try body.requiredNumber("issue", "number"), id: id,
        author: PullRequestReading.identity(body.member(["comment", "user"])),
        body: body.text("comment", "body") ?? "", url: body.text("comment", "html_url")))
  }
}
