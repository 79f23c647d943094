package import Documents
package import Foundation
package import Ledger
package import Workflow

/// GitLab, in its cloud or on a server of one's own (REST API, version 4).
package struct GitLabHost: GitHost {
  package static let kind = "gitlab"
  package static let defaultAPI: String? = "https://gitlab.com"

  let calls: HostCalls

  package init(_ api: HostAPI) {
    let version = api.base.hasSuffix("/api/v4") ? [] : ["api", "v4"]
    calls = HostCalls(
      api: api, headers: api.token.map { [("private-token", $0)] } ?? [],
      root: version + ["projects", api.repository], words: GitLabIssues.words)
  }

  package static func check(repository: String) throws(Refusal) {
    guard RepositoryPath.isName(repository, parts: 2...21) else {
      throw Refusal.field("repository", "must be the project's path with its groups, group/project.")
    }
  }

  /// It is signed, or comes with the very secret.
  package static let hasProvenIDs = true

  package static func verify(_ delivery: RawDelivery, secret: ConnectionSecret) -> DeliveryName? {
    GitLabVerifying.verify(delivery, secret: secret, seconds: Int64(Date().timeIntervalSince1970))
  }

  package static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] {
    try GitLabDeliveries.facts(of: event, body: body)
  }
}

// What its repositories hold.
extension GitLabHost {
  package func head(of branch: String) async throws(DeliveryFailure) -> String? {
    try await calls.find(["repository", "branches", branch])?.json.text("commit", "id")
  }

  package func commits(from: String?, to: String) async throws(DeliveryFailure) -> CommitRange {
    let to = try CommitID.checked(to)
    guard let from else { return CommitRange(commits: try await allCommits([("ref_name", to)]), isForward: true) }
    guard let compared = try await compared(from, to) else { throw .noCommit("\(from) or \(to)") }
    // What `to` lacks of `from`: nothing, where the one leads to the other.
    let left = try await self.compared(to, from) ?? []
    return CommitRange(commits: compared, isForward: left.isEmpty, left: left.map(\.id))
  }

  /// What `to` has that `from` has not, oldest first; nil where either is not there.
  private func compared(_ from: String, _ to: String) async throws(DeliveryFailure) -> [Commit]? {
    let path = ["repository", "compare"]
    guard let answer = try await calls.find(path, [("from", CommitID.checked(from)), ("to", to)]) else { return nil }
    guard let commits = answer.json["commits"].flatMap(HostCalls.array) else { throw calls.unreadable(path) }
    return CommitOrder.oldestFirst(commits.reversed().compactMap(Self.entry))
  }

  private func allCommits(_ query: HostCalls.Query) async throws(DeliveryFailure) -> [Commit] {
    guard let found = try await calls.list(["repository", "commits"], query) else {
      throw .noCommit("of that name")
    }
    return CommitOrder.oldestFirst(found.compactMap(Self.entry))
  }

  private static func entry(_ commit: Value) -> CommitOrder.Entry? {
    guard let id = commit.text("id") else { return nil }
    let author = HostIdentity(name: commit.text("author_name"), email: commit.text("author_email"))
    return CommitOrder.Entry(
      commit: Commit(id: id, message: commit.text("message") ?? commit.text("title") ?? "", author: author),
      parents: commit.texts("parent_ids"))
  }

  package func changes(of commit: String) async throws(DeliveryFailure) -> [FileChange] {
    let path = ["repository", "commits", try CommitID.checked(commit), "diff"]
    guard let files = try await calls.list(path) else {
      throw .noCommit(commit)
    }
    return files.compactMap(Self.change)
  }

  package func changes(from: String, to: String) async throws(DeliveryFailure) -> [FileChange] {
    let path = ["repository", "compare"]
    let compared = try await calls.need(
      "GET", path, [("from", try CommitID.checked(from)), ("to", try CommitID.checked(to))])
    guard let files = compared["diffs"].flatMap(HostCalls.array) else { throw calls.unreadable(path) }
    // So GitLab says that there is more than it lists.
    guard !compared.flag("compare_timeout") else { return try await changesOfTrees(from: from, to: to) }
    return files.compactMap(Self.change)
  }

  private func changesOfTrees(from: String, to: String) async throws(DeliveryFailure) -> [FileChange] {
    let path = ["repository", "merge_base"]
    guard let base = try await calls.need("GET", path, [("refs[]", from), ("refs[]", to)]).text("id") else {
      throw calls.unreadable(path)
    }
    return TreeChanges.between(try await tree(at: base), try await tree(at: to))
  }

  private static func change(_ file: Value) -> FileChange? {
    guard let path = file.text("new_path") else { return nil }
    if file.flag("new_file") { return FileChange(.added, path) }
    if file.flag("deleted_file") { return FileChange(.removed, file.text("old_path") ?? path) }
    if file.flag("renamed_file") { return FileChange(.renamed, path, from: file.text("old_path")) }
    return FileChange(.modified, path)
  }

  package func paths(at commit: String) async throws(DeliveryFailure) -> [String] {
    try await tree(at: commit).keys.sorted()
  }

  /// Each file's blob by its path.
  private func tree(at commit: String) async throws(DeliveryFailure) -> [String: String] {
    let query = [("ref", try CommitID.checked(commit)), ("recursive", "true")]
    guard let entries = try await calls.list(["repository", "tree"], query) else {
      throw .noCommit(commit)
    }
    let files = entries.filter { $0.text("type") == "blob" }.compactMap { entry in
      entry.text("path").map { ($0, entry.text("id") ?? "") }
    }
    return Dictionary(files, uniquingKeysWith: { $1 })
  }

  package func file(_ path: String, at commit: String) async throws(DeliveryFailure) -> Data? {
    let path = try RepositoryPath.names(path).joined(separator: "/")
    return try await calls.find(["repository", "files", path, "raw"], [("ref", CommitID.checked(commit))])?.body
  }

  package func history(of path: String, at head: String) async throws(DeliveryFailure) -> [Commit] {
    try await allCommits([("ref_name", CommitID.checked(head)), ("path", path)])
  }
}
