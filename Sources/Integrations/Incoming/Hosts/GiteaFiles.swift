import Documents
package import Foundation

// What the repositories of Gitea and Forgejo hold.
extension GiteaForge {
  package func head(of branch: String) async throws(DeliveryFailure) -> String? {
    try await calls.find(["branches", branch])?.json.text("commit", "id")
  }

  package func commits(from: String?, to: String) async throws(DeliveryFailure) -> CommitRange {
    guard let from else {
      return CommitRange(commits: CommitOrder.oldestFirst(try await entries(at: to)), isForward: true)
    }
    guard try await commit(from) != nil else { throw .noCommit(from) }
    let left = try await entries(at: from, without: to)
    return CommitRange(
      commits: CommitOrder.oldestFirst(try await entries(at: to, without: from)), isForward: left.isEmpty,
      left: CommitOrder.oldestFirst(left).map(\.id))
  }

  private func commit(_ id: String) async throws(DeliveryFailure) -> Value? {
    try await calls.find(
      ["git", "commits", CommitID.checked(id)], [("stat", "false"), ("verification", "false")])?.json
  }

  /// Newest first: those that lead to a commit, without those that lead to another, or that changed a path.
  private func entries(
    at commit: String, without other: String? = nil, path: String? = nil
  ) async throws(DeliveryFailure) -> [CommitOrder.Entry] {
    var query = [("sha", try CommitID.checked(commit)), ("stat", "false"), ("verification", "false")]
    if let other { query.append(("not", try CommitID.checked(other))) }
    if let path { query.append(("path", path)) }
    guard let found = try await calls.giteaList(["commits"], query) else {
      // So it is for a path that no commit has changed.
      if path != nil { return [] }
      throw .noCommit(commit)
    }
    return found.compactMap(Self.entry)
  }

  private static func entry(_ commit: Value) -> CommitOrder.Entry? {
    guard let id = commit.text("sha") else { return nil }
    let author = HostIdentity(
      login: commit.text("author", "login"), name: commit.text("commit", "author", "name"),
      email: commit.text("commit", "author", "email"))
    let parents = parents(commit)
    return CommitOrder.Entry(
      commit: Commit(
        id: id, message: commit.text("commit", "message") ?? "", author: author,
        changes: parents.count > 1 ? nil : sureChanges(commit)),
      parents: parents)
  }

  private static func parents(_ commit: Value) -> [String] {
    commit["parents"]?.elements.compactMap { $0.text("sha") } ?? []
  }

  /// As the commit's list has them; nil where a file may have been renamed, which the list does not tell, or where there is
  /// none.
  private static func sureChanges(_ commit: Value) -> [FileChange]? {
    guard let changes = listedChanges(commit) else { return nil }
    return changes.contains { $0.kind == .added } && changes.contains { $0.kind == .removed } ? nil : changes
  }

  private static func listedChanges(_ commit: Value) -> [FileChange]? {
    commit["files"].flatMap(HostCalls.array)?.compactMap { file in
      guard let path = file.text("filename") else { return nil }
      return FileChange(file.text("status").flatMap(FileChange.Kind.init) ?? .modified, path)
    }.sorted { $0.path < $1.path }
  }

  package func changes(of commit: String) async throws(DeliveryFailure) -> [FileChange] {
    guard let found = try await self.commit(commit) else {
      throw .noCommit(commit)
    }
    let parents = Self.parents(found)
    // Of a merge, Gitea lists what differs from each of its parents.
    if parents.count > 1 { return try await changes(fromTree: parents[0], to: commit) }
    if let changes = Self.sureChanges(found) { return changes }
    let diff = try await calls.find(["git", "commits", "\(try CommitID.checked(commit)).diff"])
    guard let listed = Self.listedChanges(found), let diff, diff.body.count < HostAPI.answerBytesMax else {
      return try await changes(fromTree: parents.first, to: commit)
    }
    return DiffRenames.applied(DiffRenames.read(diff.text), to: listed)
  }

  /// From the newest commit that both have.
  package func changes(from: String, to: String) async throws(DeliveryFailure) -> [FileChange] {
    let added = try await entries(at: to, without: from)
    guard !added.isEmpty else { return [] }
    let known = Set(added.map(\.commit.id))
    let bases = Set(added.flatMap(\.parents)).subtracting(known)
    return try await changes(fromTree: try await newest(of: bases), to: to)
  }

  private func newest(of commits: Set<String>) async throws(DeliveryFailure) -> String? {
    guard commits.count > 1 else { return commits.first }
    var newest: (id: String, date: String)?
    for id in commits.sorted() {
      let date = try await commit(id)?.text("commit", "committer", "date") ?? ""
      if newest.map({ $0.date < date }) ?? true { newest = (id, date) }
    }
    return newest?.id
  }

  private func changes(
    fromTree old: String?, to new: String
  ) async throws(DeliveryFailure) -> [FileChange] {
    var before: [String: String] = [:]
    if let old { before = try await tree(at: old) }
    return TreeChanges.between(before, try await tree(at: new))
  }

  package func paths(at commit: String) async throws(DeliveryFailure) -> [String] {
    try await tree(at: commit).keys.sorted()
  }

  /// Each file's blob by its path.
  private func tree(at commit: String) async throws(DeliveryFailure) -> [String: String] {
    let path = ["git", "trees", try CommitID.checked(commit)]
    var files: [String: String] = [:]
    for page in 1...HostAPI.pagesMax {
      let tree = try await calls.need(
        "GET", path, [("recursive", "true"), ("per_page", "1000"), ("page", String(page))])
      guard let entries = tree["tree"].flatMap(HostCalls.array) else { throw calls.unreadable(path) }
      for entry in entries where entry.text("type") == "blob" {
        if let path = entry.text("path") { files[path] = entry.text("sha") ?? "" }
      }
      if entries.isEmpty || !tree.flag("truncated") { return files }
    }
    throw DeliveryFailure(.answer, answer: "The repository has more files than are read.")
  }

  package func file(_ path: String, at commit: String) async throws(DeliveryFailure) -> Data? {
    try await calls.find(["raw"] + RepositoryPath.names(path), [("ref", CommitID.checked(commit))])?.body
  }

  package func history(of path: String, at head: String) async throws(DeliveryFailure) -> [Commit] {
    CommitOrder.oldestFirst(try await entries(at: head, path: path))
  }
}
