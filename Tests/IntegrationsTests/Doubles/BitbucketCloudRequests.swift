import Documents
import Foundation
import Integrations
import TestSupport

// Change requests, as Bitbucket Cloud's API has them.
extension BitbucketCloudDouble.Answering {
  func requests(_ path: [String], _ request: Request) -> Answer {
    guard let number = path.first else {
      return request.method == "POST" ? open(request.json) : list(request)
    }
    guard let found = Int(number).flatMap(repository.request) else { return Self.error(404, "Pull request not found") }
    switch (request.method, path.count > 1 ? path[1] : nil) {
    case ("GET", nil):
      return .json(200, CloudForms.request(found, reviews: repository.reviews.filter { $0.number == found.number }))
    case ("GET", "comments"):
      return page(repository.comments.filter { $0.number == found.number }.map(CloudForms.comment), request)
    case ("POST", "comments"): return comment(on: found, request.json)
    case ("GET", "activity"): return page(activity(of: found), request)
    default: return Self.error(404, "Resource not found")
    }
  }

  private func list(_ request: Request) -> Answer {
    guard request.query["state"] == "OPEN" else { return Self.error(400, "Only open ones are kept here.") }
    var wanted: [String: String] = [:]
    for condition in (request.query["q"] ?? "").components(separatedBy: " AND ") {
      let parts = condition.components(separatedBy: " = ")
      guard parts.count == 2, parts[1].hasPrefix("\""), parts[1].hasSuffix("\"") else {
        return Self.error(400, "Invalid query: \(condition)")
      }
      wanted[parts[0]] = String(parts[1].dropFirst().dropLast())
    }
    let found = repository.requests.filter { found in
      found.state == .open && wanted["destination.branch.name"].map { $0 == found.target } ?? true
        && wanted["source.branch.name"].map { $0 == found.source } ?? true
    }
    return page(found.map { CloudForms.request($0) }, request)
  }

  private func open(_ body: Value) -> Answer {
    guard let title = body["title"]?.string, let source = body.at("source", "branch", "name").string,
      let target = body.at("destination", "branch", "name").string,
      let number = repository.open(
        title, from: source, to: target, text: body["description"]?.string ?? "", by: .robot),
      let request = repository.request(number)
    else { return Self.error(400, "There are no changes to be pulled") }
    return .json(201, CloudForms.request(request))
  }

  private func comment(on request: HostedRequest, _ body: Value) -> Answer {
    guard let text = body.at("content", "raw").string, !text.isEmpty else {
      return Self.error(400, "content: This field is required")
    }
    var line: Int?
    if case .int(let number) = body.at("inline", "to") { line = number }
    var parent: Int?
    if case .int(let number) = body.at("parent", "id") { parent = number }
    let id = repository.comment(
      request.number, text, by: .robot, path: body.at("inline", "path").string, line: line, replyTo: parent)
    guard let comment = repository.comments.first(where: { $0.id == id }) else { return Self.error(404, "Not found") }
    return .json(201, CloudForms.comment(comment))
  }

  /// Newest first: before each review the update that it was on.
  private func activity(of request: HostedRequest) -> [Value] {
    var entries: [Value] = [["update": CloudForms.update(request.head, of: request)]]
    for review in repository.reviews.reversed() where review.number == request.number && review.outcome != .commented {
      let name = review.outcome == .approved ? "approval" : "changes_requested"
      entries.append([name: ["user": CloudForms.user(review.reviewer)]] as Value)
      entries.append(["update": CloudForms.update(review.commit, of: request)])
    }
    return entries
  }
}

/// What Bitbucket Cloud writes in answers and deliveries alike.
enum CloudForms {
  static let repository: Value = [
    "type": "repository", "full_name": "acme/docs", "name": "docs", "uuid": "{5c2b1a}",
    "workspace": ["slug": "acme", "type": "workspace"],
  ]

  static func user(_ user: HostedUser) -> Value {
    [
      "type": "user", "display_name": .string(user.name), "nickname": "somebody",
      "account_id": .string(user.login), "uuid": .string("{\(user.id)}"),
    ]
  }

  static func commit(_ commit: HostedCommit) -> Value {
    [
      "type": "commit", "hash": .string(commit.id), "message": .string(commit.message),
      "author": [
        "type": "author", "raw": .string("\(commit.author.name) <\(commit.author.email)>"), "user": user(commit.author),
      ],
      "parents": .array(commit.parents.map { ["type": "commit", "hash": .string($0)] }),
    ]
  }

  static func change(_ change: FileChange) -> Value {
    let (old, new) = (change.previousPath ?? change.path, change.path)
    var value: [String: Value] = ["type": "diffstat", "status": .string(change.kind.rawValue)]
    value["old"] = change.kind == .added ? .null : ["type": "commit_file", "path": .string(old)]
    value["new"] = change.kind == .removed ? .null : ["type": "commit_file", "path": .string(new)]
    return .object(value)
  }

  static func request(_ request: HostedRequest, reviews: [HostedReview] = []) -> Value {
    let state = request.state == .open ? "OPEN" : request.state == .merged ? "MERGED" : "DECLINED"
    var last: [String: HostedReview] = [:]
    for review in reviews where review.outcome != .commented { last[review.reviewer.login] = review }
    let participants = last.keys.sorted().compactMap { last[$0] }.map { review -> Value in
      [
        "type": "participant", "user": user(review.reviewer), "role": "REVIEWER",
        "approved": .bool(!review.isWithdrawn && review.outcome == .approved),
        "state": review.isWithdrawn ? .null : .string(review.outcome.rawValue),
      ]
    }
    return [
      "type": "pullrequest", "id": .int(request.number), "title": .string(request.title),
      "description": .string(request.text), "state": .string(state), "draft": .bool(request.isDraft),
      "author": user(request.author), "source": end(request.source, request.head),
      "destination": end(request.target, request.base), "participants": .array(participants),
      "merge_commit": request.mergeCommit.map { ["hash": .string(String($0.prefix(12)))] } ?? .null,
      "links": ["html": ["href": .string("https://bitbucket.org/acme/docs/pull-requests/\(request.number)")]],
    ]
  }

  static func update(_ head: String, of request: HostedRequest) -> Value {
    ["state": "OPEN", "title": .string(request.title), "source": end(request.source, head)]
  }

  static func comment(_ comment: HostedComment) -> Value {
    var value: [String: Value] = [
      "type": "pullrequest_comment", "id": .int(comment.id), "deleted": false,
      "content": ["raw": .string(comment.body), "markup": "markdown"], "user": user(comment.author),
    ]
    if let path = comment.path {
      value["inline"] = ["path": .string(path), "from": .null, "to": comment.line.map { .int($0) } ?? .null]
    }
    if let parent = comment.replyTo { value["parent"] = ["id": .int(parent)] }
    return .object(value)
  }

  /// Cut to 12 digits, as the host does.
  private static func end(_ branch: String, _ commit: String) -> Value {
    [
      "branch": ["name": .string(branch)], "repository": repository,
      "commit": ["type": "commit", "hash": .string(String(commit.prefix(12)))],
    ]
  }
}
