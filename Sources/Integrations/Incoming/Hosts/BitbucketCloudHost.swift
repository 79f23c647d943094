import Crypto
package import Documents
package import Foundation
package import Ledger
package import Workflow

/// Bitbucket Cloud (developer.atlassian.com/cloud/bitbucket/rest). A repository is `workspace/slug`; the token is an access
/// token, or with a username an API token.
package struct BitbucketCloudHost: GitHost {
  package static let kind = "bitbucket_cloud"
  package static let defaultAPI: String? = "https://api.bitbucket.org/2.0"
  /// Characters of a build status's key.
  private static let keyMax = 40

  let api: HostAPI

  package init(_ api: HostAPI) {
    self.api = api
  }

  package static func check(repository: String) throws(Refusal) {
    guard RepositoryPath.isName(repository, parts: 2...2) else {
      throw .field("repository", "Bitbucket Cloud's is 'workspace/repository'.")
    }
  }

  package static func verify(_ delivery: RawDelivery, secret: ConnectionSecret) -> DeliveryName? {
    guard delivery.isHubSigned(in: "x-hub-signature", with: secret.secret) else { return nil }
    return DeliveryName(id: delivery.header("x-request-uuid"), event: delivery.header("x-event-key"))
  }

  package static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] {
    try BitbucketCloudDeliveries.facts(of: event, body: body)
  }

  package func head(of branch: String) async throws(DeliveryFailure) -> String? {
    let answer = try await api.answer(
      request("GET", ["refs", "branches"] + RepositoryPath.names(branch)), words: Self.words)
    return answer?.json.commitID("target", "hash")
  }

  package func commits(from: String?, to: String) async throws(DeliveryFailure) -> CommitRange {
    try await CommitRange(from: from, to: to, listing: commits)
  }

  package func changes(of commit: String) async throws(DeliveryFailure) -> [FileChange] {
    let commit = try CommitID.checked(commit)
    return try await changes(commit, query: [])
  }

  package func changes(from: String, to: String) async throws(DeliveryFailure) -> [FileChange] {
    let (from, to) = (try CommitID.checked(from), try CommitID.checked(to))
    // The first is the one with the changes: the other way round than `git diff`.
    return try await changes("\(to)..\(from)", query: [("topic", "true")])
  }

  package func paths(at commit: String) async throws(DeliveryFailure) -> [String] {
    let commit = try CommitID.checked(commit)
    var (paths, folders) = ([String](), [""])
    while let folder = folders.popLast() {
      let place = ["src", commit] + folder.pathNames + [""]
      let depth = folder.pathNames.count + Self.depth
      guard let entries = try await all(place, query: [("max_depth", "\(Self.depth)")]) else {
        throw .noCommit("\(commit) with a folder '\(folder)'")
      }
      for entry in entries {
        guard let path = entry.text("path") else { continue }
        if entry.text("type") == "commit_file" { paths.append(path) }
        if entry.text("type") == "commit_directory", path.pathNames.count >= depth { folders.append(path) }
        guard folders.count <= HostAPI.pagesMax else { throw .listTooLong }
      }
    }
    return paths.sorted()
  }

  /// Folders in folders that are listed at once: with more, the host runs out of time (its status 555).
  private static let depth = 6

  package func file(_ path: String, at commit: String) async throws(DeliveryFailure) -> Data? {
    let commit = try CommitID.checked(commit)
    let answer = try await api.answer(request("GET", ["src", commit] + RepositoryPath.names(path)), words: Self.words)
    return answer?.body
  }

  package func history(of path: String, at head: String) async throws(DeliveryFailure) -> [Commit] {
    let head = try CommitID.checked(head)
    let commits = try await all(["commits"], query: [("include", head), ("path", path)]) ?? []
    return commits.reversed().compactMap(BitbucketCloudDeliveries.commit)
  }

  package func changeRequest(_ number: Int) async throws(DeliveryFailure) -> ChangeRequest? {
    let answer = try await api.answer(request("GET", ["pullrequests", "\(number)"]), words: Self.words)
    guard let answer else { return nil }
    return try await completed(answer.json)
  }

  package func openChangeRequests(to branch: String) async throws(DeliveryFailure) -> [ChangeRequest] {
    try await open("destination.branch.name = \(Self.quoted(branch))")
  }

  package func set(_ status: CommitStatus, on commit: String) async throws(DeliveryFailure) {
    let state =
      switch status.state {
      case .pending: "INPROGRESS"
      case .success: "SUCCESSFUL"
      case .failure: "FAILED"
      }
    try await api.expect(
      request(
        "POST", ["commit", commit, "statuses", "build"],
        json: [
          "key": .string(Self.key(status.context)), "name": .string(status.context), "state": .string(state),
          "description": .string(status.description), "url": .string(status.url ?? api.base),
        ]), words: Self.words)
  }

  /// The context itself, or its beginning and a part of its hash.
  static func key(_ context: String) -> String {
    guard context.utf8.count > keyMax else { return context }
    let digest = SHA256.hash(data: Data(context.utf8)).prefix(6).map {
      $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16)
    }
    return String(decoding: context.utf8.prefix(keyMax - 13).filter { $0 < 0x80 }, as: UTF8.self) + "-"
      + digest.joined()
  }

  package func write(_ file: FileWrite) async throws(DeliveryFailure) -> String {
    var start = try await head(of: file.branch)
    if let start, try await self.file(file.path, at: start) == file.content { return start }
    if start == nil { start = try await head(of: file.base) }
    guard let content = String(data: file.content, encoding: .utf8), let start else {
      throw DeliveryFailure(.settings, answer: "The file is no text, or there is no branch '\(file.base)'.")
    }
    // A parent that is the branch's head no more is answered with 409: nothing is written over. A leading slash tells a
    // path from the members of the form.
    let form = [("/\(file.path)", content), ("message", file.message), ("branch", file.branch), ("parents", start)]
    var request = TargetRequest("POST", url(["src"]), headers: headers, form: form.map { (name: $0.0, value: $0.1) })
    request.headers.append(("accept", "application/json"))
    let answer = try await api.expect(request, words: Self.words)
    if let id = answer.headers["location"]?.split(separator: "/").last, CommitID.isOne(String(id)) { return String(id) }
    guard let id = try await head(of: file.branch) else { throw .unread("The new commit cannot be found.") }
    return id
  }

  package func propose(_ proposal: Proposal) async throws(DeliveryFailure) -> ChangeRequest {
    let open = try await open(
      "source.branch.name = \(Self.quoted(proposal.from)) AND source.repository.full_name = \(Self.quoted(api.repository))"
        + " AND destination.branch.name = \(Self.quoted(proposal.to))")
    if let first = open.first { return first }
    let answer = try await api.expect(
      request(
        "POST", ["pullrequests"],
        json: [
          "title": .string(proposal.title), "description": .string(proposal.text),
          "source": ["branch": ["name": .string(proposal.from)]],
          "destination": ["branch": ["name": .string(proposal.to)]],
        ]), words: Self.words)
    return try await completed(answer.json)
  }
}

