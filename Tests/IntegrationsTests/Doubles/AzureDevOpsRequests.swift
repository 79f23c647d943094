import Documents
import Foundation
import Integrations
import TestSupport

// Change requests, as Azure DevOps' API has them.
extension AzureDevOpsDouble.Answering {
  func requests(_ path: [String], _ request: Request) -> Answer {
    guard let number = path.first else {
      return request.method == "POST" ? open(request.json) : list(request)
    }
    guard let found = Int(number).flatMap(repository.request) else {
      return Self.error(404, "TF401180: The requested pull request was not found.")
    }
    switch (request.method, path.count > 1 ? path[1] : nil) {
    case ("GET", nil):
      return .json(200, AzureForms.request(found, reviews: repository.reviews.filter { $0.number == found.number }))
    case ("GET", "iterations"): return Self.list(iterations(of: found))
    case ("POST", "statuses"): return status(of: found, request.json)
    case ("GET", "threads"): return Self.list(threads(of: found))
    case ("POST", "threads"): return comment(on: found, Array(path.dropFirst(2)), request.json)
    default: return Self.error(404, "The controller for path was not found.")
    }
  }

  private func list(_ request: Request) -> Answer {
    let query = request.query
    let found = repository.requests.filter { found in
      found.state == .open
        && query["searchCriteria.targetRefName"].map { $0 == "refs/heads/\(found.target)" } ?? true
        && query["searchCriteria.sourceRefName"].map { $0 == "refs/heads/\(found.source)" } ?? true
    }
    return Self.list(Self.page(found.map { AzureForms.request($0) }, request, "$top", "$skip"))
  }

  private func open(_ body: Value) -> Answer {
    guard let source = body["sourceRefName"]?.string, let target = body["targetRefName"]?.string,
      source.hasPrefix("refs/heads/"), target.hasPrefix("refs/heads/"),
      let number = repository.open(
        body["title"]?.string ?? "", from: String(source.dropFirst(11)), to: String(target.dropFirst(11)),
        text: body["description"]?.string ?? "", by: .robot),
      let request = repository.request(number)
    else { return Self.error(409, "TF401179: An active pull request for the source and target branch already exists.") }
    return .json(201, AzureForms.request(request))
  }

  /// One for each head that it has had: those that reviews were on, and the present one.
  private func iterations(of request: HostedRequest) -> [Value] {
    var heads = Set(repository.reviews.filter { $0.number == request.number }.map(\.commit))
    heads.insert(request.head)
    let commits = heads.compactMap { repository.commit(at: $0) }.sorted { $0.seconds < $1.seconds }
    return commits.enumerated().map { index, commit in
      [
        "id": .int(index + 1), "createdDate": .string(AzureForms.time(commit.seconds)),
        "sourceRefCommit": ["commitId": .string(commit.id)],
      ]
    }
  }

  private func status(of request: HostedRequest, _ body: Value) -> Answer {
    let iterations = iterations(of: request)
    guard AzureForms.isStatus(body), case .int(let number) = body.at("iterationId"),
      let head = iterations.first(where: { $0["id"] == .int(number) })?.at("sourceRefCommit", "commitId").string
    else { return Self.error(400, "The status is wrong.") }
    // Apart from those of the commit itself.
    repository.set(AzureForms.status(body, of: "\(head)!\(request.number)"))
    return .json(200, body)
  }

  /// Those of comments, and the host's own of votes: half a minute behind the commit that was voted on.
  private func threads(of request: HostedRequest) -> [Value] {
    let comments = repository.comments.filter { $0.number == request.number }
    let spoken = comments.filter { $0.replyTo == nil }.map { comment -> Value in
      AzureForms.thread(comment, answers: comments.filter { $0.replyTo == comment.id })
    }
    let votes = repository.reviews.filter { $0.number == request.number && $0.outcome != .commented }.map {
      review -> Value in
      let seconds = (repository.commit(at: review.commit)?.seconds ?? 0) + 30
      return AzureForms.voted(review, AzureForms.time(seconds))
    }
    return spoken + votes
  }

  private func comment(on request: HostedRequest, _ path: [String], _ body: Value) -> Answer {
    if path.count == 2, path[1] == "comments" {
      guard let thread = Int(path[0]), body.at("parentCommentId") == .int(1), let text = body["content"]?.string,
        repository.comment(request.number, text, by: .robot, replyTo: thread) != nil
      else { return Self.error(404, "The thread was not found.") }
      let count = repository.comments.filter { $0.replyTo == thread }.count
      return .json(200, ["id": .int(count + 1), "content": .string(text), "commentType": "text"])
    }
    guard path.isEmpty, let text = body.at("comments", "0", "content").string else {
      return Self.error(400, "The thread has no comment.")
    }
    var line: Int?
    if case .int(let number) = body.at("threadContext", "rightFileStart", "line") { line = number }
    let file = body.at("threadContext", "filePath").string.map { String($0.dropFirst()) }
    let id = repository.comment(request.number, text, by: .robot, path: file, line: line)
    guard let comment = repository.comments.first(where: { $0.id == id }) else { return Self.error(404, "Not found") }
    return .json(200, AzureForms.thread(comment, answers: []))
  }
}

