import Documents
import Foundation
import Integrations
import TestSupport

/// What the API of Gitea and Forgejo answers of pull requests, and of what is said on them.
struct GiteaTalk {
  typealias Request = LoopbackReceiver.Request
  typealias Answer = LoopbackReceiver.Answer

  let repository: HostedRepository

  func answer(_ kind: String, _ rest: [String], _ request: Request) -> Answer {
    if kind == "pulls", rest.isEmpty { return request.method == "GET" ? list(request) : open(request.json) }
    guard let number = rest.first.flatMap(Int.init), let pull = repository.request(number) else {
      return GiteaRules.notFound
    }
    switch (request.method, kind, rest.count > 1 ? rest[1] : "", rest.count) {
    case ("GET", "pulls", "", 1): return .json(200, Self.value(pull))
    case ("GET", "pulls", "reviews", 2):
      return .json(
        200, .array(request.page(of: reviews(of: pull), size: "limit", standard: 30, most: GiteaRules.pageMax)))
    case ("POST", "pulls", "reviews", 2): return review(pull, request.json)
    case ("GET", "pulls", "reviews", 4): return .json(200, .array(lines(of: Int(rest[2]) ?? 0)))
    case ("GET", "issues", "comments", 2): return .json(200, .array(timeline(of: pull).map(Self.value)))
    case ("POST", "issues", "comments", 2):
      return made(repository.comment(number, request.json["body"]?.string ?? "", by: .robot))
    default: return GiteaRules.notFound
    }
  }

  static func user(_ user: HostedUser) -> Value {
    [
      "id": .int(user.id), "login": .string(user.login), "username": .string(user.login),
      "full_name": .string(user.name), "email": .string(user.email),
    ]
  }

  static func value(_ pull: HostedRequest) -> Value {
    [
      "id": .int(900 + pull.number), "number": .int(pull.number), "title": .string(pull.title),
      "body": .string(pull.text), "user": user(pull.author), "state": pull.state == .open ? "open" : "closed",
      "merged": .bool(pull.state == .merged), "merge_commit_sha": .optional(pull.mergeCommit),
      "draft": .bool(pull.isDraft), "html_url": .string("https://gitea.example/acme/docs/pulls/\(pull.number)"),
      "head": ["ref": .string(pull.source), "sha": .string(pull.head), "label": .string(pull.source)],
      "base": ["ref": .string(pull.target), "sha": .string(pull.base), "label": .string(pull.target)],
    ]
  }

  private func list(_ request: Request) -> Answer {
    let found = repository.requests.filter { request.query["state"] != "open" || $0.state == .open }
    let page = request.page(of: found.reversed(), size: "limit", standard: 30, most: GiteaRules.pageMax)
    return .json(200, .array(page.map(Self.value)))
  }

  private func open(_ body: Value) -> Answer {
    let (from, to) = (body["head"]?.string ?? "", body["base"]?.string ?? "")
    guard repository.tip(of: from) != nil, repository.tip(of: to) != nil else { return GiteaRules.notFound }
    guard
      let number = repository.open(
        body["title"]?.string ?? "", from: from, to: to, text: body["body"]?.string ?? "", by: .robot),
      let pull = repository.request(number)
    else { return .json(409, ["message": "pull request already exists for these targets"]) }
    return .json(201, Self.value(pull))
  }

  private func reviews(of pull: HostedRequest) -> [Value] {
    let words: [ReviewNews.Outcome: Value] = [
      .approved: "APPROVED", .changesRequested: "REQUEST_CHANGES", .commented: "COMMENT",
    ]
    let reviews = repository.reviews.filter { $0.number == pull.number }.map { review -> Value in
      [
        "id": .int(review.id), "user": Self.user(review.reviewer), "state": words[review.outcome] ?? .null,
        "body": .string(review.text), "commit_id": .string(review.commit), "dismissed": .bool(review.isWithdrawn),
        "comments_count": 0,
      ]
    }
    // A comment on a line is one of a review; its id here is the comment's, behind a thousand.
    let comments = repository.comments.filter { $0.number == pull.number && $0.path != nil }.map { comment -> Value in
      [
        "id": .int(1000 + comment.id), "user": Self.user(comment.author), "state": "COMMENT", "body": "",
        "commit_id": .optional(comment.commit), "dismissed": false, "comments_count": 1,
      ]
    }
    return reviews + comments
  }

  private func review(_ pull: HostedRequest, _ body: Value) -> Answer {
    let comment = body.at("comments", "0")
    guard body["event"]?.string == "COMMENT", body["commit_id"]?.string == pull.head,
      let path = comment["path"]?.string, case .int(let line)? = comment["new_position"],
      repository.commit(at: pull.head)?.files[path] != nil,
      let id = repository.comment(
        pull.number, comment["body"]?.string ?? "", by: .robot, path: path, line: line)
    else { return .json(422, ["message": "review comment is out of the diff"]) }
    return .json(200, ["id": .int(1000 + id), "state": "COMMENT"])
  }

  private func lines(of review: Int) -> [Value] {
    repository.comments.filter { $0.id == review - 1000 }.map(Self.value)
  }

  private func timeline(of pull: HostedRequest) -> [HostedComment] {
    repository.comments.filter { $0.number == pull.number && $0.path == nil }
  }

  static func value(_ comment: HostedComment) -> Value {
    [
      "id": .int(comment.id), "user": user(comment.author), "body": .string(comment.body),
      "html_url": .string("https://gitea.example/acme/docs/pulls/\(comment.number)#issuecomment-\(comment.id)"),
    ]
  }

  private func made(_ id: Int?) -> Answer {
    guard let comment = repository.comments.first(where: { $0.id == id }) else { return GiteaRules.notFound }
    return .json(201, Self.value(comment))
  }
}
