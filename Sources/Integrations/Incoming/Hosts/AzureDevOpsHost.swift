package import Documents
package import Foundation
package import Ledger
package import Workflow

/// Azure DevOps, Services and Server (learn.microsoft.com/rest/api/azure/devops/git). The base names the organization or
/// the collection, `https://dev.azure.com/acme` or `https://tfs.example.com/tfs/DefaultCollection`, and a repository is
/// `project/repository` in it. The token is a personal access token.
package struct AzureDevOpsHost: GitHost {
  package static let kind = "azure_devops"
  package static let defaultAPI: String? = nil
  /// The user that a service hook names, unless the connection names another.
  static let hookUser = "countersign"

  let api: HostAPI

  package init(_ api: HostAPI) {
    self.api = api
  }

  package static func check(repository: String) throws(Refusal) {
    // Names of projects and repositories may have spaces.
    guard RepositoryPath.isName(repository.replacing(" ", with: "-"), parts: 2...2) else {
      throw .field(
        "repository", "Azure DevOps' is 'project/repository', and api_url is 'https://dev.azure.com/organization'.")
    }
  }

  /// A service hook has no signature: its Basic password is the secret. What it is called stands in its body.
  package static func verify(_ delivery: RawDelivery, secret: ConnectionSecret) -> DeliveryName? {
    let users = [hookUser, secret.username].compactMap(\.self)
    guard users.contains(where: { delivery.isBasic(user: $0, password: secret.secret) }),
      let body = try? json(of: delivery.body)
    else { return nil }
    return DeliveryName(id: body["id"]?.string, event: body["eventType"]?.string)
  }

  package static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] {
    try AzureDevOpsDeliveries.facts(of: event, body: body)
  }

  package func head(of branch: String) async throws(DeliveryFailure) -> String? {
    var token: String?
    for _ in 0..<HostAPI.pagesMax {
      let query =
        [("filter", "heads/\(branch)"), ("$top", "\(HostAPI.pageSize)")]
        + (token.map { [("continuationToken", $0)] } ?? [])
      let answer = try await expect("GET", ["refs"], query: query)
      if let ref = answer.json.values("value").first(where: { $0.text("name") == "refs/heads/\(branch)" }) {
        return ref.commitID("objectId")
      }
      token = answer.headers["x-ms-continuationtoken"]
      if token == nil { return nil }
    }
    throw .listTooLong
  }

  package func commits(from: String?, to: String) async throws(DeliveryFailure) -> CommitRange {
    let to = try CommitID.checked(to)
    guard let from = try from.map(CommitID.checked) else {
      return CommitRange(commits: try await commits(of: to), isForward: true)
    }
    let query = Self.compared(from, to) + [("$top", "1")]
    guard let counts = try await answer("GET", ["diffs", "commits"], query: query)?.json else {
      throw .noCommit("\(from) or \(to)")
    }
    let ahead = counts.whole("aheadCount") == 0 ? [] : try await commits(of: to, without: from)
    let left = counts.whole("behindCount") == 0 ? [] : try await commits(of: from, without: to)
    return CommitRange(commits: ahead, isForward: left.isEmpty, left: left.map(\.id))
  }

  package func changes(of commit: String) async throws(DeliveryFailure) -> [FileChange] {
    let commit = try CommitID.checked(commit)
    let place = ["commits", commit, "changes"]
    return try await pages(place, top: "top", skip: "skip", member: "changes").compactMap(Self.change)
  }

  package func changes(from: String, to: String) async throws(DeliveryFailure) -> [FileChange] {
    let (from, to) = (try CommitID.checked(from), try CommitID.checked(to))
    let query = Self.compared(from, to)
    return try await pages(["diffs", "commits"], query: query, member: "changes").compactMap(Self.change)
  }

  package func paths(at commit: String) async throws(DeliveryFailure) -> [String] {
    let commit = try CommitID.checked(commit)
    let query = [("recursionLevel", "Full")] + Self.version(commit)
    let answer = try await expect("GET", ["items"], query: query)
    guard answer.json != .null else { throw .listTooLong }
    return answer.json.values("value").filter { $0.text("gitObjectType") == "blob" }.compactMap(Self.path)
  }

  package func file(_ path: String, at commit: String) async throws(DeliveryFailure) -> Data? {
    let commit = try CommitID.checked(commit)
    let name = "/" + (try RepositoryPath.names(path)).joined(separator: "/")
    let query = [("path", name), ("$format", "octetStream")] + Self.version(commit)
    let answer = try await answer("GET", ["items"], query: query, accept: "application/octet-stream")
    return answer?.body
  }

  package func history(of path: String, at head: String) async throws(DeliveryFailure) -> [Commit] {
    let head = try CommitID.checked(head)
    return try await listed([("searchCriteria.itemPath", "/\(path)")] + Self.criteria("itemVersion", head))
  }

  package func changeRequest(_ number: Int) async throws(DeliveryFailure) -> ChangeRequest? {
    guard let answer = try await answer("GET", ["pullrequests", "\(number)"]) else { return nil }
    return try read(answer.json)
  }

  package func openChangeRequests(to branch: String) async throws(DeliveryFailure) -> [ChangeRequest] {
    try await open([("searchCriteria.targetRefName", "refs/heads/\(branch)")])
  }

  package func propose(_ proposal: Proposal) async throws(DeliveryFailure) -> ChangeRequest {
    let (source, target) = ("refs/heads/\(proposal.from)", "refs/heads/\(proposal.to)")
    let open = try await open([("searchCriteria.sourceRefName", source), ("searchCriteria.targetRefName", target)])
    if let first = open.first { return first }
    let answer = try await expect(
      "POST", ["pullrequests"],
      json: [
        "sourceRefName": .string(source), "targetRefName": .string(target), "title": .string(proposal.title),
        "description": .string(Clipping.cut(proposal.text, to: Self.descriptionMax, .characters)),
      ])
    return try read(answer.json)
  }

  /// Characters of a change request's description.
  private static let descriptionMax = 4000
}

