import Documents
import Foundation

// GitHub's pull requests, and what is said on them.
extension GitHubHost {
  package func changeRequest(_ number: Int) async throws(DeliveryFailure) -> ChangeRequest? {
    PullRequestReading.request(try await calls.find(["pulls", String(number)])?.json)
  }

  package func openChangeRequests(to branch: String) async throws(DeliveryFailure) -> [ChangeRequest] {
    let found = try await calls.list(["pulls"], [("state", "open"), ("base", branch)])
    return found?.compactMap { PullRequestReading.request($0) } ?? []
  }

  /// The last approval, request for changes or dismissal of each reviewer is what stands; a dismissed one is none.
  package func reviews(of request: ChangeRequest) async throws(DeliveryFailure) -> [ReviewNews] {
    var standing: [String: Value] = [:]
    for review in try await calls.list(["pulls", String(request.number), "reviews"]) ?? [] {
      guard let login = review.text("user", "login"), let state = review.text("state"),
        ["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].contains(state)
      else { continue }
      standing[login] = review
    }
    return standing.sorted { $0.key < $1.key }.compactMap { _, review in
      guard review.text("state") != "DISMISSED" else { return nil }
      return ReviewNews(
        repository: calls.api.repository, request: request, id: review.id("id"),
        outcome: review.text("state") == "APPROVED" ? .approved : .changesRequested,
        reviewer: PullRequestReading.identity(review["user"]), commit: review.text("commit_id"),
        text: review.text("body"))
    }
  }

  package func set(_ status: CommitStatus, on commit: String) async throws(DeliveryFailure) {
    try await calls.need("POST", ["statuses", try CommitID.checked(commit)], json: status.gitHubForm)
  }

  package func comment(
    _ comment: OutgoingComment, on request: ChangeRequest
  ) async throws(DeliveryFailure) -> String {
    if let id = try await lineComment(comment, on: request) { return Self.lineCommentPrefix + id }
    let made = try await calls.need(
      "POST", ["issues", String(request.number), "comments"], json: ["body": .string(comment.body)])
    return try id(of: made)
  }

  /// Nil where it can stand on no line: GitHub takes those alone that the pull request shows.
  private func lineComment(
    _ comment: OutgoingComment, on request: ChangeRequest
  ) async throws(DeliveryFailure) -> String? {
    var (path, json): ([String], [String: Value]) = (
      ["pulls", String(request.number), "comments"], ["body": .string(comment.body)]
    )
    if let replyTo = comment.replyTo, replyTo.hasPrefix(Self.lineCommentPrefix) {
      path += [String(replyTo.dropFirst()), "replies"]
    } else if let file = comment.path, let line = comment.line {
      let place: [String: Value] = [
        "path": .string(file), "line": .int(line), "side": "RIGHT", "commit_id": .string(request.head),
      ]
      json.merge(place) { $1 }
    } else {
      return nil
    }
    let answer = try await calls.ask("POST", path, json: .object(json))
    if answer.status == 422 || answer.status == 404 { return nil }
    return try id(of: try calls.succeeded(answer).json)
  }

  private func id(of made: Value) throws(DeliveryFailure) -> String {
    guard let id = made.id("id") else { throw DeliveryFailure(.answer, answer: "GitHub gave the comment no id.") }
    return id
  }

  package func comment(with sign: String, on request: ChangeRequest) async throws(DeliveryFailure) -> String? {
    let number = String(request.number)
    for (path, prefix) in [
      (["issues", number, "comments"], ""), (["pulls", number, "comments"], Self.lineCommentPrefix),
    ] {
      let found = try await calls.list(path)?.first { $0.text("body")?.contains(sign) == true }
      if let id = found?.id("id") { return prefix + id }
    }
    return nil
  }

  package func write(_ file: FileWrite) async throws(DeliveryFailure) -> String {
    try await BranchWriting(
      head: { branch throws(DeliveryFailure) in try await head(of: branch) },
      make: { branch, commit throws(DeliveryFailure) in try await makeBranch(branch, at: commit) },
      blob: { branch throws(DeliveryFailure) in try await blob(file.path, on: branch) },
      put: { blob throws(DeliveryFailure) in try await put(file, over: blob) }
    ).write(file)
  }

  private func makeBranch(_ branch: String, at commit: String) async throws(DeliveryFailure) {
    let answer = try await calls.ask(
      "POST", ["git", "refs"], json: ["ref": .string("refs/heads/\(branch)"), "sha": .string(commit)])
    // Somebody else has made it in the meantime.
    if answer.status == 422, answer.text.contains("already exists") { return }
    _ = try calls.succeeded(answer)
  }

  private func blob(_ path: String, on branch: String) async throws(DeliveryFailure) -> String? {
    try await calls.find(
      ["contents"] + RepositoryPath.names(path), [("ref", branch)], accept: "application/vnd.github.object+json")?
      .json.text("sha")
  }

  /// Nil where the file was changed in the meantime.
  private func put(_ file: FileWrite, over blob: String?) async throws(DeliveryFailure) -> String? {
    var json: [String: Value] = [
      "message": .string(file.message), "content": .string(file.content.base64EncodedString()),
      "branch": .string(file.branch),
    ]
    json["sha"] = blob.map(Value.string)
    let answer = try await calls.ask(
      "PUT", ["contents"] + RepositoryPath.names(file.path), json: .object(json))
    if answer.status == 409 || (answer.status == 422 && answer.text.contains("sha")) { return nil }
    guard let commit = try calls.succeeded(answer).json.text("commit", "sha") else {
      throw calls.unreadable(["contents"])
    }
    return commit
  }

  package func propose(_ proposal: Proposal) async throws(DeliveryFailure) -> ChangeRequest {
    try await calls.propose(proposal, isTaken: { $0.status == 422 && $0.text.contains("already exists") }, open: open)
  }

  private func open(_ proposal: Proposal) async throws(DeliveryFailure) -> ChangeRequest? {
    let owner = calls.api.repository.prefix { $0 != "/" }
    let found = try await calls.list(
      ["pulls"], [("state", "open"), ("head", "\(owner):\(proposal.from)"), ("base", proposal.to)])
    return found?.lazy.compactMap { PullRequestReading.request($0) }
      .first { $0.sourceBranch == proposal.from && $0.targetBranch == proposal.to }
  }
}

extension CommitStatus {
  /// What GitHub, Gitea and Forgejo take.
  var gitHubForm: Value {
    var form: [String: Value] = [
      "state": .string(state.rawValue), "context": .string(context),
      "description": .string(Clipping.cut(description, to: Self.descriptionMax, .characters)),
    ]
    form["target_url"] = url.map(Value.string)
    return .object(form)
  }
}