// How it is asked.
extension BitbucketCloudHost {
  /// Every item of a list, by the pages' `next`; nil where there is no such thing. Of `next` its query alone is taken: the
  /// address is ours.
  func all(_ place: [String], query: [(name: String, value: String)] = []) async throws(DeliveryFailure) -> [Value]? {
    var address = url(place, query: query + [("pagelen", "\(HostAPI.pageSize)")])
    var items: [Value] = []
    for _ in 0..<HostAPI.pagesMax {
      guard
        let answer = try await api.answer(TargetRequest("GET", address, headers: headers), words: Self.words)
      else { return nil }
      items += answer.json.values("values")
      guard let next = answer.json.text("next") else { return items }
      guard let pages = URLComponents(string: next)?.percentEncodedQuery else {
        throw .unread("The list's next page cannot be read.")
      }
      address = url(place) + "?" + pages
    }
    throw .listTooLong
  }

  func request(_ method: String, _ place: [String], json: Value? = nil) -> TargetRequest {
    if let json { return TargetRequest(method, url(place), headers: headers, json: json) }
    return TargetRequest(method, url(place), headers: headers)
  }

  /// `{"type": "error", "error": {"message": "…", "detail": "…"}}`
  static func words(_ answer: Value) -> String? {
    guard let message = answer.text("error", "message") else { return nil }
    return [message, answer.text("error", "detail")].compactMap(\.self).joined(separator: " ")
  }

  private func url(_ place: [String], query: [(name: String, value: String)] = []) -> String {
    api.url(["repositories"] + api.repository.pathNames + place, query: query)
  }

  private var headers: [(name: String, value: String)] { api.authorization(.bearer) }

  /// A text of the query language: in double quotes, with those in it escaped.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private func commits(of commit: String, without known: String?) async throws(DeliveryFailure) -> [Commit]? {
    let query = [(name: "include", value: commit)] + (known.map { [(name: "exclude", value: $0)] } ?? [])
    guard let values = try await all(["commits"], query: query) else { return nil }
    return CommitOrder.oldestFirst(
      values.compactMap { value in
        BitbucketCloudDeliveries.commit(value).map { commit in
          CommitOrder.Entry(commit: commit, parents: value.values("parents").compactMap { $0.commitID("hash") })
        }
      })
  }

  private func changes(
    _ spec: String, query: [(name: String, value: String)]
  ) async throws(DeliveryFailure) -> [FileChange] {
    guard let entries = try await all(["diffstat", spec], query: query + [("renames", "true")]) else {
      throw .noCommit(spec)
    }
    return entries.compactMap { entry in
      let (old, new) = (entry.text("old", "path"), entry.text("new", "path"))
      switch entry.text("status") {
      case "added": return new.map { FileChange(.added, $0) }
      case "removed": return old.map { FileChange(.removed, $0) }
      case "renamed": return new.map { FileChange(.renamed, $0, from: old) }
      default: return (new ?? old).map { FileChange(.modified, $0) }
      }
    }
  }

  private func open(_ condition: String) async throws(DeliveryFailure) -> [ChangeRequest] {
    var requests: [ChangeRequest] = []
    let query = [(name: "state", value: "OPEN"), (name: "q", value: condition)]
    for value in try await all(["pullrequests"], query: query) ?? [] { requests.append(try await completed(value)) }
    return requests
  }

  /// With its head in full.
  private func completed(_ value: Value) async throws(DeliveryFailure) -> ChangeRequest {
    var request: ChangeRequest
    do { request = try BitbucketCloudDeliveries.changeRequest(value) } catch {
      throw .unread("\(error)")
    }
    request.head = try await full(request.head)
    return request
  }

  /// The id of a commit that the host has cut; itself where the host does not know it.
  func full(_ commit: String) async throws(DeliveryFailure) -> String {
    if commit.count >= 40 { return commit }
    let answer = try await api.answer(request("GET", ["commit", commit]), words: Self.words)
    return answer?.json.commitID("hash") ?? commit
  }
}