// What it reads.
extension AzureDevOpsHost {
  func open(_ criteria: [(String, String)]) async throws(DeliveryFailure) -> [ChangeRequest] {
    var requests: [ChangeRequest] = []
    let query = criteria + [("searchCriteria.status", "active")]
    for value in try await pages(["pullrequests"], query: query, member: "value") { requests.append(try read(value)) }
    return requests
  }

  private func read(_ value: Value) throws(DeliveryFailure) -> ChangeRequest {
    var request: ChangeRequest
    do { request = try AzureDevOpsDeliveries.changeRequest(value) } catch { throw .unread("\(error)") }
    let names = api.repository.pathNames
    request.url = api.url([names.first ?? "", "_git", names.last ?? "", "pullrequest", "\(request.number)"])
    return request
  }

  /// What the one has and the other has not. Of the two versions the host's documentation leaves open which is which: what
  /// comes must hold the commit that it leads to.
  private func commits(of commit: String, without known: String? = nil) async throws(DeliveryFailure) -> [Commit] {
    guard let known else { return try await listed(Self.criteria("itemVersion", commit)) }
    for (item, compared) in [(known, commit), (commit, known)] {
      let commits = try await listed(Self.criteria("itemVersion", item) + Self.criteria("compareVersion", compared))
      if commits.last?.id == commit { return commits }
    }
    throw .unread("The host's list of commits does not lead to '\(commit)'.")
  }

  /// Oldest first, with their messages in full.
  private func listed(_ query: [(String, String)]) async throws(DeliveryFailure) -> [Commit] {
    let values = try await pages(
      ["commits"], query: query, top: "searchCriteria.$top", skip: "searchCriteria.$skip", member: "value")
    var commits: [Commit] = []
    for value in values.reversed() {
      guard var commit = AzureDevOpsDeliveries.commit(value) else { continue }
      if value.flag("commentTruncated"), let whole = try await answer("GET", ["commits", commit.id]) {
        commit.message = whole.json.text("comment") ?? commit.message
      }
      commits.append(commit)
    }
    return commits
  }

  /// A type may be several, `edit, rename`. The old path of what was renamed stands in a line of its own, `sourceRename`.
  private static func change(_ entry: Value) -> FileChange? {
    guard let item = entry.member("item"), let path = path(item), !item.flag("isFolder"),
      item.text("gitObjectType") != "tree", let types = entry.text("changeType")?.lowercased()
    else { return nil }
    if types.contains("sourcerename") { return nil }
    if types.contains("delete") { return FileChange(.removed, path) }
    if types.contains("rename") {
      let previous = entry.text("sourceServerItem") ?? entry.text("originalPath")
      return FileChange(.renamed, path, from: previous.map { $0.pathNames.joined(separator: "/") })
    }
    return FileChange(types.contains("add") || types.contains("undelete") ? .added : .modified, path)
  }

  /// Without the slash at its beginning.
  private static func path(_ item: Value) -> String? { item.text("path").map { $0.pathNames.joined(separator: "/") } }

  private static func version(_ commit: String) -> [(String, String)] {
    [("versionDescriptor.versionType", "commit"), ("versionDescriptor.version", commit)]
  }

  private static func criteria(_ name: String, _ commit: String) -> [(String, String)] {
    [("searchCriteria.\(name).versionType", "commit"), ("searchCriteria.\(name).version", commit)]
  }

  /// Against the commit that both have, as change requests show it.
  private static func compared(_ from: String, _ to: String) -> [(String, String)] {
    [
      ("baseVersion", from), ("baseVersionType", "commit"), ("targetVersion", to), ("targetVersionType", "commit"),
      ("diffCommonCommit", "true"),
    ]
  }
}
