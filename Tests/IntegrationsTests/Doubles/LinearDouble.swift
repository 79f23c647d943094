import Documents
import Foundation
import NIOConcurrencyHelpers
import TestSupport

/// Linear's GraphQL API, as far as it is asked, for the team `ENG` and the key `lin_api_secret`.
final class LinearDouble: TrackerDouble {
  static let team = "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"
  let faults = Faults()
  private let receiver: LoopbackReceiver
  private let store = Store()

  init() async throws {
    let (faults, store) = (faults, store)
    receiver = try await LoopbackReceiver { request in faults.answer(request, by: store.answer) }
  }

  var url: String { receiver.url + "/graphql" }
  /// Keys are the ids.
  var issues: [SeenIssue] { store.state.withLockedValue { $0.issues } }
  /// What searches find lags behind: they find nothing from here on.
  func hideFromSearches() { store.state.withLockedValue { $0.isHidden = true } }

  private struct State {
    var issues: [SeenIssue] = []
    var comments: Set<String> = []
    var isHidden = false
  }

  private final class Store: Sendable {
    /// By type, in the order of the board.
    private static let states = [
      ("Backlog", "backlog"), ("Todo", "unstarted"), ("In Review", "started"), ("Done", "completed"),
      ("Canceled", "canceled"),
    ]
    let state = NIOLockedValueBox(State())

    func answer(_ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
      guard request.method == "POST", request.segments == ["graphql"] else { return .init(status: 404) }
      guard request.headers["authorization"] == "lin_api_secret" else {
        return Self.errors("Authentication required, not authenticated", "AUTHENTICATION_ERROR", status: 400)
      }
      let (query, variables) = (request.json["query"]?.string ?? "", request.json["variables"] ?? .null)
      return state.withLockedValue { state in
        if query.contains("issueCreate(") { return Self.create(variables["input"] ?? .null, &state) }
        if query.contains("issueUpdate(") { return Self.update(variables, &state) }
        if query.contains("commentCreate(") { return Self.comment(variables["input"] ?? .null, &state) }
        if query.contains("issues(") { return Self.issues(variables["id"]?.string, state) }
        if query.contains("comments(") {
          let found = variables["id"]?.string.map(state.comments.contains) == true
          return Self.data(["comments": ["nodes": found ? [["id": variables["id"] ?? .null]] : []]])
        }
        if query.contains("teams(") {
          return Self.data(["teams": ["nodes": variables["key"] == "ENG" ? [["id": .string(LinearDouble.team)]] : []]])
        }
        return Self.errors("Cannot query field", "GRAPHQL_VALIDATION_FAILED", status: 400)
      }
    }

    private static func create(_ input: Value, _ state: inout State) -> LoopbackReceiver.Answer {
      guard let id = input["id"]?.string, isVersion4(id) else {
        return errors("id must be a UUID", "INVALID_INPUT")
      }
      guard input["teamId"]?.string == LinearDouble.team else {
        return errors("teamId must be a UUID", "INVALID_INPUT")
      }
      guard let title = input["title"]?.string, title.unicodeScalars.count <= 255 else {
        return errors("title must be shorter", "INVALID_INPUT")
      }
      guard !state.issues.contains(where: { $0.key == id }) else {
        state.isHidden = false
        return errors("Entity Issue with this id already exists", "INVALID_INPUT")
      }
      let issue = SeenIssue(
        key: id, title: title, text: input["description"]?.string ?? "", state: "Todo", comments: [])
      state.issues.append(issue)
      return data(["issueCreate": ["success": true, "issue": value(issue)]])
    }

    private static func update(_ variables: Value, _ state: inout State) -> LoopbackReceiver.Answer {
      guard let index = state.issues.firstIndex(where: { $0.key == variables["id"]?.string }) else {
        return errors("Entity not found: Issue", "INVALID_INPUT")
      }
      if let title = variables["input"]?["title"]?.string { state.issues[index].title = title }
      if let id = variables["input"]?["stateId"]?.string { state.issues[index].state = String(id.dropFirst(3)) }
      return data(["issueUpdate": ["success": true]])
    }

    private static func comment(_ input: Value, _ state: inout State) -> LoopbackReceiver.Answer {
      guard let id = input["id"]?.string, isVersion4(id), let text = input["body"]?.string else {
        return errors("id must be a UUID", "INVALID_INPUT")
      }
      guard !state.comments.contains(id) else { return errors("Entity Comment already exists", "INVALID_INPUT") }
      guard let index = state.issues.firstIndex(where: { $0.key == input["issueId"]?.string }) else {
        return errors("Entity not found: Issue", "INVALID_INPUT")
      }
      state.comments.insert(id)
      state.issues[index].comments.append(text)
      return data(["commentCreate": ["success": true]])
    }

    private static func issues(_ id: String?, _ state: State) -> LoopbackReceiver.Answer {
      let found = state.isHidden ? [] : state.issues.filter { $0.key == id }
      return data(["issues": ["nodes": .array(found.map(value))]])
    }

    private static func value(_ issue: SeenIssue) -> Value {
      let type = states.first { $0.0 == issue.state }?.1 ?? ""
      let all = states.enumerated().map { index, state -> Value in
        [
          "id": .string("id \(state.0)"), "name": .string(state.0), "type": .string(state.1),
          "position": .double(Double(index) + 0.5),
        ]
      }
      return [
        "id": .string(issue.key), "identifier": "ENG-1", "url": "https://linear.example/acme/issue/ENG-1",
        "state": ["id": .string("id \(issue.state)"), "type": .string(type)],
        "team": ["states": ["nodes": .array(all)]],
      ]
    }

    private static func isVersion4(_ id: String) -> Bool {
      let digits = Array(id)
      return UUID(uuidString: id) != nil && digits[14] == "4" && "89ab".contains(digits[19])
    }

    private static func data(_ data: Value) -> LoopbackReceiver.Answer { .json(200, ["data": data]) }

    private static func errors(_ message: String, _ code: String, status: Int = 200) -> LoopbackReceiver.Answer {
      .json(
        status, ["errors": [["message": .string(message), "extensions": ["code": .string(code)]]], "data": .null])
    }
  }
}
