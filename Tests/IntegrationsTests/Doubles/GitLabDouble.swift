import Documents
import Foundation
import NIOConcurrencyHelpers
import TestSupport

/// GitLab's API of issues, for the project `acme/docs` and the token `glpat-secret`.
final class GitLabDouble: TrackerDouble {
  let faults = Faults()
  private let receiver: LoopbackReceiver
  private let store: Store

  init() async throws {
    let (faults, store) = (faults, Store())
    self.store = store
    receiver = try await LoopbackReceiver { request in faults.answer(request, by: store.answer) }
  }

  var url: String { receiver.url }
  var issues: [SeenIssue] { store.issues.withLockedValue { $0 } }

  private final class Store: Sendable {
    let issues = NIOLockedValueBox<[SeenIssue]>([])

    func answer(_ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
      guard request.headers["private-token"] == "glpat-secret" else {
        return .json(401, ["message": "401 Unauthorized"])
      }
      let path = request.segments
      guard path.count >= 5, Array(path[0..<5]) == ["api", "v4", "projects", "acme/docs", "issues"] else {
        return .json(404, ["message": "404 Project Not Found"])
      }
      switch (request.method, path.count) {
      case ("GET", 5): return list(request.query)
      case ("POST", 5): return create(request.json)
      default: return issue(path, request)
      }
    }

    private func list(_ query: [String: String]) -> LoopbackReceiver.Answer {
      let (page, size) = (query["page"].flatMap(Int.init) ?? 1, min(query["per_page"].flatMap(Int.init) ?? 20, 100))
      let all = issues.withLockedValue { $0 }.reversed().filter { issue in
        query["labels"].map(issue.labels.contains) ?? true
      }
      return .json(200, .array(all.dropFirst((page - 1) * size).prefix(size).map(Self.value)))
    }

    private func create(_ body: Value) -> LoopbackReceiver.Answer {
      guard let title = body["title"]?.string, let text = body["description"]?.string else {
        return .json(400, ["error": "title is missing"])
      }
      if title.unicodeScalars.count > 255 {
        return .json(400, ["message": ["title": ["is too long (maximum is 255 characters)"]]])
      }
      if text.unicodeScalars.count > 1_048_576 {
        return .json(400, ["message": ["description": ["is too long (maximum is 1 MiB)"]]])
      }
      return issues.withLockedValue { issues in
        let issue = SeenIssue(
          key: "\(issues.count + 1)", title: title, text: text, state: "opened", comments: [],
          labels: (body["labels"]?.string ?? "").split(separator: ",").map(String.init))
        issues.append(issue)
        return .json(201, Self.value(issue))
      }
    }

    private func issue(_ path: [String], _ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
      issues.withLockedValue { issues in
        guard let index = issues.firstIndex(where: { $0.key == path[5] }) else {
          return .json(404, ["message": "404 Issue Not Found"])
        }
        switch (request.method, path.count > 6 ? path[6] : nil) {
        case ("PUT", nil):
          if let title = request.json["title"]?.string { issues[index].title = title }
          switch request.json["state_event"]?.string {
          case "close": issues[index].state = "closed"
          case "reopen": issues[index].state = "opened"
          default: return .json(400, ["error": "state_event does not have a valid value"])
          }
          return .json(200, Self.value(issues[index]))
        case ("GET", "notes"):
          return .json(200, .array(issues[index].comments.reversed().map { ["id": 1, "body": .string($0)] }))
        case ("POST", "notes"): return note(request.json, on: &issues[index])
        default: return .json(404, ["error": "404 Not Found"])
        }
      }
    }

    /// Lines that begin with a slash are commands: they are taken out and carried out.
    private func note(_ body: Value, on issue: inout SeenIssue) -> LoopbackReceiver.Answer {
      let text = body["body"]?.string ?? ""
      if text.unicodeScalars.count > 1_000_000 {
        return .json(400, ["message": ["note": ["is too long (maximum is 1000000 characters)"]]])
      }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      if lines.contains("/close") { issue.state = "closed" }
      let kept = lines.filter { !$0.hasPrefix("/") }.joined(separator: "\n")
      guard !kept.isEmpty else { return .json(202, ["commands_changes": [:]]) }
      issue.comments.append(kept)
      return .json(201, ["id": 1, "body": .string(kept)])
    }

    private static func value(_ issue: SeenIssue) -> Value {
      [
        "id": .int(1000 + (Int(issue.key) ?? 0)), "iid": .int(Int(issue.key) ?? 0), "title": .string(issue.title),
        "description": .string(issue.text), "state": .string(issue.state),
        "web_url": .string("https://gitlab.example/acme/docs/-/issues/\(issue.key)"),
      ]
    }
  }
}
