import Documents

/// What Azure DevOps' service hooks say (learn.microsoft.com/azure/devops/service-hooks/events).
///
/// A repository is `project/repository`: a delivery names its organization in addresses only. Pushes name no files. People
/// are known by their `uniqueName`, without the `Windows Live ID\` that pushes put before it.
enum AzureDevOpsDeliveries {
  static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] {
    guard let resource = body.member("resource") else { throw UnreadableDelivery("The delivery has no resource.") }
    switch event {
    case "git.push": return try pushes(resource)
    case "git.pullrequest.created": return [.changeRequest(try news(.opened, resource))]
    case "git.pullrequest.updated": return try updates(resource, said: body.text("message", "text") ?? "")
    case "git.pullrequest.merged":
      // It tells of every try at merging, of which the first is made when the change request is opened.
      guard resource.text("status") == "completed" else { return [.nothing("A merge was tried, and nothing merged.")] }
      return [.changeRequest(try news(.merged, resource))]
    case "ms.vss-code.git-pullrequest-comment-event": return [try comment(resource)]
    default: return [.nothing("Events of the kind '\(event)' are not followed.")]
    }
  }

  private static func pushes(_ resource: Value) throws(UnreadableDelivery) -> [HostFact] {
    let repository = try repository(resource.member("repository"))
    let updates = resource.values("refUpdates")
    var facts: [HostFact] = []
    for update in updates {
      guard let ref = update.text("name") else { continue }
      // The commits are of the whole push: with several branches nobody knows whose they are.
      let commits = updates.count == 1 ? resource.values("commits").reversed().compactMap(commit) : []
      facts.append(
        .push(
          Push(
            repository: repository, ref: ref, before: update.commitID("oldObjectId"),
            after: update.commitID("newObjectId"), commits: commits,
            pusher: resource.member("pushedBy").map(identity))))
    }
    return facts.isEmpty ? [.nothing("The push moved no branch.")] : facts
  }

  /// One event for whatever may change, of which only its message says what it was.
  private static func updates(_ resource: Value, said: String) throws(UnreadableDelivery) -> [HostFact] {
    switch resource.text("status") {
    case "completed": return [.changeRequest(try news(.merged, resource))]
    case "abandoned": return [.changeRequest(try news(.closed, resource))]
    default: break
    }
    // Before the change request is named: its title is anybody's words.
    let done = said.firstRange(of: "pull request").map { String(said[..<$0.lowerBound]) } ?? said
    if done.contains("source branch") { return [.changeRequest(try news(.updated, resource))] }
    if done.contains("reactivated") { return [.changeRequest(try news(.reopened, resource))] }
    if let vote = try vote(resource, done) { return [vote] }
    return [.changeRequest(try news(.edited, resource))]
  }

  /// The vote of the person that the message begins with, where it is one. The number is the reviewer's own. Nil where two
  /// have that name: whose it is, the host's API says.
  private static func vote(_ resource: Value, _ said: String) throws(UnreadableDelivery) -> HostFact? {
    let people = resource.values("reviewers").filter { person in
      guard let name = person.text("displayName"), !person.flag("isContainer") else { return false }
      return said.hasPrefix(name + " ")
    }
    guard people.count == 1, let person = people.first, let name = person.text("displayName"),
      let vote = person.whole("vote")
    else { return nil }
    let done = said.dropFirst(name.count).lowercased()
    guard ["approv", "reject", "wait", "vote", "feedback"].contains(where: done.contains) else { return nil }
    return .review(
      ReviewNews(
        repository: try repository(resource.member("repository")), request: try changeRequest(resource),
        outcome: outcome(vote) ?? .withdrawn, reviewer: identity(person)))
  }

  private static func news(
    _ action: ChangeRequestNews.Action, _ resource: Value
  ) throws(UnreadableDelivery) -> ChangeRequestNews {
    let by = action == .opened ? resource.member("createdBy") : resource.member("closedBy")
    return ChangeRequestNews(
      repository: try repository(resource.member("repository")), action: action, request: try changeRequest(resource),
      mergeCommit: action == .merged ? resource.commitID("lastMergeCommit", "commitId") : nil, by: by.map(identity))
  }

  /// Its thread's number, which ids of comments begin with, stands in its addresses only.
  private static func comment(_ resource: Value) throws(UnreadableDelivery) -> HostFact {
    guard let comment = resource.member("comment"), let number = resource.whole("pullRequest", "pullRequestId"),
      let id = comment.whole("id"),
      let address = comment.text("_links", "threads", "href") ?? comment.text("_links", "self", "href"),
      let thread = address.pathNames.drop(while: { $0.lowercased() != "threads" }).dropFirst().first.flatMap({ Int($0) }
      )
    else { throw UnreadableDelivery("The comment has no id, no thread or no change request.") }
    if comment.text("commentType") == "system" { return .nothing("The host itself comments.") }
    if comment.flag("isDeleted") { return .nothing("The comment is deleted.") }
    let parent = comment.whole("parentCommentId") ?? 0
    return .comment(
      CommentNews(
        repository: try repository(resource.member("pullRequest", "repository")), number: number, id: "\(thread)/\(id)",
        author: comment.member("author").map(identity) ?? HostIdentity(), body: comment.text("content") ?? "",
        replyTo: parent > 0 ? "\(thread)/\(parent)" : nil))
  }

  private static func repository(_ value: Value?) throws(UnreadableDelivery) -> String {
    guard let project = value?.text("project", "name"), let name = value?.text("name") else {
      throw UnreadableDelivery("The delivery names no repository.")
    }
    return "\(project)/\(name)"
  }
}

// What deliveries and the API write alike.
extension AzureDevOpsDeliveries {
  static func changeRequest(_ value: Value?) throws(UnreadableDelivery) -> ChangeRequest {
    guard let value, let number = value.whole("pullRequestId"),
      let head = value.commitID("lastMergeSourceCommit", "commitId"), let source = value.text("sourceRefName"),
      let target = value.text("targetRefName")
    else { throw UnreadableDelivery("The change request has no id, no head or no branches.") }
    return ChangeRequest(
      number: number, title: value.text("title") ?? "", url: value.text("_links", "web", "href"),
      author: value.member("createdBy").map(identity) ?? HostIdentity(), head: head, sourceBranch: source.branchName,
      targetBranch: target.branchName, isDraft: value.flag("isDraft"))
  }

  static func commit(_ value: Value) -> Commit? {
    guard let id = value.commitID("commitId") else { return nil }
    return Commit(
      id: id, message: value.text("comment") ?? "",
      author: HostIdentity(name: value.text("author", "name"), email: value.text("author", "email")))
  }

  /// 10 approved, 5 approved with suggestions, -5 waits for the author, -10 rejected; nil for no vote.
  static func outcome(_ vote: Int) -> ReviewNews.Outcome? {
    vote > 0 ? .approved : vote < 0 ? .changesRequested : nil
  }

  static func identity(_ value: Value) -> HostIdentity {
    var login = value.text("uniqueName") ?? value.text("id")
    if let name = login, name.hasPrefix("Windows Live ID\\") {
      login = String(name.dropFirst("Windows Live ID\\".count))
    }
    return HostIdentity(
      login: login, name: value.text("displayName"), email: login.flatMap { $0.contains("@") ? $0 : nil })
  }
}
