import Documents
import Foundation
import Integrations
import TestSupport

// Change requests, as Bitbucket Data Center's API has them.
extension BitbucketServerDouble.Answering {
  func requests(_ path: [String], _ request: Request) -> Answer {
    guard let number = path.first else {
      return request.method == "POST" ? open(request.json) : list(request)
    }
    guard let found = Int(number).flatMap(repository.request) else {
      return Self.error(404, "Pull request \(number) does not exist in DOC/docs.")
    }
    switch (request.method, path.count > 1 ? path[1] : nil) {
    case ("GET", nil):
      return .json(200, ServerForms.request(found, reviews: repository.reviews.filter { $0.number == found.number }))
    case ("GET", "activities"): return page(activities(of: found), request)
    case ("POST", "comments"): return comment(on: found, request.json)
    default: return Self.error(404, "Not found")
    }
  }

  private func list(_ request: Request) -> Answer {
    let (at, direction) = (request.query["at"] ?? "", request.query["direction"] ?? "INCOMING")
    let found = repository.requests.filter { found in
      found.state == .open && "refs/heads/" + (direction == "INCOMING" ? found.target : found.source) == at
    }
    return page(found.map { ServerForms.request($0) }, request)
  }

  private func open(_ body: Value) -> Answer {
    guard body.at("toRef", "repository", "project", "key") == "DOC", body.at("toRef", "repository", "slug") == "docs",
      let title = body["title"]?.string, let source = body.at("fromRef", "id").string?.dropFirst("refs/heads/".count),
      let target = body.at("toRef", "id").string?.dropFirst("refs/heads/".count),
      let number = repository.open(
        title, from: String(source), to: String(target), text: body["description"]?.string ?? "", by: .robot),
      let request = repository.request(number)
    else { return Self.error(409, "Only one pull request may be open for a given source and target branch") }
    return .json(201, ServerForms.request(request))
  }

  private func comment(on request: HostedRequest, _ body: Value) -> Answer {
    guard let text = body["text"]?.string, !text.isEmpty else { return Self.error(400, "Please enter a comment.") }
    let anchor = body["anchor"] ?? .null
    var (line, parent): (Int?, Int?) = (nil, nil)
    if case .int(let number) = anchor.at("line") { line = number }
    if case .int(let number) = body.at("parent", "id") { parent = number }
    if let path = anchor["path"]?.string, let refusal = refusal(of: anchor, path, line, on: request) { return refusal }
    let id = repository.comment(
      request.number, text, by: .robot, path: anchor["path"]?.string, line: line, replyTo: parent)
    guard let comment = repository.comments.first(where: { $0.id == id }) else { return Self.error(404, "Not found") }
    return .json(201, ServerForms.comment(comment))
  }

  /// A line is taken as the diff has it only: added, or unchanged.
  private func refusal(of anchor: Value, _ path: String, _ line: Int?, on request: HostedRequest) -> Answer? {
    guard anchor["diffType"] == "EFFECTIVE" else { return Self.error(400, "A diff type is required.") }
    let base = repository.mergeBase(request.base, request.head)
    let lines = { (commit: HostedCommit?) -> [Substring] in
      String(decoding: commit?.files[path] ?? Data(), as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false)
    }
    let (old, new) = (lines(base), lines(repository.commit(at: request.head)))
    guard old != new else { return Self.error(404, "The path is not in the diff.") }
    guard let line else { return nil }
    guard (1...max(new.count, 1)).contains(line), line <= new.count else { return Self.error(400, "No such line.") }
    let type = old.contains(new[line - 1]) ? "CONTEXT" : "ADDED"
    return anchor["lineType"]?.string == type ? nil : Self.error(409, "The line is not of that type.")
  }

  /// Newest first: answers stand in what they answer.
  private func activities(of request: HostedRequest) -> [Value] {
    let comments = repository.comments.filter { $0.number == request.number }
    var activities: [Value] = comments.filter { $0.replyTo == nil }.reversed().map { comment in
      let answers = comments.filter { $0.replyTo == comment.id }
      return ["id": .int(comment.id), "action": "COMMENTED", "comment": ServerForms.comment(comment, answers: answers)]
    }
    activities.append(["id": 1, "action": "OPENED"])
    return activities
  }
}

