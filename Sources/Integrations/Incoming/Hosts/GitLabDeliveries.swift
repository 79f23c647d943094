import Documents

/// What GitLab's deliveries say.
enum GitLabDeliveries {
  static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] {
    switch body.text("object_kind") {
    case "push", "tag_push": [.push(try push(body))]
    case "merge_request": [try mergeRequest(body)]
    case "note": [try note(body)]
    case let kind: [.nothing("'\(kind ?? event)' is nothing that is worked on.")]
    }
  }

  /// Never complete: the newest twenty commits at most, and not a word of whether the branch was forced.
  private static func push(_ body: Value) throws(UnreadableDelivery) -> Push {
    let (before, after) = (try body.requiredCommit("before"), try body.requiredCommit("after"))
    return Push(
      repository: try repository(body), ref: try body.required("ref"), before: before, after: after,
      commits: try PullRequestReading.commits(of: body, after: after),
      pusher: HostIdentity(
        login: body.text("user_username"), name: body.text("user_name"), email: shown(body.text("user_email"))))
  }

  private static func repository(_ body: Value) throws(UnreadableDelivery) -> String {
    try body.required("project", "path_with_namespace")
  }

  /// What its privacy settings leave of an address.
  private static func shown(_ email: String?) -> String? { email == "[REDACTED]" ? nil : email }

  static func identity(_ user: Value?) -> HostIdentity {
    HostIdentity(login: user?.text("username"), name: user?.text("name"), email: shown(user?.text("email")))
  }

  private static func mergeRequest(_ body: Value) throws(UnreadableDelivery) -> HostFact {
    guard let attributes = body["object_attributes"], let action = attributes.text("action") else {
      return .nothing("The merge request says of no action.")
    }
    let request = try request(attributes, body)
    if let outcome = outcome(of: action) { return try review(outcome, request, body) }
    guard let meaning = meaning(of: action, attributes, changes: body["changes"]) else {
      return try asked(request, body) ?? .nothing("A merge request's '\(action)' changes nothing here.")
    }
    return .changeRequest(
      ChangeRequestNews(
        repository: try repository(body), action: meaning, request: request,
        mergeCommit: meaning == .merged ? attributes.commitID("merge_commit_sha") : nil, by: identity(body["user"])))
  }

  /// An approval is told as `approval`, or as `approved` where it was the last that was needed; so are those taken back.
  private static func outcome(of action: String) -> ReviewNews.Outcome? {
    switch action {
    case "approval", "approved": .approved
    case "unapproval", "unapproved": .withdrawn
    default: nil
    }
  }

  private static func review(
    _ outcome: ReviewNews.Outcome, _ request: ChangeRequest, _ body: Value
  ) throws(UnreadableDelivery) -> HostFact {
    guard !(body["object_attributes"]?.flag("system") ?? false) else {
      return .nothing("GitLab took the approvals back by itself, since the branch has moved.")
    }
    return .review(
      ReviewNews(
        repository: try repository(body), request: request, outcome: outcome, reviewer: identity(body["user"])))
  }

  /// A reviewer who has just asked for changes, where GitLab tells of reviewers' states.
  private static func asked(_ request: ChangeRequest, _ body: Value) throws(UnreadableDelivery) -> HostFact? {
    let changes = body.member(["changes", "reviewers"])
    let before = changes?["previous"]?.elements ?? []
    let now = (changes?["current"]?.elements ?? []).first { reviewer in
      reviewer.text("state") == "requested_changes"
        && !before.contains { $0["id"] == reviewer["id"] && $0.text("state") == "requested_changes" }
    }
    guard let now else { return nil }
    return .review(
      ReviewNews(
        repository: try repository(body), request: request, outcome: .changesRequested, reviewer: identity(now)))
  }

  private static func meaning(
    of action: String, _ attributes: Value, changes: Value?
  ) -> ChangeRequestNews.Action? {
    switch action {
    case "open": .opened
    case "reopen": .reopened
    case "merge": .merged
    case "close": .closed
    // Of an update, the old head is told where the head has moved, and there alone.
    case "update" where attributes.text("oldrev") != nil: .updated
    case "update" where ["title", "description", "target_branch", "draft"].contains { changes?[$0] != nil }: .edited
    default: nil
    }
  }

  private static func request(_ attributes: Value, _ body: Value) throws(UnreadableDelivery) -> ChangeRequest {
    ChangeRequest(
      number: try attributes.requiredNumber("iid"), title: attributes.text("title") ?? "",
      url: attributes.text("url"), author: author(attributes, body),
      head: try attributes.requiredCommit("last_commit", "id"),
      sourceBranch: try attributes.required("source_branch"), targetBranch: try attributes.required("target_branch"),
      isDraft: attributes.flag("draft") || attributes.flag("work_in_progress"))
  }

  /// Told by a number, which is somebody's who is named elsewhere in the delivery, or nobody's.
  private static func author(_ attributes: Value, _ body: Value) -> HostIdentity {
    let people =
      [body["user"] ?? .null] + (body["assignees"]?.elements ?? []) + (body["reviewers"]?.elements ?? [])
    guard let id = attributes.whole("author_id") else { return HostIdentity() }
    return identity(people.first { $0.whole("id") == id })
  }

  private static func note(_ body: Value) throws(UnreadableDelivery) -> HostFact {
    guard let note = body["object_attributes"], note.text("noteable_type") == "MergeRequest" else {
      return .nothing("The note is on no merge request.")
    }
    guard !note.flag("system") else { return .nothing("GitLab wrote the note by itself.") }
    guard note.text("action") != "update" else { return .nothing("A note's change changes nothing here.") }
    guard let id = note.id("id") else { throw UnreadableDelivery("There is no 'object_attributes.id'.") }
    return .comment(
      CommentNews(
        repository: try repository(body), number: try body.requiredNumber("merge_request", "iid"), id: id,
        author: identity(body["user"]), body: note.text("note") ?? "", url: note.text("url"),
        path: note.text("position", "new_path"), line: note.whole("position", "new_line"),
        commit: note.commitID("position", "head_sha"), thread: note.text("discussion_id")))
  }
}
