import Documents
import Foundation
import NIOConcurrencyHelpers
import TestSupport

/// GitHub's API of issues, for the repository `acme/docs` and the token `ghp_secret`.
final class GitHubDouble: TrackerDouble {
  let faults = Faults()
  private let receiver: LoopbackReceiver
  private let store: Store

  /// `mayLabel` is whether the token may set labels: without it, they are left out silently.
  init(mayLabel: Bool = true) async throws {
    let (faults, store) = (faults, Store())
    self.store = store
    receiver = try await LoopbackReceiver { request in
      faults.answer(request) { store.answer($0, mayLabel: mayLabel) }
    }
  }

  var url: String { receiver.url }
  var requests: [LoopbackReceiver.Request] { receiver.requests }
  var issues: [SeenIssue] { store.issues.withLockedValue { $0 } }

  /// As somebody in the tracker would.
  func change(_ change: (inout [SeenIssue]) -> Void) { store.issues.withLockedValue { change(&$0) } }

  private final class Store: Sendable {
    let issues = NIOLockedValueBox<[SeenIssue]>([])

    func answer(_ request: LoopbackReceiver.Request, mayLabel: Bool) -> LoopbackReceiver.Answer {
      guard request.headers["authorization"] == "Bearer ghp_secret" else {
        return .json(401, ["message": "Bad credentials"])
      }
      guard request.headers["user-agent"] != nil else { return .json(403, ["message": "User-Agent is missing"]) }
      let path = request.segments
      guard path.count >= 4, Array(path[0..<4]) == ["repos", "acme", "docs", "issues"] else {
        return .json(404, ["message": "Not Found"])
      }
      switch (request.method, path.count) {
      case ("GET", 4): return list(request.query)
      case ("POST", 4): return create(request.json, mayLabel: mayLabel)
      default: return issue(path, request)
      }
    }

    private func list(_ query: [String: String]) -> LoopbackReceiver.Answer {
      guard let page = query["page"].flatMap(Int.init), let size = query["per_page"].flatMap(Int.init), size <= 100
      else {
        return .json(422, ["message": "Validation Failed"])
      }
      let all = issues.withLockedValue { $0 }.reversed().filter { issue in
        query["labels"].map(issue.labels.contains) ?? true && (query["state"] == "all" || issue.state == "open")
      }
      return .json(200, .array(all.dropFirst((page - 1) * size).prefix(size).map(Self.value)))
    }

    private func create(_ body: Value, mayLabel: Bool) -> LoopbackReceiver.Answer {
      guard let title = body["title"]?.string, let text = body["body"]?.string else {
        return invalid("title", "missing_field")
      }
      if title.unicodeScalars.count > 256 { return invalid("title", "is too long (maximum is 256 characters)") }
      if text.unicodeScalars.count > 65_536 { return invalid("body", "is too long (maximum is 65536 characters)") }
      return issues.withLockedValue { issues in
        let issue = SeenIssue(
          key: "\(issues.count + 1)", title: title, text: text, state: "open", comments: [],
          labels: mayLabel ? (body["labels"]?.list ?? []).compactMap(\.string) : [])
        issues.append(issue)
        return .json(201, Self.value(issue))
      }
    }

    private func issue(_ path: [String], _ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
      issues.withLockedValue { issues in
        guard let index = issues.firstIndex(where: { $0.key == path[4] }) else {
          return .json(404, ["message": "Not Found"])
        }
        if issues[index].state == "deleted" { return .json(410, ["message": "This issue was deleted"]) }
        switch (request.method, path.count > 5 ? path[5] : nil) {
        case ("PATCH", nil):
          if let title = request.json["title"]?.string { issues[index].title = title }
          guard let state = request.json["state"]?.string, ["open", "closed"].contains(state) else {
            return invalid("state", "invalid")
          }
          issues[index].state = (request.json["state_reason"]?.string).map { "closed (\($0))" } ?? state
          return .json(200, Self.value(issues[index]))
        case ("GET", "comments"): return .json(200, .array(issues[index].comments.map { ["body": .string($0)] }))
        case ("POST", "comments"):
          guard let text = request.json["body"]?.string, !text.isEmpty else { return invalid("body", "missing_field") }
          if text.unicodeScalars.count > 65_536 { return invalid("body", "is too long (maximum is 65536 characters)") }
          issues[index].comments.append(text)
          return .json(201, ["id": 1, "body": .string(text)])
        default: return .json(404, ["message": "Not Found"])
        }
      }
    }

    private func invalid(_ field: String, _ code: String) -> LoopbackReceiver.Answer {
      .json(
        422,
        [
          "message": "Validation Failed",
          "errors": [["resource": "Issue", "field": .string(field), "code": .string(code)]],
        ])
    }

    private static func value(_ issue: SeenIssue) -> Value {
      [
        "number": .int(Int(issue.key) ?? 0), "title": .string(issue.title), "body": .string(issue.text),
        "state": .string(issue.state), "html_url": .string("https://github.example/acme/docs/issues/\(issue.key)"),
        "labels": .array(issue.labels.map { ["name": .string($0)] }),
      ]
    }
  }
}
