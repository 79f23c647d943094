import Documents
import Foundation
import Integrations
import TestSupport

/// What GitLab's API answers of merge requests, and of what is said on them.
struct GitLabTalk {
  typealias Request = LoopbackReceiver.Request
  typealias Answer = LoopbackReceiver.Answer

  let repository: HostedRepository

  func answer(_ rest: [String], _ request: Request) -> Answer {
    if rest.isEmpty { return request.method == "GET" ? list(request) : open(request.json) }
    guard let number = Int(rest[0]), let pull = repository.request(number) else {
      return GitLabRules.notFound("Not found")
    }
    switch (request.method, rest.count > 1 ? rest[1] : "", rest.count) {
    case ("GET", "", 1): return .json(200, Self.value(pull))
    case ("GET", "approvals", 2): return approvals(pull)
    case ("GET", "reviewers", 2): return reviewers(pull)
    case ("GET", "notes", 2): return .json(200, .array(request.page(of: notes(of: pull), standard: 20)))
    case ("POST", "notes", 2): return note(pull, request.json)
    case ("GET", "discussions", 2): return .json(200, .array(request.page(of: threads(of: pull), standard: 20)))
    case ("GET", "discussions", 3):
      let thread = threads(of: pull).first { $0["id"] == .string(rest[2]) }
      return thread.map { .json(200, $0) } ?? GitLabRules.notFound("Discussion")
    case ("POST", "discussions", 2): return start(pull, request.json)
    case ("POST", "discussions", 4): return reply(pull, to: rest[2], request.json)
    default: return .json(404, ["error": "404 Not Found"])
    }
  }

  static func user(_ user: HostedUser) -> Value {
    ["id": .int(user.id), "username": .string(user.login), "name": .string(user.name), "state": "active"]
  }

  static func value(_ pull: HostedRequest) -> Value {
    let states: [HostedRequest.State: Value] = [.open: "opened", .merged: "merged", .closed: "closed"]
    return [
      "iid": .int(pull.number), "title": .string(pull.title), "description": .string(pull.text),
      "state": states[pull.state] ?? .null, "draft": .bool(pull.isDraft), "author": user(pull.author),
      "sha": .string(pull.head), "source_branch": .string(pull.source), "target_branch": .string(pull.target),
      "merge_commit_sha": .optional(pull.mergeCommit),
      "web_url": .string("https://gitlab.example/acme/docs/-/merge_requests/\(pull.number)"),
      "diff_refs": ["base_sha": .string(pull.base), "start_sha": .string(pull.base), "head_sha": .string(pull.head)],
    ]
  }

  private func list(_ request: Request) -> Answer {
    let found = repository.requests.filter { pull in
      (request.query["state"] != "opened" || pull.state == .open)
        && (request.query["target_branch"].map { $0 == pull.target } ?? true)
    }
    return .json(200, .array(request.page(of: found.reversed(), standard: 20).map(Self.value)))
  }

  private func open(_ body: Value) -> Answer {
    let (from, to) = (body["source_branch"]?.string ?? "", body["target_branch"]?.string ?? "")
    guard repository.tip(of: from) != nil, repository.tip(of: to) != nil else {
      return .json(422, ["message": "Source branch does not exist"])
    }
    guard
      let number = repository.open(
        body["title"]?.string ?? "", from: from, to: to, text: body["description"]?.string ?? "", by: .robot),
      let pull = repository.request(number)
    else { return .json(409, ["message": ["Another open merge request already exists for this source branch: !1"]]) }
    return .json(201, Self.value(pull))
  }

  /// The last of each reviewer.
  private func standing(_ pull: HostedRequest, _ outcome: ReviewNews.Outcome) -> [HostedUser] {
    let last = repository.reviews.filter { $0.number == pull.number && $0.outcome != .commented }
      .reduce(into: [:]) { $0[$1.reviewer.login] = $1 }
    return last.values.filter { $0.outcome == outcome && !$0.isWithdrawn }.map(\.reviewer).sorted {
      $0.login < $1.login
    }
  }

  private func approvals(_ pull: HostedRequest) -> Answer {
    let users = standing(pull, .approved).map { user -> Value in ["user": Self.user(user)] }
    return .json(200, ["iid": .int(pull.number), "approved": .bool(!users.isEmpty), "approved_by": .array(users)])
  }

  private func reviewers(_ pull: HostedRequest) -> Answer {
    let asking = standing(pull, .changesRequested).map { user -> Value in
      ["user": Self.user(user), "state": "requested_changes"]
    }
    return .json(200, .array([["user": Self.user(.alan), "state": "unreviewed"]] + asking))
  }

  private func all(of pull: HostedRequest) -> [HostedComment] {
    repository.comments.filter { $0.number == pull.number }
  }

  static func value(_ comment: HostedComment) -> Value {
    ["id": .int(comment.id), "body": .string(comment.body), "author": user(comment.author), "system": false]
  }

  /// The newest first.
  private func notes(of pull: HostedRequest) -> [Value] { all(of: pull).reversed().map(Self.value) }

  private func threads(of pull: HostedRequest) -> [Value] {
    let comments = all(of: pull)
    return comments.filter { $0.replyTo == nil }.map { first in
      let notes = [first] + comments.filter { $0.replyTo == first.id }
      return ["id": .string(Self.thread(first.id)), "notes": .array(notes.map(Self.value))]
    }
  }

  static func thread(_ id: Int) -> String { "d\(id)e22c5e7bc2dda3d55f3ddc6d48b65326e2612b" }

  /// Lines that begin with a slash are commands, and are taken out.
  private func said(_ body: Value) -> String {
    (body["body"]?.string ?? "").split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("/") }.joined(separator: "\n")
  }

  private func note(_ pull: HostedRequest, _ body: Value) -> Answer {
    made(repository.comment(pull.number, said(body), by: .robot))
  }

  private func made(_ id: Int?) -> Answer {
    guard let comment = repository.comments.first(where: { $0.id == id }) else { return GitLabRules.notFound("Note") }
    return .json(201, Self.value(comment))
  }

  /// On lines alone that the merge request changes: here, on those of its files.
  private func start(_ pull: HostedRequest, _ body: Value) -> Answer {
    let place = body.at("position")
    let (path, line) = (place["new_path"]?.string, place["new_line"].flatMap { $0 == .null ? nil : $0 })
    let base = repository.mergeBase(pull.base, pull.head)?.id ?? pull.base
    guard let path, case .int(let number)? = line, place["head_sha"]?.string == pull.head,
      repository.changes(from: base, to: pull.head).contains(where: { $0.path == path }), number < 1000
    else { return .json(400, ["message": "400 Bad request - Note {:line_code=>[\"can't be blank\"]}"]) }
    guard let id = repository.comment(pull.number, said(body), by: .robot, path: path, line: number),
      let comment = repository.comments.first(where: { $0.id == id })
    else { return GitLabRules.notFound("Note") }
    return .json(201, ["id": .string(Self.thread(id)), "notes": [Self.value(comment)]])
  }

  private func reply(_ pull: HostedRequest, to thread: String, _ body: Value) -> Answer {
    guard let first = all(of: pull).first(where: { Self.thread($0.id) == thread }) else {
      return GitLabRules.notFound("Discussion")
    }
    return made(
      repository.comment(pull.number, said(body), by: .robot, path: first.path, line: first.line, replyTo: first.id))
  }
}
