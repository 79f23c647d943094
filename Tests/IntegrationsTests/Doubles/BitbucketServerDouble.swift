import Documents
import Foundation
import Integrations
import NIOConcurrencyHelpers
import TestSupport

/// Bitbucket Data Center's API and deliveries, of the repository `DOC/docs`.
final class BitbucketServerDouble: HostDouble {
  let kind = "bitbucket_server"
  let repositoryName = "DOC/docs"
  let token = "BBDC-NzQ2server"
  let repository: HostedRepository
  let faults = Faults()
  private let held = NIOLockedValueBox("server-secret")
  private let receiver: LoopbackReceiver

  /// `pageMax` is how many items a page has at most, whatever is asked for.
  init(_ repository: HostedRepository = HostedRepository(), pageMax: Int = 1000) async throws {
    self.repository = repository
    let (faults, answering) = (faults, Answering(repository: repository, token: token, pageMax: pageMax))
    receiver = try await LoopbackReceiver { request in faults.answer(request, by: answering.answer) }
  }

  var url: String { receiver.url }
  var requests: [LoopbackReceiver.Request] { receiver.requests }

  var secret: String {
    get { held.withLockedValue { $0 } }
    set { held.withLockedValue { $0 = newValue } }
  }

  struct Answering: Sendable {
    let repository: HostedRepository
    let token: String
    let pageMax: Int

    typealias Request = LoopbackReceiver.Request
    typealias Answer = LoopbackReceiver.Answer

    func answer(_ request: Request) -> Answer {
      guard request.headers["authorization"] == "Bearer \(token)" else {
        return Self.error(401, "Authentication failed. Please check your credentials and try again.")
      }
      let path = request.segments
      guard path.count > 7, Array(path[0..<7]) == ["rest", "api", "latest", "projects", "DOC", "repos", "docs"] else {
        return Self.error(404, "Repository DOC/docs does not exist.")
      }
      let rest = Array(path[8...])
      switch (request.method, path[7]) {
      case ("GET", "branches"): return branches(request)
      case ("GET", "commits"): return rest.isEmpty ? commits(request) : changes(rest, request)
      case ("POST", "commits"): return status(rest, request.json)
      case ("GET", "compare"): return compare(rest, request)
      case ("GET", "files"): return files(request)
      case ("GET", "raw"): return raw(rest, request)
      case ("PUT", "browse"): return write(rest, request)
      case (_, "pull-requests"): return requests(rest, request)
      default: return Self.error(404, "Not found")
      }
    }

    static func error(_ status: Int, _ message: String) -> Answer {
      .json(
        status,
        ["errors": [["context": .null, "message": .string(message), "exceptionName": "com.atlassian.bitbucket"]]])
    }

    func page(_ items: [Value], _ request: Request) -> Answer {
      let limit = min(request.query["limit"].flatMap(Int.init) ?? 25, pageMax)
      let start = request.query["start"].flatMap(Int.init) ?? 0
      let values = Array(items.dropFirst(start).prefix(limit))
      let isLast = start + values.count >= items.count
      return .json(
        200,
        [
          "size": .int(values.count), "limit": .int(limit), "start": .int(start), "isLastPage": .bool(isLast),
          "nextPageStart": isLast ? .null : .int(start + values.count), "values": .array(values),
        ])
    }

    private func branches(_ request: Request) -> Answer {
      let filter = request.query["filterText"] ?? ""
      let found = repository.branches.filter { filter.isEmpty || $0.key.contains(filter) }.sorted { $0.key < $1.key }
      return page(
        found.map {
          [
            "id": .string("refs/heads/\($0.key)"), "displayId": .string($0.key), "type": "BRANCH",
            "latestCommit": .string($0.value),
          ]
        }, request)
    }

    private func commits(_ request: Request) -> Answer {
      let (until, since) = (request.query["until"] ?? "", request.query["since"])
      for name in [until, since ?? until] where repository.commit(at: name) == nil {
        return Self.error(404, "Commit '\(name)' does not exist in repository 'docs'.")
      }
      if let path = request.query["path"] {
        return page(repository.history(of: path, at: until).map(ServerForms.commit), request)
      }
      return page(repository.range(from: since, to: until).reversed().map(ServerForms.commit), request)
    }

