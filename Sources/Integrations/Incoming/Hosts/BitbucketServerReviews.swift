import Documents
import Workflow

// What is said on Bitbucket Data Center's change requests.
extension BitbucketServerHost {
  /// Each on the commit that its reviewer has seen last.
  package func reviews(of request: ChangeRequest) async throws(DeliveryFailure) -> [ReviewNews] {
    let answer = try await api.answer(self.request("GET", ["pull-requests", "\(request.number)"]), words: Self.words)
    let people = (answer?.json.values("reviewers") ?? []) + (answer?.json.values("participants") ?? [])
    return people.compactMap { person in
      guard let user = person.member("user"), let outcome = Self.outcome(person.text("status")) else { return nil }
      return ReviewNews(
        repository: api.repository, request: request, outcome: outcome,
        reviewer: BitbucketServerDeliveries.identity(user), commit: person.commitID("lastReviewedCommit"))
    }
  }

  /// A line must be named as the diff shows it, added or unchanged: which of them it is, is tried. What stands nowhere in
  /// the diff is a comment of the change request.
  package func comment(
    _ comment: OutgoingComment, on request: ChangeRequest
  ) async throws(DeliveryFailure) -> String {
    let place = ["pull-requests", "\(request.number)", "comments"]
    var anchors: [Value?] = []
    if comment.replyTo == nil, let path = comment.path { anchors = Self.anchors(path, comment.line) }
    for anchor in anchors + [nil] {
      var body: [String: Value] = ["text": .string(comment.body)]
      if let parent = comment.replyTo.flatMap(Int.init) { body["parent"] = ["id": .int(parent)] }
      if let anchor { body["anchor"] = anchor }
      let answer = try await api.send(self.request("POST", place, json: .object(body)))
      if anchor != nil, [400, 404, 409].contains(answer.status) { continue }
      guard answer.isSuccess else { throw api.failure(of: answer, words: Self.words) }
      guard let id = answer.json.whole("id") else { throw .unread("The new comment has no id.") }
      return "\(id)"
    }
    throw .unread("The comment was not taken.")
  }

  /// Comments are found among what was done on the change request, with the answers inside of them.
  package func comment(with sign: String, on request: ChangeRequest) async throws(DeliveryFailure) -> String? {
    let isFound = { (activity: Value) in Self.find(sign, in: activity.member("comment") ?? .null) != nil }
    let activities = try await all(["pull-requests", "\(request.number)", "activities"], until: isFound) ?? []
    return activities.lazy.compactMap { Self.find(sign, in: $0.member("comment") ?? .null) }.first
  }

  private static func find(_ sign: String, in comment: Value) -> String? {
    if comment.text("text")?.contains(sign) == true { return comment.whole("id").map { "\($0)" } }
    return comment.values("comments").lazy.compactMap { find(sign, in: $0) }.first
  }

  private static func outcome(_ status: String?) -> ReviewNews.Outcome? {
    switch status {
    case "APPROVED": .approved
    case "NEEDS_WORK": .changesRequested
    default: nil
    }
  }

  private static func anchors(_ path: String, _ line: Int?) -> [Value?] {
    let file: [String: Value] = ["path": .string(path), "diffType": "EFFECTIVE"]
    guard let line else { return [.object(file)] }
    let lines = ["ADDED", "CONTEXT"].map { type in
      Value.object(file.merging(["line": .int(line), "lineType": .string(type), "fileType": "TO"]) { $1 })
    }
    return lines + [.object(file)]
  }
}

// How Bitbucket Data Center is written to.
extension BitbucketServerHost {
  package func write(_ file: FileWrite) async throws(DeliveryFailure) -> String {
    let tip = try await head(of: file.branch)
    var fields = [("message", file.message), ("branch", file.branch)]
    if tip == nil { fields.append(("sourceBranch", file.base)) }
    var start = tip
    if start == nil { start = try await head(of: file.base) }
    guard let start else { throw DeliveryFailure(.settings, answer: "There is no branch '\(file.base)'.") }
    // Of a file that is there: the host refuses what would write over a later change of it.
    let present = try await self.file(file.path, at: start)
    if tip != nil, present == file.content { return start }
    if present != nil { fields.append(("sourceCommitId", start)) }
    let names = try RepositoryPath.names(file.path)
    let form = MultipartForm(fields: fields, file: ("content", file.content))
    let request = TargetRequest(
      "PUT", url(["browse"] + names), headers: headers + [("content-type", form.contentType)],
      body: form.body)
    let answer = try await api.expect(request, words: Self.words)
    guard let id = answer.json.commitID("id") else { throw .unread("The new commit has no id.") }
    return id
  }
}
