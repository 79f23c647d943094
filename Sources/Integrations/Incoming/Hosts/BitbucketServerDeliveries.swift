import Documents

/// What Bitbucket Data Center's deliveries say (confluence.atlassian.com/bitbucketserver, "Event payload").
///
/// Pushes name no files and, in newer versions only, at most five commits. People are known by their `name`. A reviewer who
/// asks for changes is told of as `needs_work`; the documentation says `changes_requested`: both are read.
enum BitbucketServerDeliveries {
  static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] {
    // The header is not signed, the body is: one that was replayed under another name says so.
    if let named = body.text("eventKey"), named != event {
      throw UnreadableDelivery("The delivery is called '\(event)', and says that it is '\(named)'.")
    }
    return switch event {
    case "diagnostics:ping": [.nothing("The host tests the webhook.")]
    case "repo:refs_changed": try pushes(body)
    case "pr:opened": [.changeRequest(try news(.opened, body))]
    case "pr:from_ref_updated": [.changeRequest(try news(.updated, body))]
    case "pr:modified": [.changeRequest(try news(.edited, body))]
    case "pr:merged": [.changeRequest(try news(.merged, body))]
    case "pr:declined", "pr:deleted": [.changeRequest(try news(.closed, body))]
    case "pr:reviewer:approved": [.review(try review(.approved, body))]
    case "pr:reviewer:unapproved": [.review(try review(.withdrawn, body))]
    case "pr:reviewer:needs_work", "pr:reviewer:changes_requested": [.review(try review(.changesRequested, body))]
    case "pr:comment:added": [.comment(try comment(body))]
    default: [.nothing("Events of the kind '\(event)' are not followed.")]
    }
  }

  private static func pushes(_ body: Value) throws(UnreadableDelivery) -> [HostFact] {
    let repository = try repository(body.member("repository"))
    let changes = body.values("changes")
    var facts: [HostFact] = []
    for change in changes {
      guard let ref = change.text("refId") ?? change.text("ref", "id") else { continue }
      // The commits are of the whole push: with several branches nobody knows whose they are.
      let commits = changes.count == 1 ? body.values("commits").reversed().compactMap(commit) : []
      facts.append(
        .push(
          Push(
            repository: repository, ref: ref, before: change.commitID("fromHash"), after: change.commitID("toHash"),
            commits: commits, pusher: body.member("actor").map(identity))))
    }
    return facts.isEmpty ? [.nothing("The push moved no branch.")] : facts
  }

  private static func news(
    _ action: ChangeRequestNews.Action, _ body: Value
  ) throws(UnreadableDelivery) -> ChangeRequestNews {
    let request = body.member("pullRequest")
    return ChangeRequestNews(
      repository: try repository(request?.member("toRef", "repository")), action: action,
      request: try changeRequest(request),
      mergeCommit: action == .merged ? request?.commitID("properties", "mergeCommit", "id") : nil,
      by: body.member("actor").map(identity))
  }

  private static func review(
    _ outcome: ReviewNews.Outcome, _ body: Value
  ) throws(UnreadableDelivery) -> ReviewNews {
    guard let user = body.member("participant", "user") ?? body.member("actor") else {
      throw UnreadableDelivery("The review names nobody.")
    }
    let request = body.member("pullRequest")
    return ReviewNews(
      repository: try repository(request?.member("toRef", "repository")), request: try changeRequest(request),
      outcome: outcome, reviewer: identity(user), commit: body.commitID("participant", "lastReviewedCommit"))
  }

  private static func comment(_ body: Value) throws(UnreadableDelivery) -> CommentNews {
    guard let number = body.whole("pullRequest", "id"), let comment = body.member("comment"),
      let id = comment.whole("id")
    else { throw UnreadableDelivery("The comment has no id, or no change request.") }
    let anchor = comment.member("anchor") ?? body.member("commentAnchor") ?? .null
    let isOld = anchor.text("fileType") == "FROM" || anchor.text("lineType") == "REMOVED"
    return CommentNews(
      repository: try repository(body.member("pullRequest", "toRef", "repository")), number: number, id: "\(id)",
      author: (comment.member("author") ?? body.member("actor")).map(identity) ?? HostIdentity(),
      body: comment.text("text") ?? "", path: anchor.member("path").flatMap(path),
      line: isOld ? nil : anchor.whole("line"), commit: anchor.commitID("toHash"),
      replyTo: body.whole("commentParentId").map { "\($0)" })
  }

  /// `KEY/slug`: a person's own is `~name/slug`.
  private static func repository(_ value: Value?) throws(UnreadableDelivery) -> String {
    guard let key = value?.text("project", "key"), let slug = value?.text("slug") else {
      throw UnreadableDelivery("The delivery names no repository.")
    }
    return "\(key)/\(slug)"
  }
}

// What deliveries and the API write alike.
extension BitbucketServerDeliveries {
  static func changeRequest(_ value: Value?) throws(UnreadableDelivery) -> ChangeRequest {
    guard let value, let number = value.whole("id"), let head = value.commitID("fromRef", "latestCommit"),
      let source = value.text("fromRef", "id"), let target = value.text("toRef", "id")
    else { throw UnreadableDelivery("The change request has no id, no head or no branches.") }
    return ChangeRequest(
      number: number, title: value.text("title") ?? "", url: value.values("links", "self").first?.text("href"),
      author: value.member("author", "user").map(identity) ?? HostIdentity(), head: head,
      sourceBranch: source.branchName, targetBranch: target.branchName, isDraft: value.flag("draft"))
  }

  static func commit(_ value: Value) -> Commit? {
    guard let id = value.commitID("id") else { return nil }
    return Commit(id: id, message: value.text("message") ?? "", author: author(value.member("author") ?? .null))
  }

  static func identity(_ value: Value) -> HostIdentity {
    HostIdentity(
      login: value.text("name") ?? value.text("slug"), name: value.text("displayName"),
      email: value.text("emailAddress"))
  }

  /// A string, or the object that the API writes: `{"toString": "docs/a.md"}` or `{"components": ["docs", "a.md"]}`.
  static func path(_ value: Value) -> String? {
    if let path = value.string { return path.isEmpty ? nil : path }
    let names = value.values("components").compactMap(\.string)
    return names.isEmpty ? value.text("toString") : names.joined(separator: "/")
  }

  /// A commit's author is an account where the host finds one for the address; else `name` is git's own.
  private static func author(_ value: Value) -> HostIdentity {
    if value.member("id") != nil || value.member("slug") != nil { return identity(value) }
    return HostIdentity(name: value.text("name"), email: value.text("emailAddress"))
  }
}
