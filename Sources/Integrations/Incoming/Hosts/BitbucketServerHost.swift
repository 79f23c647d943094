package import Documents
package import Foundation
package import Ledger
package import Workflow

/// Bitbucket Data Center (developer.atlassian.com/server/bitbucket/rest). The base is the server's own address, such as
/// `https://bitbucket.example.com`. A repository is `KEY/slug`, a person's own `~name/slug`; the token is an HTTP access
/// token, or with a username a password.
package struct BitbucketServerHost: GitHost {
  package static let kind = "bitbucket_server"
  package static let defaultAPI: String? = nil

  let api: HostAPI

  package init(_ api: HostAPI) {
    self.api = api
  }

  package static func check(repository: String) throws(Refusal) {
    guard RepositoryPath.isName(repository, parts: 2...2) else {
      throw .field("repository", "Bitbucket Data Center's is 'KEY/repository'.")
    }
  }

  package static func verify(_ delivery: RawDelivery, secret: ConnectionSecret) -> DeliveryName? {
    guard delivery.isHubSigned(in: "x-hub-signature", with: secret.secret) else { return nil }
    return DeliveryName(id: delivery.header("x-request-id"), event: delivery.header("x-event-key"))
  }

  package static func facts(of event: String, body: Value) throws(UnreadableDelivery) -> [HostFact] {
    try BitbucketServerDeliveries.facts(of: event, body: body)
  }

  package func head(of branch: String) async throws(DeliveryFailure) -> String? {
    let ref = "refs/heads/\(branch)"
    let query = [(name: "filterText", value: branch), (name: "boostMatches", value: "true")]
    guard let branches = try await all(["branches"], query: query, until: { $0.text("id") == ref }) else {
      throw unknown
    }
    return branches.first { $0.text("id") == ref }?.commitID("latestCommit")
  }

  package func commits(from: String?, to: String) async throws(DeliveryFailure) -> CommitRange {
    try await CommitRange(from: from, to: to, listing: commits)
  }

  package func changes(of commit: String) async throws(DeliveryFailure) -> [FileChange] {
    let commit = try CommitID.checked(commit)
    return try await changes(["commits", commit, "changes"], query: [("withComments", "false")])
  }

  package func changes(from: String, to: String) async throws(DeliveryFailure) -> [FileChange] {
    let (from, to) = (try CommitID.checked(from), try CommitID.checked(to))
    // What `from` has and `to` has not: the other way round than `git diff`.
    return try await changes(["compare", "changes"], query: [("from", to), ("to", from)])
  }

  package func paths(at commit: String) async throws(DeliveryFailure) -> [String] {
    let commit = try CommitID.checked(commit)
    guard let files = try await all(["files"], query: [("at", commit)]) else { throw unknown }
    return files.compactMap(\.string)
  }

  package func file(_ path: String, at commit: String) async throws(DeliveryFailure) -> Data? {
    let commit = try CommitID.checked(commit)
    let address = try url(["raw"] + RepositoryPath.names(path), query: [("at", commit)])
    let answer = try await api.answer(TargetRequest("GET", address, headers: headers), words: Self.words)
    return answer?.body
  }

  package func history(of path: String, at head: String) async throws(DeliveryFailure) -> [Commit] {
    let head = try CommitID.checked(head)
    let commits = try await all(["commits"], query: [("until", head), ("path", path)]) ?? []
    return commits.reversed().compactMap(BitbucketServerDeliveries.commit)
  }

  package func changeRequest(_ number: Int) async throws(DeliveryFailure) -> ChangeRequest? {
    let answer = try await api.answer(request("GET", ["pull-requests", "\(number)"]), words: Self.words)
    guard let answer else { return nil }
    return try read(answer.json)
  }

  package func openChangeRequests(to branch: String) async throws(DeliveryFailure) -> [ChangeRequest] {
    try await open(at: branch, "INCOMING")
  }

  /// Since 7.4 a status belongs to a repository, and a required build asks for its `parent`.
  package func set(_ status: CommitStatus, on commit: String) async throws(DeliveryFailure) {
    let state =
      switch status.state {
      case .pending: "INPROGRESS"
      case .success: "SUCCESSFUL"
      case .failure: "FAILED"
      }
    let context = Value.string(Clipping.cut(status.context, to: 255, .characters))
    try await api.expect(
      request(
        "POST", ["commits", commit, "builds"],
        json: [
          "key": context, "parent": context, "name": context, "state": .string(state),
          "description": .string(status.description), "url": .string(status.url ?? api.base),
        ]), words: Self.words)
  }

  package func propose(_ proposal: Proposal) async throws(DeliveryFailure) -> ChangeRequest {
    let open = try await open(at: proposal.from, "OUTGOING")
    if let first = open.first(where: { $0.sourceBranch == proposal.from && $0.targetBranch == proposal.to }) {
      return first
    }
    let answer = try await api.expect(
      request(
        "POST", ["pull-requests"],
        json: [
          "title": .string(proposal.title), "description": .string(proposal.text),
          "fromRef": ["id": .string("refs/heads/\(proposal.from)"), "repository": repository],
          "toRef": ["id": .string("refs/heads/\(proposal.to)"), "repository": repository],
        ]), words: Self.words)
    return try read(answer.json)
  }
}

