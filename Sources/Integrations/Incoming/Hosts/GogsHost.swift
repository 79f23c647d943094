package import Documents
package import Foundation
package import Ledger
package import Workflow

/// Gogs, whose API knows files, commits and comments, and neither pull requests nor checks of commits.
package struct GogsHost: GitHost {
  package static let kind = "gogs"
  package static let defaultAPI: String? = nil

  let calls: HostCalls

  package init(_ api: HostAPI) { calls = .gitea(api) }

  package static func check(repository: String) throws(Refusal) { try GiteaHost.check(repository: repository) }

  package static func verify(_ delivery: RawDelivery, secret: ConnectionSecret) -> DeliveryName? {
    GiteaDeliveries.verify(delivery, "gogs", secret: secret)
  }

  package static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] {
    try GiteaDeliveries.facts(of: event, body: body)
  }
}

// What its repositories hold.
extension GogsHost {
  package func head(of branch: String) async throws(DeliveryFailure) -> String? {
    try await calls.find(["branches", branch])?.json.text("commit", "id")
  }

  /// Gogs compares nothing and lists the default branch alone: the commits are gone through one by one.
  package func commits(from: String?, to: String) async throws(DeliveryFailure) -> CommitRange {
    var walk = GogsWalk(calls: calls)
    return try await walk.range(from: from, to: to)
  }

  package func changes(of commit: String) async throws(DeliveryFailure) -> [FileChange] {
    var walk = GogsWalk(calls: calls)
    guard let found = try await walk.commit(commit) else {
      throw .noCommit(commit)
    }
    return try await GogsTrees(calls: calls).changes(from: found.parents.first, to: commit)
  }

  package func changes(from: String, to: String) async throws(DeliveryFailure) -> [FileChange] {
    var walk = GogsWalk(calls: calls)
    guard let base = try await walk.base(of: from, to) else {
      return try await GogsTrees(calls: calls).changes(from: nil, to: to)
    }
    return try await GogsTrees(calls: calls).changes(from: base, to: to)
  }

  package func paths(at commit: String) async throws(DeliveryFailure) -> [String] {
    try await GogsTrees(calls: calls).changes(from: nil, to: commit).map(\.path)
  }

  package func file(_ path: String, at commit: String) async throws(DeliveryFailure) -> Data? {
    try await calls.find(["raw", CommitID.checked(commit)] + RepositoryPath.names(path))?.body
  }

  package func history(of path: String, at head: String) async throws(DeliveryFailure) -> [Commit] {
    var walk = GogsWalk(calls: calls)
    var blobs: [String: String?] = [:]
    var history: [Commit] = []
    for commit in try await walk.range(from: nil, to: head).commits {
      let blob = try await blob(of: path, at: commit.id)
      blobs[commit.id] = blob
      let before = try await walk.commit(commit.id)?.parents.first.flatMap { blobs[$0] ?? nil }
      if blob != before { history.append(commit) }
    }
    return history
  }

  private func blob(of path: String, at ref: String) async throws(DeliveryFailure) -> String? {
    try await calls.find(["contents"] + RepositoryPath.names(path), [("ref", ref)])?.json.text("sha")
  }
}

// What it can be told, and what it cannot.
extension GogsHost {
  private func lacking(_ what: String) -> DeliveryFailure {
    DeliveryFailure(.settings, answer: "Gogs' API has no \(what).")
  }

  package func changeRequest(_ number: Int) async throws(DeliveryFailure) -> ChangeRequest? {
    throw lacking("pull requests")
  }

  package func openChangeRequests(to branch: String) async throws(DeliveryFailure) -> [ChangeRequest] {
    throw lacking("pull requests")
  }

  package func reviews(of request: ChangeRequest) async throws(DeliveryFailure) -> [ReviewNews] {
    throw lacking("reviews")
  }

  package func set(_ status: CommitStatus, on commit: String) async throws(DeliveryFailure) {
    throw lacking("checks of commits")
  }

  package func comment(
    _ comment: OutgoingComment, on request: ChangeRequest
  ) async throws(DeliveryFailure) -> String {
    try await calls.giteaComment(comment.body, on: request.number)
  }

  package func comment(with sign: String, on request: ChangeRequest) async throws(DeliveryFailure) -> String? {
    try await calls.giteaComment(with: sign, on: request.number)
  }

  /// On the default branch, or on a new one made from it: Gogs writes to no other.
  package func write(_ file: FileWrite) async throws(DeliveryFailure) -> String {
    let main = try await calls.need("GET", []).text("default_branch")
    if let head = try await head(of: file.branch) {
      let blob = try await blob(of: file.path, at: file.branch)
      if blob == GitBlob.id(of: file.content, like: head) { return head }
      guard file.branch == main else { throw lacking("writing to a branch other than the default one") }
    } else if file.base != main {
      throw lacking("making a branch from one other than the default one")
    }
    let made = try await calls.need(
      "PUT", ["contents"] + (try RepositoryPath.names(file.path)),
      json: [
        "message": .string(file.message), "content": .string(file.content.base64EncodedString()),
        "branch": .string(file.branch),
      ])
    guard let commit = made.text("commit", "sha") else { throw calls.unreadable(["contents"]) }
    return commit
  }

  package func propose(_ proposal: Proposal) async throws(DeliveryFailure) -> ChangeRequest {
    throw lacking("pull requests")
  }
}
