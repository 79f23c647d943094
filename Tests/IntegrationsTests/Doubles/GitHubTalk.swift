import Documents
import Foundation
import Integrations
import TestSupport

/// What GitHub's API answers of pull requests, and of what is said on them.
struct GitHubTalk {
  typealias Request = LoopbackReceiver.Request
  typealias Answer = LoopbackReceiver.Answer

  let repository: HostedRepository

  func answer(_ kind: String, _ rest: [String], _ request: Request) -> Answer {
    if kind == "pulls", rest.isEmpty { return request.method == "GET" ? list(request) : open(request.json) }
    guard let number = rest.first.flatMap(Int.init), let pull = repository.request(number) else {
      return GitHubRules.notFound
    }
    switch (request.method, kind, rest.count > 1 ? rest[1] : "") {
    case ("GET", "pulls", ""): return .json(200, Self.value(pull))
    case ("GET", "pulls", "reviews"):
      return .json(200, .array(request.page(of: reviews(of: pull), standard: 30)))
    case ("GET", _, "comments"): return .json(200, .array(request.page(of: comments(of: pull, kind), standard: 30)))
    case ("POST", "issues", "comments"): return comment(pull, request.json)
    case ("POST", "pulls", "comments"):
      return rest.count == 4 && rest[3] == "replies"
        ? reply(pull, to: rest[2], request.json) : lineComment(pull, request.json)
    default: return GitHubRules.notFound
    }
  }

  static func user(_ user: HostedUser) -> Value { ["login": .string(user.login), "id": .int(user.id), "type": "User"] }

  static func value(_ pull: HostedRequest) -> Value {
    let repository: Value = ["full_name": "acme/docs"]
    return [
      "number": .int(pull.number), "title": .string(pull.title), "body": .string(pull.text),
      "state": pull.state == .open ? "open" : "closed", "merged": .bool(pull.state == .merged),
      "draft": .bool(pull.isDraft), "merge_commit_sha": .optional(pull.mergeCommit),
      "html_url": .string("https://github.com/acme/docs/pull/\(pull.number)"), "user": user(pull.author),
      "head": [
        "ref": .string(pull.source), "sha": .string(pull.head), "label": .string("acme:\(pull.source)"),
        "repo": repository,
      ],
      "base": ["ref": .string(pull.target), "sha": .string(pull.base), "repo": repository],
    ]
  }

  private func list(_ request: Request) -> Answer {
    let query = request.query
    let found = repository.requests.filter { pull in
      (query["state"] == "all" || pull.state == .open) && (query["base"].map { $0 == pull.target } ?? true)
        && (query["head"].map { $0 == "acme:\(pull.source)" } ?? true)
    }
    return .json(200, .array(request.page(of: found.reversed(), standard: 30).map(Self.value)))
  }

  private func open(_ body: Value) -> Answer {
    let (from, to) = (body["head"]?.string ?? "", body["base"]?.string ?? "")
    guard repository.tip(of: from) != nil, repository.tip(of: to) != nil else {
      return .json(422, ["message": "Validation Failed", "errors": [["field": "head", "code": "invalid"]]])
    }
    guard
      let number = repository.open(
        body["title"]?.string ?? "", from: from, to: to, text: body["body"]?.string ?? "", by: .robot),
      let pull = repository.request(number)
    else {
      return .json(
        422,
        [
          "message": "Validation Failed",
          "errors": [["message": .string("A pull request already exists for acme:\(from).")]],
        ])
    }
    return .json(201, Self.value(pull))
  }

  static func state(_ review: HostedReview) -> String {
    if review.isWithdrawn { return "DISMISSED" }
    switch review.outcome {
    case .approved: return "APPROVED"
    case .changesRequested: return "CHANGES_REQUESTED"
    case .withdrawn: return "DISMISSED"
    case .commented: return "COMMENTED"
    }
  }

  private func reviews(of pull: HostedRequest) -> [Value] {
    repository.reviews.filter { $0.number == pull.number }.map { review in
      [
        "id": .int(review.id), "user": Self.user(review.reviewer), "state": .string(Self.state(review)),
        "body": .string(review.text), "commit_id": .string(review.commit),
      ]
    }
  }

  static func value(_ comment: HostedComment) -> Value {
    var value: [String: Value] = [
      "id": .int(comment.id), "user": user(comment.author), "body": .string(comment.body),
      "html_url": .string("https://github.com/acme/docs/pull/\(comment.number)#c\(comment.id)"),
    ]
    if let path = comment.path {
      value["path"] = .string(path)
      value["side"] = "RIGHT"
      value["line"] = comment.line.map(Value.int) ?? .null
      value["commit_id"] = .optional(comment.commit)
    }
    value["in_reply_to_id"] = comment.replyTo.map(Value.int)
    return .object(value)
  }

  private func comments(of pull: HostedRequest, _ kind: String) -> [Value] {
    repository.comments.filter { $0.number == pull.number && ($0.path != nil) == (kind == "pulls") }.map(Self.value)
  }

  private func comment(_ pull: HostedRequest, _ body: Value) -> Answer {
    made(repository.comment(pull.number, body["body"]?.string ?? "", by: .robot))
  }

  private func reply(_ pull: HostedRequest, to id: String, _ body: Value) -> Answer {
    guard let first = repository.comments.first(where: { String($0.id) == id && $0.path != nil }) else {
      return GitHubRules.notFound
    }
    return made(
      repository.comment(
        pull.number, body["body"]?.string ?? "", by: .robot, path: first.path, line: first.line, replyTo: first.id))
  }

  /// On files alone that the pull request changes, and on their lines.
  private func lineComment(_ pull: HostedRequest, _ body: Value) -> Answer {
    let (path, line) = (body["path"]?.string ?? "", body["line"].flatMap(Self.whole) ?? 0)
    let base = repository.mergeBase(pull.base, pull.head)?.id ?? pull.base
    let text = repository.commit(at: pull.head)?.files[path].map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard body["commit_id"]?.string == pull.head,
      repository.changes(from: base, to: pull.head).contains(where: { $0.path == path }),
      (1...max(1, text.split(separator: "\n", omittingEmptySubsequences: false).count)).contains(line)
    else {
      return .json(
        422, ["message": "Validation Failed", "errors": ["pull_request_review_thread.line must be part of the diff"]])
    }
    return made(repository.comment(pull.number, body["body"]?.string ?? "", by: .robot, path: path, line: line))
  }

  private static func whole(_ value: Value) -> Int? {
    guard case .int(let number) = value else { return nil }
    return number
  }

  private func made(_ id: Int?) -> Answer {
    guard let comment = repository.comments.first(where: { $0.id == id }) else { return GitHubRules.notFound }
    return .json(201, Self.value(comment))
  }
}
