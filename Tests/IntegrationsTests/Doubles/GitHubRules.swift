import Documents
import Foundation
import Integrations
import TestSupport

/// What GitHub's API answers.
struct GitHubRules {
  typealias Request = LoopbackReceiver.Request
  typealias Answer = LoopbackReceiver.Answer

  let repository: HostedRepository
  static let notFound = Answer.json(404, ["message": "Not Found", "status": "404"])
  static let filesMax = 300

  func answer(_ request: Request) -> Answer {
    guard request.headers["authorization"] == "Bearer ghp_host" else {
      return .json(401, ["message": "Bad credentials", "status": "401"])
    }
    let path = request.segments
    guard path.count > 3, Array(path[0..<3]) == ["repos", "acme", "docs"] else { return Self.notFound }
    let rest = Array(path.dropFirst(4))
    switch (request.method, path[3]) {
    case ("GET", "branches"): return branch(rest)
    case ("GET", "commits"): return rest.isEmpty ? commits(request) : commit(rest[0], request)
    case ("GET", "compare"): return compare(rest, request)
    case ("GET", "git"): return tree(rest)
    case ("POST", "git"): return makeBranch(request.json)
    case ("GET", "contents"): return contents(rest.joined(separator: "/"), request)
    case ("PUT", "contents"): return put(rest.joined(separator: "/"), request.json)
    case ("POST", "statuses"): return status(rest, request.json)
    case (_, "pulls"), (_, "issues"): return GitHubTalk(repository: repository).answer(path[3], rest, request)
    case (_, "hooks"): return hooks(rest, request)
    default: return Self.notFound
    }
  }

  private func branch(_ rest: [String]) -> Answer {
    guard rest.count == 1, let tip = repository.tip(of: rest[0]) else {
      return .json(404, ["message": "Branch not found", "status": "404"])
    }
    return .json(200, ["name": .string(rest[0]), "commit": ["sha": .string(tip)]])
  }

  static func value(_ commit: HostedCommit) -> Value {
    let person: Value = [
      "name": .string(commit.author.name), "email": .string(commit.author.email),
      "date": .string(GitNames.time(commit.seconds)),
    ]
    return [
      "sha": .string(commit.id), "author": ["login": .string(commit.author.login), "id": .int(commit.author.id)],
      "commit": ["message": .string(commit.message), "author": person, "committer": person],
      "parents": .array(commit.parents.map { ["sha": .string($0)] }),
    ]
  }

  private func commits(_ request: Request) -> Answer {
    guard let head = repository.commit(at: request.query["sha"] ?? repository.defaultBranch) else {
      return Self.notFound
    }
    let all =
      request.query["path"].map { repository.history(of: $0, at: head.id) }
      ?? repository.range(from: nil, to: head.id).reversed()
    return .json(200, .array(request.page(of: all, standard: 30).map(Self.value)))
  }

  private func commit(_ id: String, _ request: Request) -> Answer {
    guard let commit = repository.commit(at: id) else {
      return .json(422, ["message": .string("No commit found for SHA: \(id)")])
    }
    guard case .object(var value) = Self.value(commit) else { return Self.notFound }
    let files = request.page(of: repository.changes(of: commit), standard: 300, most: 300)
    value["files"] = .array(files.map(Self.value))
    return .json(200, .object(value))
  }

  private static func value(_ change: FileChange) -> Value {
    var value: [String: Value] = ["filename": .string(change.path), "status": .string(change.kind.rawValue)]
    value["previous_filename"] = change.previousPath.map(Value.string)
    return .object(value)
  }

  private func compare(_ rest: [String], _ request: Request) -> Answer {
    let ends = rest.first?.split(separator: ".", omittingEmptySubsequences: true).map(String.init) ?? []
    guard ends.count == 2, let old = repository.commit(at: ends[0]), let new = repository.commit(at: ends[1]),
      let base = repository.mergeBase(old.id, new.id)
    else { return Self.notFound }
    let (ahead, behind) = (repository.range(from: old.id, to: new.id), repository.range(from: new.id, to: old.id))
    let isFirst = (request.query["page"] ?? "1") == "1"
    let files = isFirst ? repository.changes(from: base.id, to: new.id).prefix(Self.filesMax) : []
    return .json(
      200,
      [
        "status": behind.isEmpty ? (ahead.isEmpty ? "identical" : "ahead") : (ahead.isEmpty ? "behind" : "diverged"),
        "ahead_by": .int(ahead.count), "behind_by": .int(behind.count), "total_commits": .int(ahead.count),
        "merge_base_commit": Self.value(base),
        "commits": .array(request.page(of: ahead, standard: 250, most: 250).map(Self.value)),
        "files": .array(files.map(Self.value)),
      ])
  }