// How it is asked.
extension BitbucketServerHost {
  /// Every item of a list, by the pages' `nextPageStart`, or as far as the one that is looked for; nil where there is no
  /// such thing.
  func all(
    _ place: [String], query: [(name: String, value: String)] = [], until isFound: (Value) -> Bool = { _ in false }
  ) async throws(DeliveryFailure) -> [Value]? {
    var (items, start) = ([Value](), 0)
    for _ in 0..<HostAPI.pagesMax {
      let address = url(place, query: query + [("start", "\(start)"), ("limit", "\(HostAPI.pageSize)")])
      guard
        let answer = try await api.answer(TargetRequest("GET", address, headers: headers), words: Self.words)
      else { return nil }
      let values = answer.json.values("values")
      items += values
      guard answer.json["isLastPage"] == .bool(false), !values.contains(where: isFound) else { return items }
      guard let next = answer.json.whole("nextPageStart"), next > start else {
        throw .unread("The list's next page cannot be read.")
      }
      start = next
    }
    throw .listTooLong
  }

  func request(_ method: String, _ place: [String], json: Value? = nil) -> TargetRequest {
    if let json { return TargetRequest(method, url(place), headers: headers, json: json) }
    return TargetRequest(method, url(place), headers: headers)
  }

  func url(_ place: [String], query: [(name: String, value: String)] = []) -> String {
    let names = api.repository.pathNames
    return api.url(
      ["rest", "api", "latest", "projects", names.first ?? "", "repos", names.last ?? ""] + place, query: query)
  }

  /// A change of anything is refused without it, as one that a browser was led to.
  var headers: [(name: String, value: String)] { api.authorization(.bearer) + [("x-atlassian-token", "no-check")] }

  /// `{"errors": [{"context": null, "message": "…", "exceptionName": "…"}]}`
  static func words(_ answer: Value) -> String? {
    let messages = answer.values("errors").compactMap { $0.text("message") }
    return messages.isEmpty ? nil : messages.joined(separator: " ")
  }

  var unknown: DeliveryFailure {
    DeliveryFailure(
      .http, status: 404, answer: "There is no repository '\(api.repository)', or the token does not see it.")
  }

  private var repository: Value {
    let names = api.repository.pathNames
    return ["slug": .string(names.last ?? ""), "project": ["key": .string(names.first ?? "")]]
  }

  private func read(_ value: Value) throws(DeliveryFailure) -> ChangeRequest {
    do { return try BitbucketServerDeliveries.changeRequest(value) } catch { throw .unread("\(error)") }
  }

  private func commits(of commit: String, without known: String?) async throws(DeliveryFailure) -> [Commit]? {
    let query = [(name: "until", value: commit)] + (known.map { [(name: "since", value: $0)] } ?? [])
    guard let values = try await all(["commits"], query: query) else { return nil }
    return CommitOrder.oldestFirst(
      values.compactMap { value in
        BitbucketServerDeliveries.commit(value).map { commit in
          CommitOrder.Entry(commit: commit, parents: value.values("parents").compactMap { $0.commitID("id") })
        }
      })
  }

  private func changes(
    _ place: [String], query: [(name: String, value: String)]
  ) async throws(DeliveryFailure) -> [FileChange] {
    guard let entries = try await all(place, query: query) else { throw .noCommit("of that name") }
    return entries.compactMap { entry in
      guard let path = entry.member("path").flatMap(BitbucketServerDeliveries.path) else { return nil }
      switch entry.text("type") {
      case "ADD", "COPY": return FileChange(.added, path)
      case "DELETE": return FileChange(.removed, path)
      case "MOVE":
        return FileChange(.renamed, path, from: entry.member("srcPath").flatMap(BitbucketServerDeliveries.path))
      default: return FileChange(.modified, path)
      }
    }
  }

  private func open(at branch: String, _ direction: String) async throws(DeliveryFailure) -> [ChangeRequest] {
    let query = [("state", "OPEN"), ("direction", direction), ("at", "refs/heads/\(branch)")]
    var requests: [ChangeRequest] = []
    for value in try await all(["pull-requests"], query: query.map { (name: $0.0, value: $0.1) }) ?? [] {
      requests.append(try read(value))
    }
    return requests
  }
}
