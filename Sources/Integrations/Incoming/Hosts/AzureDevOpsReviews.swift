import Documents
import Foundation
import Workflow

// What is said on Azure DevOps' change requests.
extension AzureDevOpsHost {
  /// Votes have no commit: it is that of the iteration that a vote was given on, by the times of the host's own threads on
  /// votes. A vote that no thread tells of is on the first iteration, so that nothing is approved that was not there.
  package func reviews(of request: ChangeRequest) async throws(DeliveryFailure) -> [ReviewNews] {
    let place = ["pullRequests", "\(request.number)"]
    let people = try await answer("GET", place)?.json.values("reviewers") ?? []
    let standing = people.filter { !$0.flag("isContainer") && ($0.whole("vote") ?? 0) != 0 }
    guard !standing.isEmpty else { return [] }
    let threads = try await expect("GET", place + ["threads"]).json.values("value")
    let iterations = try await iterations(of: request.number)
    return standing.compactMap { person in
      guard let outcome = AzureDevOpsDeliveries.outcome(person.whole("vote") ?? 0) else { return nil }
      let time = Self.lastVote(of: person, in: threads)
      let seen = iterations.last { iteration in time.map { iteration.time <= $0 } ?? false } ?? iterations.first
      return ReviewNews(
        repository: api.repository, request: request, outcome: outcome,
        reviewer: AzureDevOpsDeliveries.identity(person), commit: seen?.head)
    }
  }

  /// Sets it on the commit, and on the newest iteration of each open change request whose head it is: only there a branch
  /// can require it.
  package func set(_ status: CommitStatus, on commit: String) async throws(DeliveryFailure) {
    let body = Self.body(of: status)
    try await expect("POST", ["commits", commit, "statuses"], json: .object(body))
    for request in try await open([]) where request.head == commit {
      guard let iteration = try await iterations(of: request.number).last(where: { $0.head == commit }) else {
        continue
      }
      let onIteration = body.merging(["iterationId": .int(iteration.number)]) { $1 }
      try await expect("POST", ["pullRequests", "\(request.number)", "statuses"], json: .object(onIteration))
    }
  }

  /// Its id is `thread/comment`.
  package func comment(
    _ comment: OutgoingComment, on request: ChangeRequest
  ) async throws(DeliveryFailure) -> String {
    let place = ["pullRequests", "\(request.number)", "threads"]
    var words: [String: Value] = ["content": .string(comment.body), "commentType": "text", "parentCommentId": 0]
    if let ids = comment.replyTo?.pathNames, ids.count == 2, Int(ids[0]) != nil, let parent = Int(ids[1]) {
      words["parentCommentId"] = .int(parent)
      let answer = try await expect("POST", place + [ids[0], "comments"], json: .object(words))
      guard let id = answer.json.whole("id") else { throw .unread("The new comment has no id.") }
      return "\(ids[0])/\(id)"
    }
    var thread: [String: Value] = ["comments": [.object(words)], "status": "active"]
    if let path = comment.path { thread["threadContext"] = Self.place(path, comment.line) }
    let answer = try await expect("POST", place, json: .object(thread))
    guard let id = answer.json.whole("id"), let first = answer.json.values("comments").first?.whole("id") else {
      throw .unread("The new comment has no id.")
    }
    return "\(id)/\(first)"
  }

  package func comment(with sign: String, on request: ChangeRequest) async throws(DeliveryFailure) -> String? {
    let threads = try await expect("GET", ["pullRequests", "\(request.number)", "threads"]).json.values("value")
    for thread in threads {
      let comment = thread.values("comments").first {
        $0.text("content")?.contains(sign) == true && !$0.flag("isDeleted")
      }
      if let comment, let id = thread.whole("id"), let place = comment.whole("id") { return "\(id)/\(place)" }
    }
    return nil
  }

