import Documents
import Foundation

// The pull requests of Gitea and Forgejo, and what is said on them.
extension GiteaForge {
  package func changeRequest(_ number: Int) async throws(DeliveryFailure) -> ChangeRequest? {
    PullRequestReading.request(try await calls.find(["pulls", String(number)])?.json)
  }

  package func openChangeRequests(to branch: String) async throws(DeliveryFailure) -> [ChangeRequest] {
    let found = try await calls.giteaList(["pulls"], [("state", "open")])
    return found?.compactMap { PullRequestReading.request($0) }.filter { $0.targetBranch == branch } ?? []
  }

  /// The last approval or request for changes of each reviewer is what stands, unless it was dismissed.
  package func reviews(of request: ChangeRequest) async throws(DeliveryFailure) -> [ReviewNews] {
    let outcomes: [String: ReviewNews.Outcome] = ["APPROVED": .approved, "REQUEST_CHANGES": .changesRequested]
    var standing: [String: ReviewNews] = [:]
    for review in try await calls.giteaList(["pulls", String(request.number), "reviews"]) ?? [] {
      guard let login = review.text("user", "login"), let outcome = outcomes[review.text("state") ?? ""] else {
        continue
      }
      standing[login] =
        review.flag("dismissed")
        ? nil
        : ReviewNews(
          repository: calls.api.repository, request: request, id: review.id("id"), outcome: outcome,
          reviewer: PullRequestReading.identity(review["user"]), commit: review.text("commit_id"),
          text: review.text("body"))
    }
    return standing.sorted { $0.key < $1.key }.map(\.value)
  }

  package func set(_ status: CommitStatus, on commit: String) async throws(DeliveryFailure) {
    try await calls.need("POST", ["statuses", try CommitID.checked(commit)], json: status.gitHubForm)
  }

  package func comment(
    _ comment: OutgoingComment, on request: ChangeRequest
  ) async throws(DeliveryFailure) -> String {
    if let id = try await lineComment(comment, on: request) { return id }
    return try await calls.giteaComment(comment.body, on: request.number)
  }

  /// As a review with nothing but the one comment; nil where Gitea takes none on that line.
  private func lineComment(
    _ comment: OutgoingComment, on request: ChangeRequest
  ) async throws(DeliveryFailure) -> String? {
    guard let file = comment.path, let line = comment.line else { return nil }
    let path = ["pulls", String(request.number), "reviews"]
    let answer = try await calls.ask(
      "POST", path,
      json: [
        "event": "COMMENT", "commit_id": .string(request.head),
        "comments": [["path": .string(file), "body": .string(comment.body), "new_position": .int(line)]],
      ])
    if answer.status == 422 || answer.status == 404 { return nil }
    guard let review = try calls.succeeded(answer).json.id("id") else { throw calls.unreadable(path) }
    return try await calls.need("GET", path + [review, "comments"]).elements.first?.id("id") ?? review
  }

  package func comment(with sign: String, on request: ChangeRequest) async throws(DeliveryFailure) -> String? {
    if let id = try await calls.giteaComment(with: sign, on: request.number) { return id }
    let path = ["pulls", String(request.number), "reviews"]
    for review in try await calls.giteaList(path) ?? [] where review.whole("comments_count") != 0 {
      guard let id = review.id("id") else { continue }
      let comments = try await calls.find(path + [id, "comments"])?.json.elements ?? []
      if let found = comments.first(where: { $0.text("body")?.contains(sign) == true }) { return found.id("id") }
    }
    return nil
  }

  package func write(_ file: FileWrite) async throws(DeliveryFailure) -> String {
    try await BranchWriting(
      head: { branch throws(DeliveryFailure) in try await head(of: branch) },
      make: { branch, commit throws(DeliveryFailure) in try await makeBranch(branch, at: commit) },
      blob: { branch throws(DeliveryFailure) in
        try await calls.find(["contents"] + RepositoryPath.names(file.path), [("ref", branch)])?.json.text("sha")
      },
      put: { blob throws(DeliveryFailure) in try await put(file, over: blob) }
    ).write(file)
  }

  private func makeBranch(_ branch: String, at commit: String) async throws(DeliveryFailure) {
    let answer = try await calls.ask(
      "POST", ["branches"], json: ["new_branch_name": .string(branch), "old_ref_name": .string(commit)])
    // Somebody else has made it in the meantime.
    if answer.status != 409 { _ = try calls.succeeded(answer) }
  }

  /// Nil where the file was changed in the meantime.
  private func put(_ file: FileWrite, over blob: String?) async throws(DeliveryFailure) -> String? {
    var json: [String: Value] = [
      "message": .string(file.message), "content": .string(file.content.base64EncodedString()),
      "branch": .string(file.branch),
    ]
    json["sha"] = blob.map(Value.string)
    let path = ["contents"] + (try RepositoryPath.names(file.path))
    let answer = try await calls.ask(blob == nil ? "POST" : "PUT", path, json: .object(json))
    let isConflict = ["sha does not match", "exist"].contains { answer.text.contains($0) }
    if [404, 409, 422].contains(answer.status), isConflict { return nil }
    guard let commit = try calls.succeeded(answer).json.text("commit", "sha") else { throw calls.unreadable(path) }
    return commit
  }

  package func propose(_ proposal: Proposal) async throws(DeliveryFailure) -> ChangeRequest {
    try await calls.propose(proposal, isTaken: { $0.status == 409 }, open: open)
  }

  private func open(_ proposal: Proposal) async throws(DeliveryFailure) -> ChangeRequest? {
    try await openChangeRequests(to: proposal.to).first { $0.sourceBranch == proposal.from }
  }
}

// The comments of Gitea, Forgejo and Gogs, to all of which a pull request is an issue too. Their list has no pages.
extension HostCalls {
  func giteaComment(_ body: String, on number: Int) async throws(DeliveryFailure) -> String {
    let made = try await need("POST", ["issues", String(number), "comments"], json: ["body": .string(body)])
    guard let id = made.id("id") else { throw unreadable(["comments"]) }
    return id
  }

  func giteaComment(with sign: String, on number: Int) async throws(DeliveryFailure) -> String? {
    let comments = try await find(["issues", String(number), "comments"])?.json.elements ?? []
    return comments.first { $0.text("body")?.contains(sign) == true }?.id("id")
  }
}
