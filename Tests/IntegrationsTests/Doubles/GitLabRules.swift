import Documents
import Foundation
import Integrations
import TestSupport

/// What GitLab's API answers of a repository.
struct GitLabRules {
  typealias Request = LoopbackReceiver.Request
  typealias Answer = LoopbackReceiver.Answer

  let repository: HostedRepository
  static func notFound(_ what: String) -> Answer { .json(404, ["message": .string("404 \(what) Not Found")]) }

  func answer(_ request: Request) -> Answer {
    guard request.headers["private-token"] == "glpat-host" else { return .json(401, ["message": "401 Unauthorized"]) }
    let path = request.segments
    guard path.count > 4, Array(path[0..<4]) == ["api", "v4", "projects", "acme/docs"] else {
      return Self.notFound("Project")
    }
    let rest = Array(path.dropFirst(5))
    switch (request.method, path[4]) {
    case (_, "repository") where !rest.isEmpty: return files(rest[0], Array(rest.dropFirst()), request)
    case (_, "merge_requests"): return GitLabTalk(repository: repository).answer(rest, request)
    case ("POST", "statuses") where rest.count == 1: return status(rest[0], request.json)
    case (_, "hooks"): return hooks(rest, request)
    default: return .json(404, ["error": "404 Not Found"])
    }
  }

  private func files(_ kind: String, _ rest: [String], _ request: Request) -> Answer {
    switch (request.method, kind, rest.count) {
    case ("GET", "branches", 1): return branch(rest[0])
    case ("GET", "commits", 0): return commits(request)
    case ("POST", "commits", 0): return commit(request.json)
    case ("GET", "commits", 2): return rest[1] == "diff" ? diff(rest[0], request) : statuses(rest[0], request)
    case ("GET", "compare", 0): return compare(request)
    case ("GET", "tree", 0): return tree(request)
    case ("GET", "files", 1...2): return file(rest[0], isRaw: rest.count == 2, request)
    default: return .json(404, ["error": "404 Not Found"])
    }
  }

  private func branch(_ name: String) -> Answer {
    guard let tip = repository.tip(of: name) else { return Self.notFound("Branch") }
    return .json(200, ["name": .string(name), "commit": ["id": .string(tip)]])
  }

  static func value(_ commit: HostedCommit) -> Value {
    [
      "id": .string(commit.id), "message": .string(commit.message), "author_name": .string(commit.author.name),
      "author_email": .string(commit.author.email), "committed_date": .string(GitNames.time(commit.seconds)),
      "parent_ids": .array(commit.parents.map(Value.string)),
    ]
  }

  private func commits(_ request: Request) -> Answer {
    guard let head = repository.commit(at: request.query["ref_name"] ?? repository.defaultBranch) else {
      return Self.notFound("Commit")
    }
    let all =
      request.query["path"].map { repository.history(of: $0, at: head.id) }
      ?? repository.range(from: nil, to: head.id).reversed()
    return .json(200, .array(request.page(of: all, standard: 20).map(Self.value)))
  }

  static func value(_ change: FileChange) -> Value {
    [
      "new_path": .string(change.path), "old_path": .string(change.previousPath ?? change.path), "diff": "",
      "new_file": .bool(change.kind == .added), "renamed_file": .bool(change.kind == .renamed),
      "deleted_file": .bool(change.kind == .removed),
    ]
  }

  private func diff(_ id: String, _ request: Request) -> Answer {
    guard let commit = repository.commit(at: id) else { return Self.notFound("Commit") }
    return .json(200, .array(request.page(of: repository.changes(of: commit), standard: 20).map(Self.value)))
  }

  /// From the newest commit that both have; oldest first.
  private func compare(_ request: Request) -> Answer {
    guard let old = repository.commit(at: request.query["from"] ?? ""),
      let new = repository.commit(at: request.query["to"] ?? ""), let base = repository.mergeBase(old.id, new.id)
    else { return Self.notFound("Ref") }
    return .json(
      200,
      [
        "commits": .array(repository.range(from: old.id, to: new.id).map(Self.value)),
        "diffs": .array(repository.changes(from: base.id, to: new.id).map(Self.value)),
      ])
  }

  private func tree(_ request: Request) -> Answer {
    guard let commit = repository.commit(at: request.query["ref"] ?? "") else { return Self.notFound("Tree") }
    let entries: [Value] =
      [["path": "docs", "type": "tree"]]
      + commit.files.sorted { $0.key < $1.key }.map { path, content in
        ["path": .string(path), "type": "blob", "id": .string(GitNames.blob(content))]
      }
    return .json(200, .array(request.page(of: entries, standard: 20)))
  }