/// What Azure DevOps writes in answers and service hooks alike.
enum AzureForms {
  static let repository: Value = [
    "id": "278d5cd2-584d-4b63-824a-2ba458937249", "name": "docs",
    "project": ["id": "6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c", "name": "Team Documents", "state": "wellFormed"],
    "remoteUrl": "https://dev.azure.com/acme/Team%20Documents/_git/docs",
  ]

  static func user(_ user: HostedUser) -> Value {
    ["id": .string("id-\(user.id)"), "displayName": .string(user.name), "uniqueName": .string(user.email)]
  }

  /// The times of an hour of 2026 and on, as the host writes them.
  static func time(_ seconds: Int64) -> String {
    Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
  }

  /// Lists cut long messages.
  static func commit(_ commit: HostedCommit, isCut: Bool = false) -> Value {
    let message = isCut ? String(commit.message.prefix(40)) : commit.message
    var value: [String: Value] = [
      "commitId": .string(commit.id), "comment": .string(message),
      "author": [
        "name": .string(commit.author.name), "email": .string(commit.author.email),
        "date": .string(time(commit.seconds)),
      ],
    ]
    if message != commit.message { value["commentTruncated"] = true }
    return .object(value)
  }

  /// What is renamed has two.
  static func changes(_ change: FileChange) -> [Value] {
    let item: Value = ["gitObjectType": "blob", "path": .string("/\(change.path)")]
    switch change.kind {
    case .added: return [["item": item, "changeType": "add"]]
    case .modified: return [["item": item, "changeType": "edit"]]
    case .removed: return [["item": item, "changeType": "delete"]]
    case .renamed:
      let previous = "/" + (change.previousPath ?? "")
      return [
        ["item": item, "changeType": "edit, rename", "sourceServerItem": .string(previous)],
        ["item": ["gitObjectType": "blob", "path": .string(previous)], "changeType": "delete, sourceRename"],
      ]
    }
  }

  static func isStatus(_ body: Value) -> Bool {
    ["notSet", "pending", "succeeded", "failed", "error", "notApplicable"].contains(body["state"]?.string ?? "")
      && body.at("context", "name").string?.isEmpty == false
  }

  static func status(_ body: Value, of commit: String) -> HostedStatus {
    HostedStatus(
      commit: commit, context: "\(body.at("context", "genre").string ?? "")/\(body.at("context", "name").string ?? "")",
      state: body["state"]?.string ?? "", description: body["description"]?.string ?? "", url: body["targetUrl"]?.string
    )
  }

  static func request(_ request: HostedRequest, reviews: [HostedReview] = []) -> Value {
    let state = request.state == .open ? "active" : request.state == .merged ? "completed" : "abandoned"
    var last: [String: HostedReview] = [:]
    for review in reviews where review.outcome != .commented { last[review.reviewer.login] = review }
    var reviewers = last.keys.sorted().compactMap { last[$0].map(reviewer) }
    reviewers.append(["id": "group", "displayName": "[Documents]\\Architects", "vote": 10, "isContainer": true])
    var value: [String: Value] = [
      "repository": repository, "pullRequestId": .int(request.number), "status": .string(state),
      "createdBy": user(request.author), "title": .string(request.title), "description": .string(request.text),
      "sourceRefName": .string("refs/heads/\(request.source)"),
      "targetRefName": .string("refs/heads/\(request.target)"),
      "isDraft": .bool(request.isDraft), "lastMergeSourceCommit": ["commitId": .string(request.head)],
      "lastMergeTargetCommit": ["commitId": .string(request.base)], "reviewers": .array(reviewers),
    ]
    if let commit = request.mergeCommit { value["lastMergeCommit"] = ["commitId": .string(commit)] }
    return .object(value)
  }

  static func reviewer(_ review: HostedReview) -> Value {
    let vote = review.isWithdrawn ? 0 : review.outcome == .approved ? 10 : -5
    guard case .object(var value) = user(review.reviewer) else { return .null }
    value["vote"] = .int(vote)
    return .object(value)
  }

  static func thread(_ comment: HostedComment, answers: [HostedComment]) -> Value {
    let comments = [comment] + answers
    var value: [String: Value] = [
      "id": .int(comment.id), "status": "active",
      "comments": .array(
        comments.enumerated().map { index, one in
          [
            "id": .int(index + 1), "parentCommentId": .int(index == 0 ? 0 : 1), "content": .string(one.body),
            "commentType": "text", "author": user(one.author),
          ]
        }),
    ]
    if let path = comment.path { value["threadContext"] = ["filePath": .string("/\(path)")] }
    return .object(value)
  }

  static func voted(_ review: HostedReview, _ time: String) -> Value {
    let property = { (text: String) -> Value in ["$type": "System.String", "$value": .string(text)] }
    return [
      "id": .int(review.id), "publishedDate": .string(time),
      "comments": [["id": 1, "commentType": "system", "content": "voted"]],
      "properties": [
        "CodeReviewThreadType": property("VoteUpdate"), "CodeReviewVotedByIdentity": property("1"),
        "CodeReviewVoteResult": property(review.outcome == .approved ? "10" : "-5"),
      ],
      "identities": ["1": user(review.reviewer)],
    ]
  }
}
