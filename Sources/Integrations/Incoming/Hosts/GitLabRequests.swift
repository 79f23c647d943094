import Documents
import Foundation
import Workflow

// GitLab's merge requests, and what is said on them.
extension GitLabHost {
  package func changeRequest(_ number: Int) async throws(DeliveryFailure) -> ChangeRequest? {
    Self.request(try await calls.find(["merge_requests", String(number)])?.json)
  }

  package func openChangeRequests(to branch: String) async throws(DeliveryFailure) -> [ChangeRequest] {
    let found = try await calls.list(["merge_requests"], [("state", "opened"), ("target_branch", branch)])
    return found?.compactMap { Self.request($0) } ?? []
  }

  private static func request(_ request: Value?) -> ChangeRequest? {
    guard let request, let number = request.whole("iid"), let head = request.text("sha"), CommitID.isOne(head),
      let source = request.text("source_branch"), let target = request.text("target_branch")
    else { return nil }
    return ChangeRequest(
      number: number, title: request.text("title") ?? "", url: request.text("web_url"),
      author: GitLabDeliveries.identity(request["author"]), head: head, sourceBranch: source, targetBranch: target,
      isDraft: request.flag("draft") || request.flag("work_in_progress"))
  }

  /// Approvals, and the reviewers who ask for changes, where GitLab tells of those (17 and later).
  ///
  /// Approvals have no commit, and stay when the head moves: it is that of the version that was the newest when the approval
  /// was given. One without a time is on the first version, so that nothing is approved that was not there.
  package func reviews(of request: ChangeRequest) async throws(DeliveryFailure) -> [ReviewNews] {
    let path = ["merge_requests", String(request.number)]
    let approvals = try await calls.find(path + ["approvals"])?.json["approved_by"]?.elements ?? []
    let reviewers = try await calls.find(path + ["reviewers"])?.json.elements ?? []
    let asking = reviewers.filter { $0.text("state") == "requested_changes" }
    let heads = try await approvals.isEmpty ? [] : versions(at: path + ["versions"])
    let given = approvals.map { approval -> ReviewNews in
      let time = approval.text("approved_at").flatMap(Timestamp.init)
      let seen = heads.last { head in time.map { head.at <= $0 } ?? false } ?? heads.first
      return review(.approved, approval["user"], on: seen?.commit, of: request)
    }
    return given + asking.map { review(.changesRequested, $0["user"], on: nil, of: request) }
  }

  /// Oldest first.
  private func versions(at path: [String]) async throws(DeliveryFailure) -> [(commit: String, at: Timestamp)] {
    let found = try await calls.list(path) ?? []
    return found.compactMap { version in
      guard let commit = version.commitID("head_commit_sha"),
        let at = version.text("created_at").flatMap(Timestamp.init)
      else { return nil }
      return (commit, at)
    }.sorted { $0.at < $1.at }
  }

  private func review(
    _ outcome: ReviewNews.Outcome, _ user: Value?, on commit: String?, of request: ChangeRequest
  ) -> ReviewNews {
    ReviewNews(
      repository: calls.api.repository, request: request, outcome: outcome, reviewer: GitLabDeliveries.identity(user),
      commit: commit)
  }

  /// A status that is pending cannot be set to pending again: it is taken out of the way first, since its words are then
  /// not changed either.
  package func set(_ status: CommitStatus, on commit: String) async throws(DeliveryFailure) {
    let path = ["statuses", try CommitID.checked(commit)]
    let answer = try await calls.ask("POST", path, json: status.gitLabForm(status.gitLabState))
    guard answer.status == 400, answer.text.contains("Cannot transition status") else {
      _ = try calls.succeeded(answer)
      return
    }
    guard try await !stands(status, on: commit) else { return }
    try await calls.need("POST", path, json: status.gitLabForm("canceled"))
    try await calls.need("POST", path, json: status.gitLabForm(status.gitLabState))
  }

