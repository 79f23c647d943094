import Documents

/// What Bitbucket Cloud's deliveries say (support.atlassian.com, "Event payloads").
///
/// Pushes name no files, and at most five commits, so that they are hints only. Change requests cut their head to 12
/// digits. People are known by their `account_id`, in old deliveries by their `username`: an approval is on the
/// change request's head as the delivery has it.
enum BitbucketCloudDeliveries {
  static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] {
    switch event {
    case "repo:push": try pushes(body)
    case "pullrequest:created": [.changeRequest(try news(.opened, body))]
    case "pullrequest:updated": [.changeRequest(try news(.updated, body))]
    case "pullrequest:fulfilled": [.changeRequest(try news(.merged, body))]
    case "pullrequest:rejected": [.changeRequest(try news(.closed, body))]
    case "pullrequest:approved": [.review(try review(.approved, body, by: "approval"))]
    case "pullrequest:unapproved": [.review(try review(.withdrawn, body, by: "approval"))]
    case "pullrequest:changes_request_created":
      [.review(try review(.changesRequested, body, by: "changes_request"))]
    case "pullrequest:changes_request_removed": [.review(try review(.withdrawn, body, by: "changes_request"))]
    case "pullrequest:comment_created": [try comment(body)]
    default: [.nothing("Events of the kind '\(event)' are not followed.")]
    }
  }

  private static func pushes(_ body: Value) throws(UnreadableDelivery) -> [HostFact] {
    let repository = try repository(body)
    var facts: [HostFact] = []
    for change in body.values("push", "changes") {
      guard let ref = change.member("new") ?? change.member("old"), let name = ref.text("name") else { continue }
      facts.append(
        .push(
          Push(
            repository: repository, ref: (ref.text("type") == "tag" ? "refs/tags/" : "refs/heads/") + name,
            before: change.commitID("old", "target", "hash"), after: change.commitID("new", "target", "hash"),
            isForced: change.flag("forced"), commits: change.values("commits").reversed().compactMap(commit),
            pusher: body.member("actor").map(identity))))
    }
    return facts.isEmpty ? [.nothing("The push moved no branch.")] : facts
  }

  private static func news(
    _ action: ChangeRequestNews.Action, _ body: Value
  ) throws(UnreadableDelivery) -> ChangeRequestNews {
    ChangeRequestNews(
      repository: try repository(body), action: action, request: try changeRequest(body.member("pullrequest")),
      mergeCommit: action == .merged ? body.commitID("pullrequest", "merge_commit", "hash") : nil,
      by: body.member("actor").map(identity))
  }

  /// What the delivery is called stands in a header, which is not signed: of another kind of delivery there is no such member,
  /// and its actor has reviewed nothing.
  private static func review(
    _ outcome: ReviewNews.Outcome, _ body: Value, by member: String
  ) throws(UnreadableDelivery) -> ReviewNews {
    guard let user = body.member(member, "user") else { throw UnreadableDelivery("The review names nobody.") }
    return ReviewNews(
      repository: try repository(body), request: try changeRequest(body.member("pullrequest")), outcome: outcome,
      reviewer: identity(user))
  }

  private static func comment(_ body: Value) throws(UnreadableDelivery) -> HostFact {
    guard let number = body.whole("pullrequest", "id"), let comment = body.member("comment"),
      let id = comment.whole("id")
    else { throw UnreadableDelivery("The comment has no id, or no change request.") }
    if comment.flag("deleted") { return .nothing("The comment is deleted.") }
    if comment.flag("pending") { return .nothing("The comment is not published yet.") }
    return .comment(
      CommentNews(
        repository: try repository(body), number: number, id: "\(id)",
        author: (comment.member("user") ?? body.member("actor")).map(identity) ?? HostIdentity(),
        body: comment.text("content", "raw") ?? "", url: comment.text("links", "html", "href"),
        path: comment.text("inline", "path"), line: comment.whole("inline", "to"),
        replyTo: comment.whole("parent", "id").map { "\($0)" }))
  }

  private static func repository(_ body: Value) throws(UnreadableDelivery) -> String {
    guard let name = body.text("repository", "full_name") else {
      throw UnreadableDelivery("The delivery names no repository.")
    }
    return name
  }
}

// What deliveries and the API write alike.
extension BitbucketCloudDeliveries {
  static func changeRequest(_ value: Value?) throws(UnreadableDelivery) -> ChangeRequest {
    guard let value, let number = value.whole("id"), let head = value.commitID("source", "commit", "hash"),
      let source = value.text("source", "branch", "name"), let target = value.text("destination", "branch", "name")
    else { throw UnreadableDelivery("The change request has no id, no head or no branches.") }
    return ChangeRequest(
      number: number, title: value.text("title") ?? "", url: value.text("links", "html", "href"),
      author: value.member("author").map(identity) ?? HostIdentity(), head: head, sourceBranch: source,
      targetBranch: target, isDraft: value.flag("draft"))
  }

  static func commit(_ value: Value) -> Commit? {
    guard let id = value.commitID("hash") else { return nil }
    return Commit(id: id, message: value.text("message") ?? "", author: author(value.member("author") ?? .null))
  }

  /// A nickname is chosen by whoever has it, and may be another's too: nobody is known by it.
  static func identity(_ value: Value) -> HostIdentity {
    HostIdentity(login: value.text("account_id") ?? value.text("username"), name: value.text("display_name"))
  }

  /// `Ada Lovelace <ada@example.com>`, and the account that the host finds for it.
  private static func author(_ value: Value) -> HostIdentity {
    var author = value.member("user").map(identity) ?? HostIdentity()
    guard let raw = value.text("raw") else { return author }
    let parts = raw.split(separator: "<", maxSplits: 1).map { $0.trimmed(of: " >") }
    author.name = author.name ?? parts.first
    author.email = parts.count > 1 && !parts[1].isEmpty ? parts[1] : nil
    return author
  }
}

extension Substring {
  fileprivate func trimmed(of characters: String) -> String {
    var text = self
    while let first = text.first, characters.contains(first) { text.removeFirst() }
    while let last = text.last, characters.contains(last) { text.removeLast() }
    return String(text)
  }
}
