import Documents
import Foundation
import NIOConcurrencyHelpers
import TestSupport

/// Jira Cloud's API, for the project `ARCH` and the token `jira-secret` of `bot@acme.example`.
final class JiraDouble: TrackerDouble {
  let faults = Faults()
  private let receiver: LoopbackReceiver
  private let store = Store()

  init() async throws {
    let (faults, store) = (faults, store)
    receiver = try await LoopbackReceiver { request in faults.answer(request, by: store.answer) }
  }

  var url: String { receiver.url }
  var requests: [LoopbackReceiver.Request] { receiver.requests }
  /// The texts are those of the documents, without what they are marked with.
  var issues: [SeenIssue] { store.issues.withLockedValue { $0.map(\.seen) } }
  /// The descriptions as they were sent.
  var descriptions: [Value] { store.issues.withLockedValue { $0.map(\.description) } }

  private struct Entry {
    var seen: SeenIssue
    var description: Value
    var comments: [Value] = []
    var properties: Value
  }

  private final class Store: Sendable {
    /// From each status to those beside it.
    private static let ways = ["To Do": ["In Review"], "In Review": ["To Do", "Done"], "Done": ["To Do"]]
    let issues = NIOLockedValueBox<[Entry]>([])

    func answer(_ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
      let key = Data("bot@acme.example:jira-secret".utf8).base64EncodedString()
      guard request.headers["authorization"] == "Basic \(key)" else {
        return .json(401, ["errorMessages": ["Client must be authenticated to access this resource."], "errors": [:]])
      }
      let path = request.segments
      guard path.count >= 4, Array(path[0..<3]) == ["rest", "api", "3"] else { return .json(404, [:]) }
      switch (request.method, path[3...].joined(separator: "/")) {
      case ("POST", "search/jql"): return search(request.json)
      case ("POST", "search"): return .json(410, ["errorMessages": ["The requested API has been removed."]])
      case ("POST", "issue"): return create(request.json)
      case (_, let rest) where rest.hasPrefix("issue/"): return issue(path, request)
      default: return .json(404, [:])
      }
    }

    private func search(_ question: Value) -> LoopbackReceiver.Answer {
      guard let jql = question["jql"]?.string, jql.contains("project = \"ARCH\"") else {
        return .json(400, ["errorMessages": ["Unbounded JQL queries are not allowed here."]])
      }
      guard !jql.contains("issue.property") else {
        return .json(400, ["errorMessages": ["The property is not indexed."]])
      }
      let wanted = (question["properties"]?.list ?? []).compactMap(\.string)
      let all = Array(issues.withLockedValue { $0 }.reversed())
      // Two at a time, so that pages are followed.
      let start = Int(question["nextPageToken"]?.string ?? "") ?? 0
      let page = all.dropFirst(start).prefix(2).map { entry -> Value in
        var value: [String: Value] = ["id": .string("1\(entry.seen.key)"), "key": .string(entry.seen.key)]
        if wanted.contains("countersign") { value["properties"] = entry.properties }
        return .object(value)
      }
      guard start + 2 < all.count else { return .json(200, ["issues": .array(page), "isLast": true]) }
      return .json(200, ["issues": .array(page), "isLast": false, "nextPageToken": .string("\(start + 2)")])
    }

    private func create(_ body: Value) -> LoopbackReceiver.Answer {
      guard body["fields"]?["project"]?["key"] == "ARCH" else { return invalid("project", "valid project is required") }
      guard body["fields"]?["issuetype"]?["name"] == "Task" else {
        return invalid("issuetype", "Specify a valid issue type")
      }
      let title = body["fields"]?["summary"]?.string ?? ""
      guard title.unicodeScalars.count <= 255 else {
        return invalid("summary", "Summary must be less than 255 characters.")
      }
      guard !title.contains("\n") else {
        return invalid("summary", "The summary is invalid because it contains newline characters.")
      }
      let description = body["fields"]?["description"] ?? .null
      guard let text = Self.text(description) else {
        return invalid("description", "Operation value must be an Atlassian Document")
      }
      guard text.unicodeScalars.count <= 32_767 else { return invalid("description", "The entered text is too long.") }
      var properties: [String: Value] = [:]
      for property in body["properties"]?.list ?? [] { properties[property["key"]?.string ?? ""] = property["value"] }
      return issues.withLockedValue { [properties] issues in
        let key = "ARCH-\(issues.count + 1)"
        issues.append(
          Entry(
            seen: SeenIssue(key: key, title: title, text: text, state: "To Do", comments: []),
            description: description, properties: .object(properties)))
        return .json(201, ["id": "10001", "key": .string(key)])
      }
    }

    private func issue(_ path: [String], _ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
      issues.withLockedValue { issues in
        guard let index = issues.firstIndex(where: { $0.seen.key == path[4] }) else {
          return .json(404, ["errorMessages": ["Issue does not exist or you do not have permission to see it."]])
        }
        let state = issues[index].seen.state
        switch (request.method, path.count > 5 ? path[5] : nil) {
        case ("GET", nil):
          return .json(200, ["fields": ["summary": .string(issues[index].seen.title), "status": Self.status(state)]])
        case ("PUT", nil):
          issues[index].seen.title = request.json["fields"]?["summary"]?.string ?? ""
          return .init(status: 204)
        case ("GET", "transitions"):
          let ways = (Self.ways[state] ?? []).map { name -> Value in
            ["id": .string("to \(name)"), "name": .string("Move"), "to": Self.status(name)]
          }
          return .json(200, ["transitions": .array(ways)])
        case ("POST", "transitions"):
          let id = request.json["transition"]?["id"]?.string ?? ""
          guard let name = Self.ways[state]?.first(where: { "to \($0)" == id }) else {
            return .json(
              400, ["errorMessages": ["It seems that you have tried to perform an illegal workflow operation."]])
          }
          issues[index].seen.state = name
          return .init(status: 204)
        case ("GET", "comment"):
          return .json(200, ["comments": .array(issues[index].comments.reversed().map { ["body": $0] })])
        case ("POST", "comment"):
          let body = request.json["body"] ?? .null
          guard let text = Self.text(body), text.unicodeScalars.count <= 32_767 else {
            return .json(400, ["errors": ["comment": "Comment body is not valid!"]])
          }
          issues[index].comments.append(body)
          issues[index].seen.comments.append(text)
          return .json(201, ["id": "1"])
        default: return .json(404, [:])
        }
      }
    }

    private static func status(_ name: String) -> Value {
      let category = name == "Done" ? "done" : name == "To Do" ? "new" : "indeterminate"
      return ["name": .string(name), "statusCategory": ["key": .string(category)]]
    }

    private func invalid(_ field: String, _ words: String) -> LoopbackReceiver.Answer {
      .json(400, ["errorMessages": [], "errors": .object([field: .string(words)])])
    }

    /// The words of a document, its paragraphs parted by empty lines; nil where it is no document.
    private static func text(_ document: Value) -> String? {
      guard document["type"] == "doc", document["version"] == 1 else { return nil }
      var paragraphs: [String] = []
      for paragraph in document["content"]?.list ?? [] {
        guard paragraph["type"] == "paragraph" else { return nil }
        var words = ""
        for node in paragraph["content"]?.list ?? [] {
          switch node["type"]?.string {
          case "text":
            guard let text = node["text"]?.string, !text.isEmpty else { return nil }
            words += text
          case "hardBreak": words += "\n"
          case "mention": words += node["attrs"]?["text"]?.string ?? ""
          default: return nil
          }
        }
        paragraphs.append(words)
      }
      return paragraphs.joined(separator: "\n\n")
    }
  }
}
