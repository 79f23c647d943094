import Documents
import Foundation
import Integrations
import NIOConcurrencyHelpers
import TestSupport

/// Azure DevOps' API and service hooks, of the repository `docs` of the project `Team Documents`.
final class AzureDevOpsDouble: HostDouble {
  let kind = "azure_devops"
  let repositoryName = "Team Documents/docs"
  let token = "azure-personal-access-token"
  let repository: HostedRepository
  let faults = Faults()
  private let held = NIOLockedValueBox("azure-secret")
  private let receiver: LoopbackReceiver

  /// `isSwapped` is whether the list of commits reads its two versions the other way round.
  init(_ repository: HostedRepository = HostedRepository(), isSwapped: Bool = false) async throws {
    self.repository = repository
    let (faults, answering) = (faults, Answering(repository: repository, token: token, isSwapped: isSwapped))
    receiver = try await LoopbackReceiver { request in faults.answer(request, by: answering.answer) }
  }

  var url: String { receiver.url + "/acme" }
  var requests: [LoopbackReceiver.Request] { receiver.requests }

  var secret: String {
    get { held.withLockedValue { $0 } }
    set { held.withLockedValue { $0 = newValue } }
  }

  struct Answering: Sendable {
    let repository: HostedRepository
    let token: String
    let isSwapped: Bool

    typealias Request = LoopbackReceiver.Request
    typealias Answer = LoopbackReceiver.Answer

    func answer(_ request: Request) -> Answer {
      guard request.headers["authorization"] == "Basic " + Data(":\(token)".utf8).base64EncodedString() else {
        // The page where people sign in.
        return Answer(status: 203, headers: ["content-type": "text/html"], body: Data("<html>Sign in</html>".utf8))
      }
      let path = request.segments
      guard path.count > 6, Array(path[0..<6]) == ["acme", "Team Documents", "_apis", "git", "repositories", "docs"]
      else {
        return Self.error(404, "TF401019: The Git repository with name or identifier docs does not exist.")
      }
      guard request.query["api-version"] != nil else { return Self.error(400, "No api-version was supplied.") }
      let rest = Array(path[7...])
      switch (request.method, path[6].lowercased()) {
      case ("GET", "refs"): return refs(request)
      case ("POST", "refs"): return makeRef(request.json)
      case ("GET", "commits"): return rest.isEmpty ? commits(request) : commit(rest, request)
      case ("POST", "commits"): return status(rest, request.json)
      case ("GET", "diffs"): return diffs(request)
      case ("GET", "items"): return items(request)
      case ("POST", "pushes"): return push(request.json)
      case (_, "pullrequests"): return requests(rest, request)
      default: return Self.error(404, "The controller for path was not found.")
      }
    }

    static func error(_ status: Int, _ message: String) -> Answer {
      .json(status, ["$id": "1", "message": .string(message), "typeKey": "GitException", "errorCode": 0])
    }

    static func list(_ items: [Value]) -> Answer {
      .json(200, ["count": .int(items.count), "value": .array(items)])
    }

    static func page(_ items: [Value], _ request: Request, _ top: String, _ skip: String) -> [Value] {
      let (count, start) = (request.query[top].flatMap(Int.init) ?? 100, request.query[skip].flatMap(Int.init) ?? 0)
      return Array(items.dropFirst(start).prefix(count))
    }

    /// All that begin with the filter.
    private func refs(_ request: Request) -> Answer {
      let filter = "refs/" + (request.query["filter"] ?? "")
      let found = repository.branches.map { ("refs/heads/\($0.key)", $0.value) }.filter { $0.0.hasPrefix(filter) }
      return Self.list(
        found.sorted { $0.0 < $1.0 }.map { ["name": .string($0.0), "objectId": .string($0.1)] })
    }

    private func makeRef(_ body: Value) -> Answer {
      guard let ref = body.list.first, let name = ref["name"]?.string, name.hasPrefix("refs/heads/"),
        ref["oldObjectId"]?.string == String(repeating: "0", count: 40), let id = ref["newObjectId"]?.string,
        repository.commit(at: id) != nil
      else { return Self.error(400, "The ref update is wrong.") }
      repository.move(String(name.dropFirst("refs/heads/".count)), to: id, by: .robot)
      return Self.list([
        ["name": .string(name), "newObjectId": .string(id), "success": true, "updateStatus": "succeeded"]
      ])
    }