  private func tree(_ rest: [String]) -> Answer {
    guard rest.count == 2, rest[0] == "trees", let commit = repository.commit(at: rest[1]) else { return Self.notFound }
    let files = commit.files.sorted { $0.key < $1.key }.map { path, content -> Value in
      ["path": .string(path), "type": "blob", "mode": "100644", "sha": .string(GitNames.blob(content))]
    }
    return .json(
      200, ["sha": .string(commit.id), "truncated": false, "tree": .array([["path": "docs", "type": "tree"]] + files)])
  }

  private func contents(_ path: String, _ request: Request) -> Answer {
    guard let commit = repository.commit(at: request.query["ref"] ?? ""), let content = commit.files[path] else {
      return Self.notFound
    }
    if request.headers["accept"] == "application/vnd.github.raw+json" { return Answer(body: content) }
    // What is over 1 MB comes with no content.
    let isLarge = content.count > 1_048_576
    return .json(
      200,
      [
        "path": .string(path), "sha": .string(GitNames.blob(content)), "encoding": isLarge ? "none" : "base64",
        "content": .string(isLarge ? "" : content.base64EncodedString()),
      ])
  }

  private func makeBranch(_ body: Value) -> Answer {
    let name = (body["ref"]?.string ?? "").replacing("refs/heads/", with: "")
    guard repository.tip(of: name) == nil else { return .json(422, ["message": "Reference already exists"]) }
    guard let commit = repository.commit(at: body["sha"]?.string ?? "") else {
      return .json(422, ["message": "Object does not exist"])
    }
    repository.move(name, to: commit.id, by: .robot)
    return .json(201, ["ref": .string("refs/heads/\(name)"), "object": ["sha": .string(commit.id)]])
  }

  private func put(_ path: String, _ body: Value) -> Answer {
    let branch = body["branch"]?.string ?? repository.defaultBranch
    guard let tip = repository.commit(at: branch) else {
      return .json(404, ["message": .string("Branch \(branch) not found")])
    }
    guard let message = body["message"]?.string,
      let content = body["content"]?.string.flatMap({ Data(base64Encoded: $0) })
    else { return .json(422, ["message": "Invalid request."]) }
    let old = tip.files[path].map(GitNames.blob)
    if old != nil, body["sha"] == nil { return .json(422, ["message": "Invalid request.\n\n\"sha\" wasn't supplied."]) }
    if let given = body["sha"]?.string, given != old {
      return .json(409, ["message": .string("\(path) does not match \(given)")])
    }
    let commit = repository.commit(message, by: .robot, on: branch, .write(path, content))
    return .json(
      old == nil ? 201 : 200,
      ["content": ["sha": .string(GitNames.blob(content))], "commit": ["sha": .string(commit)]])
  }

  private func status(_ rest: [String], _ body: Value) -> Answer {
    guard rest.count == 1, let commit = repository.commit(at: rest[0]) else {
      return .json(422, ["message": .string("No commit found for SHA: \(rest.first ?? "")")])
    }
    let (state, text) = (body["state"]?.string ?? "", body["description"]?.string ?? "")
    guard ["error", "failure", "pending", "success"].contains(state), text.unicodeScalars.count <= 140 else {
      return .json(422, ["message": "Validation Failed"])
    }
    repository.set(
      HostedStatus(
        commit: commit.id, context: body["context"]?.string ?? "default", state: state, description: text,
        url: body["target_url"]?.string))
    return .json(201, ["state": .string(state)])
  }

  private func hooks(_ rest: [String], _ request: Request) -> Answer {
    switch (request.method, rest.count) {
    case ("GET", 0): return .json(200, [["id": 7, "config": ["url": .string(GitHubHostDouble.hookURL)]]])
    case ("GET", 2) where rest[1] == "deliveries": return deliveries(request)
    case ("POST", 4) where rest[3] == "attempts":
      return repository.redeliver(Int(rest[2]) ?? 0) ? .json(202, [:]) : Self.notFound
    default: return Self.notFound
    }
  }

  /// Newest first; the cursor is the first that the next page has.
  private func deliveries(_ request: Request) -> Answer {
    let all = Array(repository.attempts.reversed())
    let start = request.query["cursor"].flatMap { cursor in all.firstIndex { "v1_\($0.id)" == cursor } } ?? 0
    let size = min(request.query["per_page"].flatMap(Int.init) ?? 30, 100)
    let items = all.dropFirst(start).prefix(size).map { attempt -> Value in
      [
        "id": .int(attempt.id), "guid": .string(attempt.key), "status_code": .int(attempt.status),
        "delivered_at": .string(GitNames.time(attempt.milliseconds / 1000)), "redelivery": false, "event": "push",
      ]
    }
    let next = all.dropFirst(start + size).first.map { next in
      ["link": "<https://api.github.com/x?per_page=\(size)&cursor=v1_\(next.id)>; rel=\"next\""]
    }
    return .json(200, .array(items), headers: next ?? [:])
  }
}
