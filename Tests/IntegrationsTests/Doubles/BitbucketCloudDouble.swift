import Documents
import Foundation
import Integrations
import NIOConcurrencyHelpers
import TestSupport

/// Bitbucket Cloud's API and deliveries, of the repository `acme/docs`.
final class BitbucketCloudDouble: HostDouble {
  let kind = "bitbucket_cloud"
  let repositoryName = "acme/docs"
  let token = "ATCTT3xFfGN0-cloud"
  let repository: HostedRepository
  let faults = Faults()
  private let held = NIOLockedValueBox("cloud-secret")
  private let receiver: LoopbackReceiver

  /// `pageMax` is how many items a page has at most, whatever is asked for.
  init(_ repository: HostedRepository = HostedRepository(), pageMax: Int = 100) async throws {
    self.repository = repository
    let (faults, answering) = (faults, Answering(repository: repository, token: token, pageMax: pageMax))
    receiver = try await LoopbackReceiver { request in faults.answer(request, by: answering.answer) }
  }

  var url: String { receiver.url + "/2.0" }
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
        return Self.error(401, "Token is invalid, expired, or not supported for this endpoint.")
      }
      let path = request.segments
      guard path.count > 4, Array(path[0..<4]) == ["2.0", "repositories", "acme", "docs"] else {
        return Self.error(404, "Resource not found")
      }
      let rest = Array(path[5...])
      switch (request.method, path[4]) {
      case ("GET", "refs"): return branch(rest)
      case ("GET", "commits"): return commits(request)
      case ("GET", "commit"): return commit(rest)
      case ("POST", "commit"): return status(rest, request.json)
      case ("GET", "diffstat"): return diffstat(rest, request)
      case ("GET", "src"): return source(rest, request)
      case ("POST", "src"): return write(request.form)
      case (_, "pullrequests"): return requests(rest, request)
      default: return Self.error(404, "Resource not found")
      }
    }

    static func error(_ status: Int, _ message: String) -> Answer {
      .json(status, ["type": "error", "error": ["message": .string(message)]])
    }

    /// A page, with the address of the next under the host's own name, which is not ours.
    func page(_ items: [Value], _ request: Request) -> Answer {
      let size = min(request.query["pagelen"].flatMap(Int.init) ?? 10, pageMax)
      let page = request.query["page"].flatMap(Int.init) ?? 1
      var value: [String: Value] = [
        "pagelen": .int(size), "page": .int(page),
        "values": .array(Array(items.dropFirst((page - 1) * size).prefix(size))),
      ]
      if page * size < items.count {
        var parts = URLComponents(string: "https://api.bitbucket.org" + request.path)
        var query = parts?.queryItems?.filter { $0.name != "page" } ?? []
        query.append(URLQueryItem(name: "page", value: "\(page + 1)"))
        parts?.queryItems = query
        value["next"] = .string(parts?.string ?? "")
      }
      return .json(200, .object(value))
    }

    private func branch(_ path: [String]) -> Answer {
      let name = path.dropFirst().joined(separator: "/")
      guard path.first == "branches", let tip = repository.tip(of: name) else {
        return Self.error(404, "Branch \"\(name)\" does not exist")
      }
      return .json(200, ["type": "branch", "name": .string(name), "target": ["hash": .string(tip), "type": "commit"]])
    }

    private func commits(_ request: Request) -> Answer {
      let (include, exclude) = (request.query["include"] ?? "", request.query["exclude"])
      for name in [include, exclude ?? include] where repository.commit(at: name) == nil {
        return Self.error(404, "Commit not found: \(name)")
      }
      if let path = request.query["path"] {
        return page(repository.history(of: path, at: include).map(CloudForms.commit), request)
      }
      return page(repository.range(from: exclude, to: include).reversed().map(CloudForms.commit), request)
    }

    private func commit(_ path: [String]) -> Answer {
      guard path.count == 1, let commit = repository.commit(at: path[0]) else {
        return Self.error(404, "Commit not found")
      }
      return .json(200, CloudForms.commit(commit))
    }

    private func status(_ path: [String], _ body: Value) -> Answer {
      guard path.count == 3, path[1] == "statuses", path[2] == "build", let commit = repository.commit(at: path[0])
      else {
        return Self.error(404, "Commit not found")
      }
      guard let key = body["key"]?.string, (1...40).contains(key.count), let state = body["state"]?.string,
        ["INPROGRESS", "SUCCESSFUL", "FAILED", "STOPPED"].contains(state), let url = body["url"]?.string
      else { return Self.error(400, "key: Ensure this value has at most 40 characters") }
      repository.set(
        HostedStatus(
          commit: commit.id, context: body["name"]?.string ?? key, state: state,
          description: body["description"]?.string ?? "", url: url))
      return .json(201, body)
    }

    private func diffstat(_ path: [String], _ request: Request) -> Answer {
      let ends = (path.first ?? "").components(separatedBy: "..")
      guard let new = repository.commit(at: ends[0]) else { return Self.error(404, "Commit not found") }
      guard ends.count == 2 else { return page(repository.changes(of: new).map(CloudForms.change), request) }
      guard let old = repository.commit(at: ends[1]), request.query["topic"] == "true" else {
        return Self.error(404, "Commit not found")
      }
      let base = repository.mergeBase(old.id, new.id)?.id ?? old.id
      return page(repository.changes(from: base, to: new.id).map(CloudForms.change), request)
    }

    private func source(_ path: [String], _ request: Request) -> Answer {
      guard let id = path.first, let commit = repository.commit(at: id) else {
        return Self.error(404, "Commit not found")
      }
      let name = path.dropFirst().joined(separator: "/")
      if let file = commit.files[name] { return Answer(status: 200, body: file) }
      let folder = name.isEmpty ? "" : name + "/"
      let files = commit.files.keys.filter { $0.hasPrefix(folder) }.sorted()
      guard !files.isEmpty else { return Self.error(404, "No such file or directory: \(name)") }
      let depth = path.count - 1 + (request.query["max_depth"].flatMap(Int.init) ?? 1)
      var folders: Set<String> = []
      for file in files {
        let names = file.split(separator: "/")
        for count in path.count..<max(names.count, path.count) where count <= depth {
          folders.insert(names.prefix(count).joined(separator: "/"))
        }
      }
      let entries =
        folders.sorted().map { ["type": "commit_directory", "path": .string($0)] as Value }
        + files.filter { $0.split(separator: "/").count <= depth }
        .map { ["type": "commit_file", "path": .string($0)] as Value }
      return page(entries, request)
    }

    private func write(_ form: [String: String]) -> Answer {
      guard let branch = form["branch"], let parent = form["parents"] else {
        return Self.error(400, "No branch is named.")
      }
      guard repository.commit(at: parent) != nil else { return Self.error(404, "Commit not found") }
      if let tip = repository.tip(of: branch), tip != parent {
        return Self.error(409, "The branch has moved on.")
      }
      guard let file = form.first(where: { $0.key.hasPrefix("/") }) else { return Self.error(400, "No file is named.") }
      let id = repository.commit(
        form["message"] ?? "", by: .robot, on: branch, .write(String(file.key.dropFirst()), file.value))
      let address = "https://api.bitbucket.org/2.0/repositories/acme/docs/commit/\(id)"
      return Answer(status: 201, headers: ["location": address])
    }
  }
}
