import Documents
import Foundation
package import Workflow

// What is written to GitLab, and what it is asked to send again.
extension GitLabHost {
  /// As one commit with one action, since the API of files does not tell which commit it made.
  package func write(_ file: FileWrite) async throws(DeliveryFailure) -> String {
    for _ in 0..<2 {
      let head = try await head(of: file.branch)
      let found = try await calls.find(
        ["repository", "files", file.path], [("ref", head == nil ? file.base : file.branch)])?.json
      let isThere = found?.text("content").flatMap { Data(base64Encoded: $0) } == file.content
      if let head, isThere { return head }
      if let commit = try await commit(file, over: found?.text("last_commit_id"), isNew: head == nil) { return commit }
    }
    throw DeliveryFailure(.answer, answer: "\(file.path) on \(file.branch) keeps changing.")
  }

  /// Nil where the branch or the file was changed in the meantime.
  private func commit(
    _ file: FileWrite, over last: String?, isNew: Bool
  ) async throws(DeliveryFailure) -> String? {
    var action: [String: Value] = [
      "action": last == nil ? "create" : "update", "file_path": .string(file.path),
      "content": .string(file.content.base64EncodedString()), "encoding": "base64",
    ]
    action["last_commit_id"] = last.map(Value.string)
    var json: [String: Value] = [
      "branch": .string(file.branch), "commit_message": .string(file.message), "actions": [.object(action)],
    ]
    if isNew { json["start_branch"] = .string(file.base) }
    let answer = try await calls.ask("POST", ["repository", "commits"], json: .object(json))
    if answer.status == 400, Self.isConflict(answer.text) { return nil }
    guard let commit = try calls.succeeded(answer).json.text("id") else { throw calls.unreadable(["commits"]) }
    return commit
  }

  private static func isConflict(_ words: String) -> Bool {
    ["already exists", "has changed", "doesn't exist"].contains { words.contains($0) }
  }

  package func propose(_ proposal: Proposal) async throws(DeliveryFailure) -> ChangeRequest {
    if let open = try await open(proposal) { return open }
    let answer = try await calls.ask(
      "POST", ["merge_requests"],
      json: [
        "source_branch": .string(proposal.from), "target_branch": .string(proposal.to),
        "title": .string(proposal.title), "description": .string(Self.quiet(proposal.text)),
      ])
    if answer.status == 409, let open = try await open(proposal) { return open }
    let made = try calls.succeeded(answer).json
    guard let number = made.whole("iid"), let request = try await changeRequest(number) else {
      throw calls.unreadable(["merge_requests"])
    }
    return request
  }

  private func open(_ proposal: Proposal) async throws(DeliveryFailure) -> ChangeRequest? {
    try await openChangeRequests(to: proposal.to).first { $0.sourceBranch == proposal.from }
  }

  /// Resendings that GitLab takes of one hook in a minute (Project webhooks API).
  private static let resendingsMax = 5

  /// GitLab lists a hook's last seven days (17.3 and later) and sends them again (17.4), each with its first key; 0 where it
  /// does not, or the token may not see hooks.
  package func redeliverFailed(since: Timestamp, hookURL: String) async throws(DeliveryFailure) -> Int {
    let hooks = try await calls.ask("GET", ["hooks"], [("per_page", "100")])
    if [401, 403, 404].contains(hooks.status) { return 0 }
    let found = try calls.succeeded(hooks).json.elements.first { $0.text("url") == hookURL }
    guard let hook = found?.id("id"), let events = try await calls.list(["hooks", hook, "events"]) else { return 0 }
    let arrived = Set(events.filter(Self.isSuccess).compactMap(Self.key))
    var asked: Set<String> = []
    for event in events where asked.count < Self.resendingsMax && Self.isRecent(event, since: since) {
      guard let id = event.id("id"), let key = Self.key(event), !arrived.contains(key), asked.insert(key).inserted
      else { continue }
      let answer = try await calls.ask("POST", ["hooks", hook, "events", id, "resend"])
      if answer.status == 404 || answer.status == 429 { return asked.count - 1 }
      _ = try calls.succeeded(answer)
    }
    return asked.count
  }

  private static func key(_ event: Value) -> String? { event.text("request_headers", "Idempotency-Key") }

  /// A status in text, or words where no answer came.
  private static func isSuccess(_ event: Value) -> Bool {
    (200..<300).contains(event.id("response_status").flatMap(Int.init) ?? 0)
  }

  /// Where an answer came, its date is told; without one, the last seven days are all there is.
  private static func isRecent(_ event: Value, since: Timestamp) -> Bool {
    guard let date = event.text("response_headers", "Date"),
      let ago = RetryAfter.seconds(date, now: Date(timeIntervalSince1970: Double(since.milliseconds) / 1000))
    else { return true }
    return ago > 0
  }
}
