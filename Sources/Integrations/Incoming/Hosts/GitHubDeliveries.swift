import Documents
import Foundation

/// What GitHub's deliveries say.
enum GitHubDeliveries {
  /// Commits of a push that a delivery lists (GitHub, Webhook events and payloads, `push`).
  private static let commitsMax = 2048

  /// JSON, or a form whose `payload` is JSON: a hook may be set up for either.
  static func json(of body: Data) throws(UnreadableDelivery) -> Value {
    let prefix = Data("payload=".utf8)
    guard body.starts(with: prefix) else { return try decoded(body) }
    let written = String(decoding: body.dropFirst(prefix.count), as: UTF8.self)
    let value = written.split(separator: "&", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
    guard let text = value.replacing("+", with: " ").removingPercentEncoding else {
      throw UnreadableDelivery("The form's payload is not percent-encoded.")
    }
    return try decoded(Data(text.utf8))
  }

  private static func decoded(_ body: Data) throws(UnreadableDelivery) -> Value {
    do { return try JSONDecoder().decode(Value.self, from: body) } catch {
      throw UnreadableDelivery("The body is no JSON: \(error)")
    }
  }

  static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] {
    switch event {
    case "push": [.push(try push(body))]
    case "pull_request": [try changeRequest(body)]
    case "pull_request_review": [try review(body)]
    case "issue_comment": [try timelineComment(body)]
    case "pull_request_review_comment": [try lineComment(body)]
    case "ping": [.nothing("The hook was set up.")]
    default: [.nothing("'\(event)' is nothing that is worked on.")]
    }
  }

  private static func push(_ body: Value) throws(UnreadableDelivery) -> Push {
    let (before, after) = (try body.requiredCommit("before"), try body.requiredCommit("after"))
    let commits = try PullRequestReading.commits(of: body, after: after)
    let isForced = body.flag("forced")
    let isComplete =
      !isForced && Push.commit(before) != nil && commits.count < commitsMax && commits.last?.id == after
      && commits.allSatisfy { $0.changes != nil }
    return Push(
      repository: try body.required("repository", "full_name"), ref: try body.required("ref"), before: before,
      after: after, isForced: isForced, commits: commits, isComplete: isComplete, pusher: pusher(body))
  }

  private static func pusher(_ body: Value) -> HostIdentity {
    HostIdentity(
      login: body.text("sender", "login") ?? body.text("pusher", "name"), name: body.text("pusher", "name"),
      email: body.text("pusher", "email"))
  }

  private static func changeRequest(_ body: Value) throws(UnreadableDelivery) -> HostFact {
    let action = try body.required("action")
    guard let meaning = meaning(of: action, isMerged: body.flag("pull_request", "merged")) else {
      return .nothing("A pull request's '\(action)' changes nothing here.")
    }
    return .changeRequest(
      ChangeRequestNews(
        repository: try body.required("repository", "full_name"), action: meaning,
        request: try PullRequestReading.required(body),
        mergeCommit: meaning == .merged ? body.commitID("pull_request", "merge_commit_sha") : nil,
        by: PullRequestReading.identity(body["sender"])))
  }

  private static func meaning(of action: String, isMerged: Bool) -> ChangeRequestNews.Action? {
    switch action {
    case "opened": .opened
    case "synchronize": .updated
    case "edited", "ready_for_review", "converted_to_draft": .edited
    case "closed": isMerged ? .merged : .closed
    case "reopened": .reopened
    default: nil
    }
  }

  private static func review(_ body: Value) throws(UnreadableDelivery) -> HostFact {
    let (action, state) = (try body.required("action"), try body.required("review", "state").lowercased())
    guard let outcome = outcome(of: action, state: state) else {
      return .nothing("A review's '\(action)' with the state '\(state)' changes nothing here.")
    }
    return .review(
      ReviewNews(
        repository: try body.required("repository", "full_name"), request: try PullRequestReading.required(body),
        id: body.id("review", "id"), outcome: outcome,
        reviewer: PullRequestReading.identity(body.member(["review", "user"])),
        commit: body.commitID("review", "commit_id"), text: body.text("review", "body")))
  }

  private static func outcome(of action: String, state: String) -> ReviewNews.Outcome? {
    switch (action, state) {
    case ("dismissed", _): .withdrawn
    case ("submitted", "approved"): .approved
    case ("submitted", "changes_requested"): .changesRequested
    case ("submitted", "commented"): .commented
    default: nil
    }
  }

  private static func timelineComment(_ body: Value) throws(UnreadableDelivery) -> HostFact {
    guard body.member(["issue", "pull_request"]) != nil else { return .nothing("The comment is on an issue.") }
    guard let comment = try comment(body, id: "", number: try body.requiredNumber("issue", "number")) else {
      return .nothing("A comment's change or removal changes nothing here.")
    }
    return .comment(comment)
  }

  private static func lineComment(_ body: Value) throws(UnreadableDelivery) -> HostFact {
    guard
      var comment = try comment(
        body, id: GitHubHost.lineCommentPrefix, number: try body.requiredNumber("pull_request", "number"))
    else { return .nothing("A comment's change or removal changes nothing here.") }
    comment.path = body.text("comment", "path")
    // On the left is the file as it was before.
    comment.line = body.text("comment", "side") == "LEFT" ? nil : body.whole("comment", "line")
    comment.commit = body.commitID("comment", "commit_id")
    comment.replyTo = body.id("comment", "in_reply_to_id").map { GitHubHost.lineCommentPrefix + $0 }
    return .comment(comment)
  }

  private static func comment(
    _ body: Value, id prefix: String, number: Int
  ) throws(UnreadableDelivery) -> CommentNews? {
    guard body.text("action") == "created" else { return nil }
    guard let id = body.id("comment", "id") else { throw UnreadableDelivery("There is no 'comment.id'.") }
    return CommentNews(
      repository: try body.required("repository", "full_name"), number: number, id: prefix + id,
      author: PullRequestReading.identity(body.member(["comment", "user"])), body: body.text("comment", "body") ?? "",
      url: body.text("comment", "html_url"))
  }
}
