import Documents
import Foundation
import Integrations
import TestSupport

/// What the API of Gitea and Forgejo answers.
struct GiteaRules {
  typealias Request = LoopbackReceiver.Request
  typealias Answer = LoopbackReceiver.Answer

  let repository: HostedRepository
  static let notFound = Answer.json(404, ["message": "The target couldn't be found.", "errors": []])
  /// What an operator has set: fewer than are asked for.
  static let pageMax = 20

  func answer(_ rest: [String], _ request: Request) -> Answer {
    let names = Array(rest.dropFirst(1))
    switch (request.method, rest.first ?? "") {
    case ("GET", "branches"): return branch(names.joined(separator: "/"))
    case ("POST", "branches"): return makeBranch(request.json)
    case ("GET", "commits"): return commits(request)
    case ("GET", "git") where names.first == "commits": return commit(names.last ?? "")
    case ("GET", "git"): return tree(names.last ?? "", request)
    case ("GET", "raw"): return raw(names.joined(separator: "/"), request)
    case (_, "contents"): return contents(names.joined(separator: "/"), request)
    case ("POST", "statuses"): return status(names.first ?? "", request.json)
    case (_, "pulls"), (_, "issues"): return GiteaTalk(repository: repository).answer(rest[0], names, request)
    default: return Self.notFound
    }
  }

  private func branch(_ name: String) -> Answer {
    guard let tip = repository.tip(of: name) else { return Self.notFound }
    return .json(200, ["name": .string(name), "commit": ["id": .string(tip)]])
  }

  private func makeBranch(_ body: Value) -> Answer {
    let name = body["new_branch_name"]?.string ?? ""
    guard repository.tip(of: name) == nil else { return .json(409, ["message": "The branch already exists."]) }
    guard let commit = repository.commit(at: body["old_ref_name"]?.string ?? "") else { return Self.notFound }
    repository.move(name, to: commit.id, by: .robot)
    return .json(201, ["name": .string(name)])
  }

  /// The newest first, without those that lead to `not`.
  private func commits(_ request: Request) -> Answer {
    let query = request.query
    guard let head = repository.commit(at: query["sha"] ?? repository.defaultBranch) else { return Self.notFound }
    var all = repository.range(from: query["not"], to: head.id).reversed().map { $0 }
    if let path = query["path"] {
      all = repository.history(of: path, at: head.id)
      if all.isEmpty { return Self.notFound }
    }
    let page = request.page(of: all, size: "limit", standard: 30, most: Self.pageMax)
    let end = ((query["page"].flatMap(Int.init) ?? 1) - 1) * Self.pageMax + page.count
    return .json(200, .array(page.map { Self.value($0) }), headers: ["x-hasmore": end < all.count ? "true" : "false"])
  }

  /// Of a merge, the files alone that differ from each parent: none, here.
  static func value(_ commit: HostedCommit) -> Value {
    let person: Value = [
      "name": .string(commit.author.name), "email": .string(commit.author.email),
      "date": .string(GitNames.time(commit.seconds)),
    ]
    let files = commit.parents.count > 1 ? [] : commit.changed
    return [
      "sha": .string(commit.id), "author": GiteaTalk.user(commit.author),
      "commit": ["message": .string(commit.message + "\n"), "author": person, "committer": person],
      "parents": .array(commit.parents.map { ["sha": .string($0)] }),
      "files": .array(files.map { ["filename": .string($0.path), "status": .string($0.kind.rawValue)] }),
    ]
  }

  private func commit(_ name: String) -> Answer {
    let id = name.hasSuffix(".diff") ? String(name.dropLast(5)) : name
    guard let commit = repository.commit(at: id) else { return Self.notFound }
    guard name.hasSuffix(".diff") else { return .json(200, Self.value(commit)) }
    let diff = repository.changes(of: commit).map { change in
      let old = change.previousPath ?? change.path
      let rename = change.kind == .renamed ? "rename from \(old)\nrename to \(change.path)\n" : ""
      return "diff --git a/\(old) b/\(change.path)\n\(rename)@@ -1 +1 @@\n-rename from nothing\n+x\n"
    }
    return Answer(body: Data(diff.joined().utf8))
  }

  private func tree(_ id: String, _ request: Request) -> Answer {
    guard let commit = repository.commit(at: id) else { return Self.notFound }
    let entries: [Value] =
      [["path": "docs", "type": "tree"]]
      + commit.files.sorted { $0.key < $1.key }.map { path, content in
        ["path": .string(path), "type": "blob", "sha": .string(GitNames.blob(content))]
      }
    let page = request.page(of: entries, standard: 1000, most: Self.pageMax)
    let end = ((request.query["page"].flatMap(Int.init) ?? 1) - 1) * Self.pageMax + page.count
    return .json(
      200,
      ["tree": .array(page), "truncated": .bool(end < entries.count), "total_count": .int(entries.count)])
  }

  private func raw(_ path: String, _ request: Request) -> Answer {
    guard let content = repository.commit(at: request.query["ref"] ?? "")?.files[path] else { return Self.notFound }
    return Answer(body: content)
  }

  private func contents(_ path: String, _ request: Request) -> Answer {
    let body = request.json
    let branch = (request.method == "GET" ? request.query["ref"] : body["branch"]?.string) ?? repository.defaultBranch
    guard let tip = repository.commit(at: branch) else { return Self.notFound }
    let old = tip.files[path].map(GitNames.blob)
    if request.method == "GET" {
      guard let old else { return Self.notFound }
      return .json(200, ["path": .string(path), "sha": .string(old), "type": "file"])
    }
    guard let content = body["content"]?.string.flatMap({ Data(base64Encoded: $0) }) else {
      return .json(422, ["message": "[Content]: Required"])
    }
    if request.method == "POST", old != nil {
      return .json(422, ["message": .string("repository file already exists [path: \(path)]")])
    }
    if request.method == "PUT", body["sha"]?.string != old {
      return .json(422, ["message": .string("sha does not match [given: x, expected: \(old ?? "")]")])
    }
    let commit = repository.commit(body["message"]?.string ?? "", by: .robot, on: branch, .write(path, content))
    return .json(
      old == nil ? 201 : 200,
      ["content": ["sha": .string(GitNames.blob(content))], "commit": ["sha": .string(commit)]])
  }

  private func status(_ id: String, _ body: Value) -> Answer {
    guard let commit = repository.commit(at: id) else { return Self.notFound }
    let state = body["state"]?.string ?? ""
    guard ["error", "failure", "pending", "success", "warning"].contains(state) else {
      return .json(422, ["message": "[State]: invalid"])
    }
    repository.set(
      HostedStatus(
        commit: commit.id, context: body["context"]?.string ?? "", state: state,
        description: body["description"]?.string ?? "", url: body["target_url"]?.string))
    return .json(201, ["status": .string(state)])
  }
}