    private func changes(_ path: [String], _ request: Request) -> Answer {
      guard let commit = repository.commit(at: path[0]) else {
        return Self.error(404, "Commit '\(path[0])' does not exist in repository 'docs'.")
      }
      guard path.count == 2, path[1] == "changes" else { return .json(200, ServerForms.commit(commit)) }
      return page(repository.changes(of: commit).map(ServerForms.change), request)
    }

    private func status(_ path: [String], _ body: Value) -> Answer {
      guard path.count == 2, path[1] == "builds", repository.commit(at: path[0])?.id == path[0] else {
        return Self.error(404, "No such commit.")
      }
      guard let key = body["key"]?.string, key.count <= 255, let state = body["state"]?.string,
        ["INPROGRESS", "SUCCESSFUL", "FAILED", "CANCELLED", "UNKNOWN"].contains(state), let url = body["url"]?.string,
        url.count <= 450
      else { return Self.error(400, "The build status has no key, no state or no URL.") }
      repository.set(
        HostedStatus(
          commit: path[0], context: key, state: state, description: body["description"]?.string ?? "", url: url))
      return Answer(status: 204)
    }

    private func compare(_ path: [String], _ request: Request) -> Answer {
      guard path == ["changes"], let from = repository.commit(at: request.query["from"] ?? ""),
        let to = repository.commit(at: request.query["to"] ?? "")
      else { return Self.error(404, "No such commit.") }
      let base = repository.mergeBase(to.id, from.id)?.id ?? to.id
      return page(repository.changes(from: base, to: from.id).map(ServerForms.change), request)
    }

    private func files(_ request: Request) -> Answer {
      guard let commit = repository.commit(at: request.query["at"] ?? "") else {
        return Self.error(404, "No such commit.")
      }
      return page(commit.files.keys.sorted().map { .string($0) }, request)
    }

    private func raw(_ path: [String], _ request: Request) -> Answer {
      let name = path.joined(separator: "/")
      guard let file = repository.commit(at: request.query["at"] ?? "")?.files[name] else {
        return Self.error(404, "The path \"\(name)\" does not exist at revision \"\(request.query["at"] ?? "")\"")
      }
      return Answer(status: 200, body: file)
    }

    private func write(_ path: [String], _ request: Request) -> Answer {
      guard request.headers["x-atlassian-token"] == "no-check" else { return Self.error(403, "XSRF check failed") }
      let form = request.multipart
      guard let branch = form["branch"], let content = form["content"] else {
        return Self.error(400, "The branch and the content are required.")
      }
      let name = path.joined(separator: "/")
      let text = String(decoding: branch, as: UTF8.self)
      let source = form["sourceBranch"].map { String(decoding: $0, as: UTF8.self) } ?? text
      guard let tip = repository.tip(of: text) ?? repository.tip(of: source), let now = repository.commit(at: tip)
      else {
        return Self.error(404, "Branch \"\(text)\" does not exist.")
      }
      let known = form["sourceCommitId"].flatMap { repository.commit(at: String(decoding: $0, as: UTF8.self)) }
      if now.files[name] != known?.files[name] {
        return Self.error(409, "The file \"\(name)\" could not be edited because the file has changed.")
      }
      if now.files[name] == content { return Self.error(409, "The file \"\(name)\" has not been changed.") }
      let id = repository.commit(
        String(decoding: form["message"] ?? Data(), as: UTF8.self), by: .robot, on: text, .write(name, content))
      guard let commit = repository.commit(at: id) else { return Self.error(500, "No commit.") }
      return .json(200, ServerForms.commit(commit))
    }
  }
}

extension LoopbackReceiver.Request {
  /// The parts of a body that is a form with files, by name.
  var multipart: [String: Data] {
    guard let type = headers["content-type"], let mark = type.range(of: "boundary=") else { return [:] }
    let line = Data("--\(type[mark.upperBound...])".utf8)
    var parts: [String: Data] = [:]
    var rest = body[...]
    while let start = rest.range(of: line) {
      rest = rest[start.upperBound...]
      guard let end = rest.range(of: Data("\r\n".utf8) + line), let blank = rest.range(of: Data("\r\n\r\n".utf8)) else {
        break
      }
      let head = String(decoding: rest[..<blank.lowerBound], as: UTF8.self)
      if let name = head.components(separatedBy: "name=\"").dropFirst().first?.components(separatedBy: "\"").first {
        parts[name] = Data(rest[blank.upperBound..<end.lowerBound])
      }
    }
    return parts
  }
}