/// What Bitbucket Data Center writes in answers and deliveries alike.
enum ServerForms {
  static let repository: Value = [
    "slug": "docs", "id": 4, "name": "docs", "project": ["key": "DOC", "id": 2, "name": "Documents", "type": "NORMAL"],
  ]

  static func user(_ user: HostedUser) -> Value {
    [
      "name": .string(user.login), "slug": .string(user.login), "emailAddress": .string(user.email),
      "id": .int(user.id), "displayName": .string(user.name), "active": true, "type": "NORMAL",
    ]
  }

  static func commit(_ commit: HostedCommit) -> Value {
    [
      "id": .string(commit.id), "displayId": .string(String(commit.id.prefix(11))), "author": user(commit.author),
      "message": .string(commit.message), "authorTimestamp": .int(Int(commit.seconds) * 1000),
      "parents": .array(commit.parents.map { ["id": .string($0)] }),
    ]
  }

  static func change(_ change: FileChange) -> Value {
    let types = ["added": "ADD", "modified": "MODIFY", "removed": "DELETE", "renamed": "MOVE"]
    var value: [String: Value] = [
      "path": path(change.path), "type": .string(types[change.kind.rawValue] ?? "UNKNOWN"), "nodeType": "FILE",
    ]
    if let previous = change.previousPath { value["srcPath"] = path(previous) }
    return .object(value)
  }

  static func request(_ request: HostedRequest, reviews: [HostedReview] = []) -> Value {
    let state = request.state == .open ? "OPEN" : request.state == .merged ? "MERGED" : "DECLINED"
    var last: [String: HostedReview] = [:]
    for review in reviews where review.outcome != .commented { last[review.reviewer.login] = review }
    var value: [String: Value] = [
      "id": .int(request.number), "version": 0, "title": .string(request.title), "description": .string(request.text),
      "state": .string(state), "open": .bool(request.state == .open), "draft": .bool(request.isDraft),
      "fromRef": ref(request.source, request.head), "toRef": ref(request.target, request.base),
      "author": ["user": user(request.author), "role": "AUTHOR", "status": "UNAPPROVED"],
      "reviewers": .array(last.keys.sorted().compactMap { last[$0].map(participant) }), "participants": [],
      "links": [
        "self": [
          ["href": .string("https://bitbucket.example.com/projects/DOC/repos/docs/pull-requests/\(request.number)")]
        ]
      ],
    ]
    if let commit = request.mergeCommit { value["properties"] = ["mergeCommit": ["id": .string(commit)]] }
    return .object(value)
  }

  static func participant(_ review: HostedReview) -> Value {
    let status = review.isWithdrawn ? "UNAPPROVED" : review.outcome == .approved ? "APPROVED" : "NEEDS_WORK"
    return [
      "user": user(review.reviewer), "role": "REVIEWER", "approved": .bool(status == "APPROVED"),
      "status": .string(status), "lastReviewedCommit": .string(review.commit),
    ]
  }

  static func comment(_ comment: HostedComment, answers: [HostedComment] = []) -> Value {
    var value: [String: Value] = [
      "id": .int(comment.id), "version": 0, "text": .string(comment.body), "author": user(comment.author),
      "comments": .array(answers.map { self.comment($0) }),
    ]
    if let file = comment.path {
      var anchor: [String: Value] = ["path": path(file), "diffType": "EFFECTIVE", "fileType": "TO"]
      if let line = comment.line { anchor["line"] = .int(line) }
      if let commit = comment.commit { anchor["toHash"] = .string(commit) }
      value["anchor"] = .object(anchor)
    }
    return .object(value)
  }

  private static func ref(_ branch: String, _ commit: String) -> Value {
    [
      "id": .string("refs/heads/\(branch)"), "displayId": .string(branch), "latestCommit": .string(commit),
      "repository": repository,
    ]
  }

  private static func path(_ path: String) -> Value {
    ["components": .array(path.split(separator: "/").map { .string(String($0)) }), "toString": .string(path)]
  }
}
