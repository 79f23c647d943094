import Documents
import Foundation
import NIOConcurrencyHelpers
import TestSupport

/// Gitea's API of issues, for the repository `acme/docs` with the label `review`, and the token `gta_token`.
final class GiteaDouble: TrackerDouble {
  /// What an operator may have set: fewer than are asked for.
  private static let pageMax = 2
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
      guard request.headers["authorization"] == "token gta_token" else {
        return .json(401, ["message": "invalid username, password or token"])
      }
      let path = request.segments
      guard path.count >= 6, Array(path[0..<5]) == ["api", "v1", "repos", "acme", "docs"] else {
        return .json(404, ["message": "The target couldn't be found."])
      }
      switch (request.method, path[5], path.count) {
      case ("GET", "labels", 6): return .json(200, request.query["page"] == "1" ? [["id": 7, "name": "review"]] : [])
      case ("GET", "issues", 6): return list(request.query)
      case ("POST", "issues", 6): return create(request.json)
      default: return issue(path, request)
      }
    }

    private func list(_ query: [String: String]) -> LoopbackReceiver.Answer {
      let (page, size) = (
        query["page"].flatMap(Int.init) ?? 1, min(query["limit"].flatMap(Int.init) ?? 30, GiteaDouble.pageMax)
      )
      let all = issues.withLockedValue { $0 }.reversed().filter { issue in
        query["labels"].map(issue.labels.contains) ?? true
      }
      return .json(200, .array(all.dropFirst((page - 1) * size).prefix(size).map(Self.value)))
    }

    private func create(_ body: Value) -> LoopbackReceiver.Answer {
      guard let title = body["title"]?.string, let text = body["body"]?.string else {
        return .json(422, ["message": "[Title]: Required"])
      }
      if title.unicodeScalars.count > 255 {
        return .json(500, ["message": "value too long for type character varying(255)"])
      }
      var labels: [String] = []
      for label in body["labels"]?.list ?? [] {
        guard case .int(let number) = label else {
          return .json(422, ["message": "json: cannot unmarshal string into Go struct field .labels of type int64"])
        }
        if number == 7 { labels.append("review") }
      }
      return issues.withLockedValue { [labels] issues in
        let issue = SeenIssue(
          key: "\(issues.count + 1)", title: title, text: text, state: "open", comments: [], labels: labels)
        issues.append(issue)
        return .json(201, Self.value(issue))
      }
    }

    private func issue(_ path: [String], _ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
      issues.withLockedValue { issues in
        guard path.count > 6, let index = issues.firstIndex(where: { $0.key == path[6] }) else {
          return .json(404, ["message": "issue does not exist"])
        }
        switch (request.method, path.count > 7 ? path[7] : nil) {
        case ("PATCH", nil):
          if let title = request.json["title"]?.string { issues[index].title = title }
          guard let state = request.json["state"]?.string, ["open", "closed"].contains(state) else {
            return .json(422, ["message": "unknown state"])
          }
          issues[index].state = state
          return .json(201, Self.value(issues[index]))
        case ("GET", "comments"): return .json(200, .array(issues[index].comments.map { ["body": .string($0)] }))
        case ("POST", "comments"):
          guard let text = request.json["body"]?.string, !text.isEmpty else {
            return .json(422, ["message": "[Body]: Required"])
          }
          issues[index].comments.append(text)
          return .json(201, ["id": 1])
        default: return .json(404, ["message": "Not Found"])
        }
      }
    }

    private static func value(_ issue: SeenIssue) -> Value {
      [
        "number": .int(Int(issue.key) ?? 0), "title": .string(issue.title), "body": .string(issue.text),
        "state": .string(issue.state), "html_url": .string("https://gitea.example/acme/docs/issues/\(issue.key)"),
      ]
    }
  }
}