  private func stands(_ status: CommitStatus, on commit: String) async throws(DeliveryFailure) -> Bool {
    let found = try await calls.list(["repository", "commits", commit, "statuses"], [("name", status.context)]) ?? []
    return found.contains {
      $0.text("name") == status.context && $0.text("status") == status.gitLabState
        && $0.text("description") == status.gitLabDescription
    }
  }

  package func comment(
    _ comment: OutgoingComment, on request: ChangeRequest
  ) async throws(DeliveryFailure) -> String {
    if let id = try await placed(comment, on: request) { return id }
    let made = try await calls.need(
      "POST", ["merge_requests", String(request.number), "notes"], json: ["body": .string(Self.quiet(comment.body))])
    guard let id = made.id("id") else { throw calls.unreadable(["notes"]) }
    return id
  }

  /// A line that begins with a slash would be a command.
  static func quiet(_ body: String) -> String {
    let lines = body.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let isCommand = line.first { $0 != " " && $0 != "\t" } == "/"
      return isCommand ? String(line).replacing("/", with: "\\/", maxReplacements: 1) : String(line)
    }
    return lines.joined(separator: "\n")
  }

  /// In the thread of the note that it answers, or on a line; nil where there is no such thread and GitLab takes no comment
  /// on that line.
  private func placed(
    _ comment: OutgoingComment, on request: ChangeRequest
  ) async throws(DeliveryFailure) -> String? {
    let path = ["merge_requests", String(request.number), "discussions"]
    var json: [String: Value] = ["body": .string(Self.quiet(comment.body))]
    if let replyTo = comment.replyTo {
      guard let thread = try await thread(of: replyTo, at: path) else { return nil }
      return try await calls.need("POST", path + [thread, "notes"], json: .object(json)).id("id")
    }
    guard let place = try await position(comment, on: request) else { return nil }
    json["position"] = place
    let answer = try await calls.ask("POST", path, json: .object(json))
    if answer.status == 400 { return nil }
    return try calls.succeeded(answer).json["notes"]?.elements.first?.id("id")
  }

  private func thread(of note: String, at path: [String]) async throws(DeliveryFailure) -> String? {
    try await calls.list(path)?.first { thread in
      thread["notes"]?.elements.contains { $0.id("id") == note } == true
    }?.id("id")
  }

  package func firstComment(of thread: String, on number: Int) async throws(DeliveryFailure) -> String? {
    try await calls.find(["merge_requests", String(number), "discussions", thread])?.json["notes"]?.elements.first?
      .id("id")
  }

  private func position(
    _ comment: OutgoingComment, on request: ChangeRequest
  ) async throws(DeliveryFailure) -> Value? {
    guard let file = comment.path, let line = comment.line,
      let refs = try await calls.find(["merge_requests", String(request.number)])?.json["diff_refs"],
      let base = refs.text("base_sha"), let start = refs.text("start_sha"), let head = refs.text("head_sha")
    else { return nil }
    return [
      "position_type": "text", "base_sha": .string(base), "start_sha": .string(start), "head_sha": .string(head),
      "new_path": .string(file), "old_path": .string(file), "new_line": .int(line),
    ]
  }

  package func comment(with sign: String, on request: ChangeRequest) async throws(DeliveryFailure) -> String? {
    let notes = try await calls.list(["merge_requests", String(request.number), "notes"])
    return notes?.first { $0.text("body")?.contains(sign) == true }?.id("id")
  }
}

extension CommitStatus {
  var gitLabState: String { state == .failure ? "failed" : state.rawValue }
  var gitLabDescription: String { Clipping.cut(description, to: Self.descriptionMax, .characters) }

  func gitLabForm(_ state: String) -> Value {
    var form: [String: Value] = [
      "state": .string(state), "name": .string(context), "description": .string(gitLabDescription),
    ]
    form["target_url"] = url.map(Value.string)
    return .object(form)
  }
}