  private func file(_ path: String, isRaw: Bool, _ request: Request) -> Answer {
    guard let commit = repository.commit(at: request.query["ref"] ?? "") else { return Self.notFound("Commit") }
    guard let content = commit.files[path] else { return Self.notFound("File") }
    if isRaw { return Answer(body: content) }
    return .json(
      200,
      [
        "file_path": .string(path), "content": .string(content.base64EncodedString()), "encoding": "base64",
        "blob_id": .string(GitNames.blob(content)),
        "last_commit_id": .optional(repository.history(of: path, at: commit.id).first?.id),
      ])
  }

  /// With the one action that is asked for.
  private func commit(_ body: Value) -> Answer {
    let (branch, action) = (body["branch"]?.string ?? "", body.at("actions", "0"))
    let path = action["file_path"]?.string ?? ""
    guard let content = action["content"]?.string.flatMap({ Data(base64Encoded: $0) }) else {
      return .json(400, ["error": "actions[0][content] is missing"])
    }
    if repository.tip(of: branch) == nil {
      guard let start = body["start_branch"]?.string.flatMap(repository.tip) else {
        return .json(400, ["message": "You can only create or edit files when you are on a branch"])
      }
      repository.move(branch, to: start, by: .robot)
    }
    let (old, last) = (
      repository.commit(at: branch)?.files[path],
      repository.tip(of: branch).flatMap { repository.history(of: path, at: $0).first?.id }
    )
    if action["action"] == "create", old != nil {
      return .json(400, ["message": "A file with this name already exists"])
    }
    if action["action"] == "update", old == nil {
      return .json(400, ["message": "A file with this name doesn't exist"])
    }
    if let given = action["last_commit_id"]?.string, given != last {
      return .json(400, ["message": "The file has changed since you started editing it."])
    }
    let id = repository.commit(
      body["commit_message"]?.string ?? "", by: .robot, on: branch, .write(path, content))
    return .json(201, ["id": .string(id)])
  }

  /// What is pending or running is moved on, and is not set to what it is.
  private func status(_ id: String, _ body: Value) -> Answer {
    guard let commit = repository.commit(at: id) else { return Self.notFound("Commit") }
    let (name, state) = (body["name"]?.string ?? "default", body["state"]?.string ?? "")
    guard ["pending", "running", "success", "failed", "canceled"].contains(state) else {
      return .json(400, ["error": "state does not have a valid value"])
    }
    let now = repository.status(name, of: commit.id)?.state ?? ""
    if ["pending", "running"].contains(now), state == "pending" || state == now {
      let words =
        "Cannot transition status via :enqueue from :\(now) (Reason(s): Status cannot transition via \"enqueue\")"
      return .json(400, ["message": .string(words)])
    }
    repository.set(
      HostedStatus(
        commit: commit.id, context: name, state: state, description: body["description"]?.string ?? "",
        url: body["target_url"]?.string))
    return .json(201, ["status": .string(state), "name": .string(name)])
  }

  /// The latest of each name.
  private func statuses(_ id: String, _ request: Request) -> Answer {
    let all = repository.statuses(of: id)
    let latest = Set(all.map(\.context)).sorted().compactMap { repository.status($0, of: id) }
    let found = latest.filter { status in request.query["name"].map { $0 == status.context } ?? true }
    return .json(
      200,
      .array(
        request.page(of: found, standard: 20).map {
          ["name": .string($0.context), "status": .string($0.state), "description": .string($0.description)]
        }))
  }

  private func hooks(_ rest: [String], _ request: Request) -> Answer {
    switch (request.method, rest.count) {
    case ("GET", 0): return .json(200, [["id": 7, "url": .string(GitLabHostDouble.hookURL)]])
    case ("GET", 2) where rest[1] == "events":
      return .json(200, .array(request.page(of: repository.attempts.reversed(), standard: 20).map(Self.value)))
    case ("POST", 4) where rest[3] == "resend":
      return repository.redeliver(Int(rest[2]) ?? 0) ? .json(201, ["response_status": 200]) : Self.notFound("Event")
    default: return Self.notFound("Hook")
    }
  }

  /// With a status where an answer came, which has a date then.
  private static func value(_ attempt: HostedAttempt) -> Value {
    let hasAnswer = attempt.status > 0
    return [
      "id": .int(attempt.id), "request_headers": ["Idempotency-Key": .string(attempt.key)],
      "response_status": hasAnswer ? .string(String(attempt.status)) : "internal error",
      "response_headers": hasAnswer ? ["Date": .string(date(attempt.milliseconds / 1000))] : [:],
    ]
  }

  private static func date(_ seconds: Int64) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
  }
}
