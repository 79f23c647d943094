import Documents
import Foundation
import NIOConcurrencyHelpers
import TestSupport

/// Redmine's REST API, for the project `docs` and the key `redmine-secret`.
final class RedmineDouble: TrackerDouble {
  let faults = Faults()
  private let receiver: LoopbackReceiver
  private let store: Store

  /// `mayClose` is whether the workflow lets the key's user close issues: without it, Redmine takes it and does nothing.
  init(mayClose: Bool = true) async throws {
    let (faults, store) = (faults, Store(mayClose: mayClose))
    self.store = store
    receiver = try await LoopbackReceiver { request in faults.answer(request, by: store.answer) }
  }

  var url: String { receiver.url }
  var issues: [SeenIssue] { store.issues.withLockedValue { $0 } }
  var requests: [LoopbackReceiver.Request] { receiver.requests }

  private final class Store: Sendable {
    static let statuses = ["New", "In Progress", "Closed", "Rejected"]
    let issues = NIOLockedValueBox<[SeenIssue]>([])
    private let mayClose: Bool

    init(mayClose: Bool) { self.mayClose = mayClose }

    func answer(_ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
      guard request.headers["x-redmine-api-key"] == "redmine-secret" else { return .init(status: 401) }
      switch (request.method, request.segments.joined(separator: "/")) {
      case ("GET", "issue_statuses.json"):
        return .json(200, ["issue_statuses": .array(Self.statuses.indices.map(Self.status))])
      case ("GET", "trackers.json"):
        return .json(200, ["trackers": [["id": 1, "name": "Bug"], ["id": 2, "name": "Review"]]])
      case ("GET", "projects/docs/issues.json"): return list(request.query)
      case ("POST", "issues.json"): return create(request.json["issue"] ?? .null)
      case (_, let path) where path.hasPrefix("issues/"): return issue(path, request)
      default: return .init(status: 404)
      }
    }

    private static func status(_ index: Int) -> Value {
      ["id": .int(index + 1), "name": .string(statuses[index]), "is_closed": .bool(index >= 2)]
    }

    private func list(_ query: [String: String]) -> LoopbackReceiver.Answer {
      guard query["status_id"] == "*" else { return .json(200, ["issues": []]) }
      let words = query["description"].map { String($0.dropFirst()) } ?? ""
      let found = issues.withLockedValue { $0 }.reversed().filter { words.isEmpty || $0.text.contains(words) }
      let page = found.dropFirst(query["offset"].flatMap(Int.init) ?? 0).prefix(query["limit"].flatMap(Int.init) ?? 25)
      return .json(200, ["issues": .array(page.map { Self.value($0) })])
    }

    private func create(_ fields: Value) -> LoopbackReceiver.Answer {
      guard fields["project_id"]?.string == "docs" else { return .init(status: 404) }
      let title = fields["subject"]?.string ?? ""
      if title.isEmpty { return .json(422, ["errors": ["Subject cannot be blank"]]) }
      if title.unicodeScalars.count > 255 {
        return .json(422, ["errors": ["Subject is too long (maximum is 255 characters)"]])
      }
      return issues.withLockedValue { issues in
        let issue = SeenIssue(
          key: "\(issues.count + 1)", title: title, text: fields["description"]?.string ?? "", state: "New",
          comments: [], labels: fields["tracker_id"] == 2 ? ["Review"] : [])
        issues.append(issue)
        return .json(201, ["issue": Self.value(issue)])
      }
    }

    private func issue(_ path: String, _ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
      issues.withLockedValue { issues in
        let key = path.dropFirst("issues/".count).replacing(".json", with: "")
        guard let index = issues.firstIndex(where: { $0.key == key }) else { return .init(status: 404) }
        guard request.method == "PUT" else {
          return .json(200, ["issue": Self.value(issues[index], withJournals: request.query["include"] == "journals")])
        }
        let fields = request.json["issue"] ?? .null
        if let title = fields["subject"]?.string { issues[index].title = title }
        if let text = fields["notes"]?.string, !text.isEmpty { issues[index].comments.append(text) }
        if case .int(let status)? = fields["status_id"], mayClose || status <= 2 {
          issues[index].state = Self.statuses[status - 1]
        }
        return .init(status: 204)
      }
    }

    private static func value(_ issue: SeenIssue, withJournals: Bool = false) -> Value {
      var value: [String: Value] = [
        "id": .int(Int(issue.key) ?? 0), "subject": .string(issue.title), "description": .string(issue.text),
        "status": status(statuses.firstIndex(of: issue.state) ?? 0),
      ]
      if withJournals { value["journals"] = .array(issue.comments.map { ["id": 1, "notes": .string($0)] }) }
      return .object(value)
    }
  }
}