  /// `countersign/review` is the name `review` of the genre `countersign`.
  private static func body(of status: CommitStatus) -> [String: Value] {
    let names = status.context.split(separator: "/", maxSplits: 1).map(String.init)
    let state =
      switch status.state {
      case .pending: "pending"
      case .success: "succeeded"
      case .failure: "failed"
      }
    var body: [String: Value] = [
      "state": .string(state), "description": .string(status.description),
      "context": ["name": .string(names.last ?? ""), "genre": .string(names.count > 1 ? names[0] : "")],
    ]
    if let url = status.url { body["targetUrl"] = .string(url) }
    return body
  }

  private static func place(_ path: String, _ line: Int?) -> Value {
    guard let line else { return ["filePath": .string("/\(path)")] }
    let position: Value = ["line": .int(line), "offset": 1]
    return ["filePath": .string("/\(path)"), "rightFileStart": position, "rightFileEnd": position]
  }

  private struct Iteration {
    let number: Int
    let head: String
    /// As the host writes it, in UTC: what is later is greater.
    let time: String
  }

  /// Oldest first.
  private func iterations(of number: Int) async throws(DeliveryFailure) -> [Iteration] {
    let values = try await expect("GET", ["pullRequests", "\(number)", "iterations"]).json.values("value")
    return values.compactMap { value in
      guard let number = value.whole("id"), let head = value.commitID("sourceRefCommit", "commitId"),
        let time = value.text("createdDate")
      else { return nil }
      return Iteration(number: number, head: head, time: time.withoutZone)
    }.sorted { $0.number < $1.number }
  }

  /// When somebody has voted last, by the threads that the host makes of it.
  private static func lastVote(of person: Value, in threads: [Value]) -> String? {
    let votes = threads.filter { thread in
      guard thread.text("properties", "CodeReviewThreadType", "$value") == "VoteUpdate",
        let key = thread.text("properties", "CodeReviewVotedByIdentity", "$value")
      else { return false }
      return (thread.text("identities", key, "id") ?? key) == person.text("id")
    }
    return votes.compactMap { $0.text("publishedDate")?.withoutZone }.max()
  }
}

// How Azure DevOps is written to.
extension AzureDevOpsHost {
  /// A branch that is new is made first: a stop behind that leaves it at its base, and the next try finds it there.
  package func write(_ file: FileWrite) async throws(DeliveryFailure) -> String {
    let name = "refs/heads/\(file.branch)"
    var tip = try await head(of: file.branch)
    if tip == nil, let base = try await head(of: file.base) {
      try await make(name, at: base)
      tip = base
    }
    guard let tip else { throw DeliveryFailure(.settings, answer: "There is no branch '\(file.base)'.") }
    let present = try await self.file(file.path, at: tip)
    if present == file.content { return tip }
    let type = present == nil ? "add" : "edit"
    let change: Value = [
      "changeType": .string(type), "item": ["path": .string("/\(file.path)")],
      "newContent": ["content": .string(file.content.base64EncodedString()), "contentType": "base64encoded"],
    ]
    let answer = try await expect(
      "POST", ["pushes"],
      json: [
        "refUpdates": [["name": .string(name), "oldObjectId": .string(tip)]],
        "commits": [["comment": .string(file.message), "changes": [change]]],
      ])
    guard let id = answer.json.values("refUpdates").first?.commitID("newObjectId") else {
      throw .unread("The new commit has no id.")
    }
    return id
  }

  private func make(_ ref: String, at commit: String) async throws(DeliveryFailure) {
    let none = String(repeating: "0", count: 40)
    let answer = try await expect(
      "POST", ["refs"],
      json: [["name": .string(ref), "oldObjectId": .string(none), "newObjectId": .string(commit)]])
    guard let update = answer.json.values("value").first, update["success"] != .bool(false) else {
      throw .unread("The branch cannot be made: \(answer.json.values("value").first?.text("updateStatus") ?? "").")
    }
  }
}

extension String {
  fileprivate var withoutZone: String { hasSuffix("Z") ? String(dropLast()) : self }
}
