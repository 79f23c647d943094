import Documents
import Workflow

// What is said on Bitbucket Cloud's change requests.
extension BitbucketCloudHost {
  /// Participants have no commit: it is that of the last update before what they did, by the change request's activity. One
  /// whose say is not among it has the oldest head, so that nothing is approved that was not there.
  package func reviews(of request: ChangeRequest) async throws(DeliveryFailure) -> [ReviewNews] {
    let place = ["pullrequests", "\(request.number)"]
    let answer = try await api.answer(self.request("GET", place), words: Self.words)
    let standing = (answer?.json.values("participants") ?? []).filter { Self.outcome($0) != nil }
    guard !standing.isEmpty else { return [] }
    let activity = try await all(place + ["activity"]) ?? []
    var reviews: [ReviewNews] = []
    for participant in standing {
      guard let user = participant.member("user"), let outcome = Self.outcome(participant) else { continue }
      let commit = Self.head(in: activity, when: outcome, by: user)
      reviews.append(
        ReviewNews(
          repository: api.repository, request: request, outcome: outcome,
          reviewer: BitbucketCloudDeliveries.identity(user), commit: try await fullOrNil(commit)))
    }
    return reviews
  }

  package func comment(
    _ comment: OutgoingComment, on request: ChangeRequest
  ) async throws(DeliveryFailure) -> String {
    var body: [String: Value] = ["content": ["raw": .string(comment.body)]]
    if let parent = comment.replyTo.flatMap(Int.init) {
      body["parent"] = ["id": .int(parent)]
    } else if let path = comment.path {
      body["inline"] = comment.line.map { ["path": .string(path), "to": .int($0)] } ?? ["path": .string(path)]
    }
    let place = ["pullrequests", "\(request.number)", "comments"]
    let answer = try await api.expect(self.request("POST", place, json: .object(body)), words: Self.words)
    guard let id = answer.json.whole("id") else { throw .unread("The new comment has no id.") }
    return "\(id)"
  }

  package func comment(with sign: String, on request: ChangeRequest) async throws(DeliveryFailure) -> String? {
    let comments = try await all(["pullrequests", "\(request.number)", "comments"]) ?? []
    let found = comments.first { comment in
      !comment.flag("deleted") && comment.text("content", "raw")?.contains(sign) == true
    }
    return found?.whole("id").map { "\($0)" }
  }

  private static func outcome(_ participant: Value) -> ReviewNews.Outcome? {
    switch participant.text("state") {
    case "approved": .approved
    case "changes_requested": .changesRequested
    default: participant.flag("approved") ? .approved : nil
    }
  }

  /// `activity` is newest first.
  private static func head(in activity: [Value], when outcome: ReviewNews.Outcome, by user: Value) -> String? {
    let member = outcome == .approved ? "approval" : "changes_requested"
    let place = activity.firstIndex { entry in
      entry.text(member, "user", "uuid").map { $0 == user.text("uuid") } ?? false
    }
    let heads = activity[(place ?? 0)...].compactMap { $0.commitID("update", "source", "commit", "hash") }
    return place == nil ? heads.last : heads.first
  }

  private func fullOrNil(_ commit: String?) async throws(DeliveryFailure) -> String? {
    guard let commit else { return nil }
    return try await full(commit)
  }
}
