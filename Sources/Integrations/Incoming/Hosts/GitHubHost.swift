package import Documents
package import Foundation
package import Ledger
package import Workflow

/// GitHub, in its cloud or on a server of one's own (REST API, version 2022-11-28).
package struct GitHubHost: GitHost {
  package static let kind = "github"
  package static let defaultAPI: String? = "https://api.github.com"

  /// Before the ids of comments on lines, which are numbered apart from those in the timeline.
  static let lineCommentPrefix = "r"
  /// Files of a comparison that GitHub lists; where there are so many, there may be more.
  private static let comparedFilesMax = 300

  let calls: HostCalls

  package init(_ api: HostAPI) {
    let authorization = api.token.map { [("authorization", "Bearer \($0)")] } ?? []
    calls = HostCalls(
      api: api,
      headers: authorization + [("accept", "application/vnd.github+json"), ("x-github-api-version", "2022-11-28")],
      root: ["repos"] + api.repository.split(separator: "/").map(String.init), words: GitHubIssues.words,
      limit: GitHubIssues.limit)
  }

  package static func check(repository: String) throws(Refusal) {
    guard RepositoryPath.isName(repository, parts: 2...2) else {
      throw Refusal.field("repository", "must be owner/name.")
    }
  }

  package static func verify(_ delivery: RawDelivery, secret: ConnectionSecret) -> DeliveryName? {
    guard delivery.isHubSigned(in: "x-hub-signature-256", with: secret.secret) else { return nil }
    return DeliveryName(id: delivery.header("x-github-delivery"), event: delivery.header("x-github-event"))
  }

  package static func json(of body: Data) throws(UnreadableDelivery) -> Value { try GitHubDeliveries.json(of: body) }

  package static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] {
    try GitHubDeliveries.facts(of: event, body: body)
  }
}

// What its repositories hold.
extension GitHubHost {
  package func head(of branch: String) async throws(DeliveryFailure) -> String? {
    try await calls.find(["branches", branch])?.json.text("commit", "sha")
  }

  package func commits(from: String?, to: String) async throws(DeliveryFailure) -> CommitRange {
    let to = try CommitID.checked(to)
    guard let from else { return CommitRange(commits: try await allCommits(["sha": to]), isForward: true) }
    guard let compared = try await compared(from, to) else { throw .noCommit("\(from) or \(to)") }
    let isForward = compared.first.whole("behind_by") == 0
    let left = isForward ? nil : try await self.compared(to, from)
    return CommitRange(
      commits: CommitOrder.oldestFirst(compared.commits.reversed()), isForward: isForward,
      left: left?.commits.map(\.commit.id) ?? [])
  }

  /// Both commits' comparison: its first page, and its commits, oldest first; nil where either is not there.
  private func compared(
    _ from: String, _ to: String
  ) async throws(DeliveryFailure) -> (first: Value, commits: [CommitOrder.Entry])? {
    var first = Value.null
    let found = try await calls.list(["compare", "\(try CommitID.checked(from))...\(to)"]) { json in
      if first == .null { first = json }
      return json["commits"].flatMap(HostCalls.array)
    }
    return found.map { (first, $0.compactMap(Self.entry)) }
  }

  private func allCommits(_ query: KeyValuePairs<String, String>) async throws(DeliveryFailure) -> [Commit] {
    let path = ["commits"]
    guard let found = try await calls.list(path, query.map { ($0.key, $0.value) }) else {
      throw .noCommit("of that name")
    }
    return CommitOrder.oldestFirst(found.compactMap(Self.entry))
  }

  private static func entry(_ commit: Value) -> CommitOrder.Entry? {
    guard let id = commit.text("sha") else { return nil }
    let author = HostIdentity(
      login: commit.text("author", "login"), name: commit.text("commit", "author", "name"),
      email: commit.text("commit", "author", "email"))
    return CommitOrder.Entry(
      commit: Commit(id: id, message: commit.text("commit", "message") ?? "", author: author),
      parents: commit["parents"]?.elements.compactMap { $0.text("sha") } ?? [])
  }

  package func changes(of commit: String) async throws(DeliveryFailure) -> [FileChange] {
    let path = ["commits", try CommitID.checked(commit)]
    guard let files = try await calls.list(path, items: { $0["files"].map(\.elements) ?? [] }) else {
      throw .noCommit(commit)
    }
    return files.compactMap(Self.change)
  }

  package func changes(from: String, to: String) async throws(DeliveryFailure) -> [FileChange] {
    let path = ["compare", "\(try CommitID.checked(from))...\(try CommitID.checked(to))"]
    let first = try await calls.need("GET", path, [("per_page", "1")])
    guard let files = first["files"].flatMap(HostCalls.array) else { throw calls.unreadable(path) }
    guard files.count >= Self.comparedFilesMax, let base = first.text("merge_base_commit", "sha") else {
      return files.compactMap(Self.change)
    }
    return TreeChanges.between(try await tree(at: base), try await tree(at: to))
  }

  private static func change(_ file: Value) -> FileChange? {
    guard let path = file.text("filename") else { return nil }
    switch file.text("status") {
    case "added", "copied": return FileChange(.added, path)
    case "removed": return FileChange(.removed, path)
    case "renamed": return FileChange(.renamed, path, from: file.text("previous_filename"))
    case "unchanged": return nil
    default: return FileChange(.modified, path)
    }
  }

  package func paths(at commit: String) async throws(DeliveryFailure) -> [String] {
    try await tree(at: commit).keys.sorted()
  }

  /// Each file's blob by its path.
  private func tree(at commit: String) async throws(DeliveryFailure) -> [String: String] {
    let path = ["git", "trees", try CommitID.checked(commit)]
    let tree = try await calls.need("GET", path, [("recursive", "1")])
    guard let entries = tree["tree"].flatMap(HostCalls.array) else { throw calls.unreadable(path) }
    guard !tree.flag("truncated") else {
      throw DeliveryFailure(.answer, answer: "The repository has more files than GitHub lists at once.")
    }
    let files = entries.filter { $0.text("type") == "blob" }.compactMap { entry in
      entry.text("path").map { ($0, entry.text("sha") ?? "") }
    }
    return Dictionary(files, uniquingKeysWith: { $1 })
  }

  /// As it is: also those of over 1 MB, which come in no other form.
  package func file(_ path: String, at commit: String) async throws(DeliveryFailure) -> Data? {
    try await calls.find(
      ["contents"] + RepositoryPath.names(path), [("ref", CommitID.checked(commit))],
      accept: "application/vnd.github.raw+json")?.body
  }

  package func history(of path: String, at head: String) async throws(DeliveryFailure) -> [Commit] {
    try await allCommits(["sha": CommitID.checked(head), "path": path])
  }
}