    private func commits(_ request: Request) -> Answer {
      let query = request.query
      let item = query["searchCriteria.itemVersion.version"] ?? ""
      let compared = query["searchCriteria.compareVersion.version"]
      for id in [item, compared ?? item] where repository.commit(at: id) == nil {
        return Self.error(404, "TF401175: The version descriptor <Commit: \(id)> could not be resolved.")
      }
      var found: [HostedCommit]
      if let path = query["searchCriteria.itemPath"] {
        found = repository.history(of: String(path.dropFirst()), at: item)
      } else if let compared {
        found = repository.range(from: isSwapped ? compared : item, to: isSwapped ? item : compared).reversed()
      } else {
        found = repository.range(from: nil, to: item).reversed()
      }
      return Self.list(
        Self.page(
          found.map { AzureForms.commit($0, isCut: true) }, request, "searchCriteria.$top", "searchCriteria.$skip"))
    }

    private func commit(_ path: [String], _ request: Request) -> Answer {
      guard let commit = repository.commit(at: path[0]) else { return Self.error(404, "TF401175: No such commit.") }
      guard path.count == 2, path[1] == "changes" else { return .json(200, AzureForms.commit(commit)) }
      let changes = repository.changes(of: commit).flatMap(AzureForms.changes)
      return .json(200, ["changeCounts": [:], "changes": .array(Self.page(changes, request, "top", "skip"))])
    }

    private func status(_ path: [String], _ body: Value) -> Answer {
      guard path.count == 2, path[1] == "statuses", let commit = repository.commit(at: path[0]) else {
        return Self.error(404, "TF401175: No such commit.")
      }
      guard AzureForms.isStatus(body) else { return Self.error(400, "The status is wrong.") }
      repository.set(AzureForms.status(body, of: commit.id))
      return .json(201, body)
    }

    private func diffs(_ request: Request) -> Answer {
      guard let base = repository.commit(at: request.query["baseVersion"] ?? ""),
        let target = repository.commit(at: request.query["targetVersion"] ?? "")
      else { return Self.error(404, "TF401175: The version descriptor could not be resolved.") }
      let common = repository.mergeBase(base.id, target.id)?.id ?? base.id
      let changes = repository.changes(from: common, to: target.id).flatMap(AzureForms.changes)
      let page = Self.page(changes, request, "$top", "$skip")
      return .json(
        200,
        [
          "allChangesIncluded": .bool(page.count == changes.count), "commonCommit": .string(common),
          "changes": .array(page), "aheadCount": .int(repository.range(from: base.id, to: target.id).count),
          "behindCount": .int(repository.range(from: target.id, to: base.id).count),
        ])
    }

    private func items(_ request: Request) -> Answer {
      guard request.query["versionDescriptor.versionType"] == "commit",
        let commit = repository.commit(at: request.query["versionDescriptor.version"] ?? "")
      else { return Self.error(404, "TF401175: The version descriptor could not be resolved.") }
      if let path = request.query["path"] {
        guard let file = commit.files[String(path.dropFirst())] else {
          return Self.error(404, "TF401174: The item '\(path)' could not be found in the repository.")
        }
        return Answer(status: 200, headers: ["content-type": "application/octet-stream"], body: file)
      }
      guard request.query["recursionLevel"] == "Full" else { return Self.list([]) }
      let files = commit.files.keys.sorted().map { ["gitObjectType": "blob", "path": .string("/\($0)")] as Value }
      return Self.list([["gitObjectType": "tree", "path": "/", "isFolder": true]] + files)
    }

    private func push(_ body: Value) -> Answer {
      let (ref, commit) = (body.at("refUpdates", "0"), body.at("commits", "0"))
      let change = commit.at("changes", "0")
      guard let name = ref["name"]?.string?.dropFirst("refs/heads/".count).description,
        let path = change.at("item", "path").string, change.at("newContent", "contentType") == "base64encoded",
        let data = change.at("newContent", "content").string.flatMap({ Data(base64Encoded: $0) })
      else { return Self.error(400, "The push is wrong.") }
      guard let tip = repository.tip(of: name), tip == ref["oldObjectId"]?.string else {
        return Self.error(409, "TF401028: The reference has already been updated by another client.")
      }
      let isThere = repository.commit(at: tip)?.files[String(path.dropFirst())] != nil
      guard change["changeType"]?.string == (isThere ? "edit" : "add") else {
        return Self.error(400, "TF401181: The path is \(isThere ? "there already" : "not there").")
      }
      let id = repository.commit(
        commit["comment"]?.string ?? "", by: .robot, on: name, .write(String(path.dropFirst()), data))
      return .json(
        201, ["refUpdates": [["name": .string("refs/heads/\(name)"), "newObjectId": .string(id)]], "pushId": 7])
    }
  }
}
