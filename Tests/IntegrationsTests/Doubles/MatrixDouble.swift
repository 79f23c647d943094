import Documents
import Foundation
import NIOConcurrencyHelpers
import TestSupport

/// A Matrix homeserver with one room, in which one account writes.
final class MatrixDouble: Answering {
  static let token = "syt_countersign_s3cret"
  static let room = "!architecture:example.org"
  static let user = "@countersign:example.org"
  static let bytesMax = 65_536

  struct Event: Sendable {
    var id: String
    var content: Value
    var isRedacted = false

    func relates(_ type: String, to event: String) -> Bool {
      content.at("m.relates_to", "rel_type").string == type
        && content.at("m.relates_to", "event_id").string == event
    }
  }

  private struct State {
    var events: [Event] = []
    var transactions: [String: String] = [:]
  }

  private let state = NIOLockedValueBox(State())

  var events: [Event] { state.withLockedValue { $0.events } }
  /// What begins a conversation: no change, and no answer.
  var roots: [Event] { events.filter { $0.content["m.relates_to"] == nil } }

  /// As clients show it: what the newest change says, or else what it said at first.
  func shown(_ event: String) -> Value {
    let changed = events.last { $0.relates("m.replace", to: event) }?.content["m.new_content"]
    return changed ?? events.first { $0.id == event }?.content ?? .null
  }

  func thread(under event: String) -> [Value] {
    events.filter { $0.relates("m.thread", to: event) }.map(\.content)
  }

  func redact(_ event: String) {
    state.withLockedValue { state in
      guard let place = state.events.firstIndex(where: { $0.id == event }) else { return }
      state.events[place] = Event(id: event, content: [:], isRedacted: true)
    }
  }

  /// Servers keep the ids of transactions for a while only.
  func forgetTransactions() { state.withLockedValue { $0.transactions = [:] } }

  func answer(_ request: LoopbackReceiver.Request) -> LoopbackReceiver.Answer {
    guard let authorization = request.headers["authorization"] else {
      return Self.error(401, "M_MISSING_TOKEN", "Missing access token")
    }
    guard authorization == "Bearer \(Self.token)" else {
      return Self.error(401, "M_UNKNOWN_TOKEN", "Unrecognised access token: \(authorization)")
    }
    let parts = request.place.split(separator: "/").map { String($0).removingPercentEncoding ?? "" }
    guard parts.count >= 5, parts[0] == "_matrix", parts[1] == "client" else { return Self.unknown }
    if parts[3...] == ["account", "whoami"] { return .telling(["user_id": .string(Self.user)]) }
    guard parts[3] == "rooms", parts[4] == Self.room else {
      return Self.error(403, "M_FORBIDDEN", "User \(Self.user) not in room \(parts[4])")
    }
    return inRoom(request, Array(parts[5...]))
  }

  static func error(
    _ status: Int, _ code: String, _ words: String, others: [String: Value] = [:]
  )
    -> LoopbackReceiver.Answer
  {
    let body: [String: Value] = ["errcode": .string(code), "error": .string(words)]
    return .telling(.object(body.merging(others) { $1 }), status: status)
  }

  private static let unknown = error(404, "M_UNRECOGNIZED", "Unrecognized request")
}

extension MatrixDouble {
  private func inRoom(_ request: LoopbackReceiver.Request, _ path: [String]) -> LoopbackReceiver.Answer {
    switch (request.method, path.first, path.count) {
    case ("PUT", "send", 3) where path[1] == "m.room.message": return send(request, transaction: path[2])
    case ("GET", "messages", 1):
      let newest = events.reversed().prefix(Int(request.query["limit"] ?? "") ?? 10)
      return .telling(["chunk": .array(newest.map(Self.value))])
    case ("GET", "event", 2):
      guard let event = events.first(where: { $0.id == path[1] }) else {
        return Self.error(404, "M_NOT_FOUND", "Event not found.")
      }
      return .telling(Self.value(event))
    case ("GET", "relations", 3):
      return .telling(["chunk": .array(events.reversed().filter { $0.relates(path[2], to: path[1]) }.map(Self.value))])
    default: return Self.unknown
    }
  }

  private func send(_ request: LoopbackReceiver.Request, transaction: String) -> LoopbackReceiver.Answer {
    let content = request.json
    guard request.body.count <= Self.bytesMax else { return Self.error(413, "M_TOO_LARGE", "event too large") }
    guard content["msgtype"]?.string == "m.text", content["body"]?.string?.isEmpty == false else {
      return Self.error(400, "M_BAD_JSON", "'body' not in content")
    }
    return state.withLockedValue { state in
      if let known = state.transactions[transaction] { return .telling(["event_id": .string(known)]) }
      if let error = Self.wrongRelation(content, state.events) { return error }
      let id = "$event\(state.events.count + 1)"
      state.events.append(Event(id: id, content: content))
      state.transactions[transaction] = id
      return .telling(["event_id": .string(id)])
    }
  }

  /// A change needs its new words and something of ours that is no change; a thread cannot begin at what relates to
  /// another event.
  private static func wrongRelation(_ content: Value, _ events: [Event]) -> LoopbackReceiver.Answer? {
    guard let relation = content["m.relates_to"] else { return nil }
    guard let target = events.first(where: { $0.id == relation["event_id"]?.string }) else {
      return error(400, "M_UNKNOWN", "Can't send relation to unknown event")
    }
    let isPlain = target.content["m.relates_to"] == nil
    switch relation["rel_type"]?.string {
    case "m.replace" where isPlain && content.at("m.new_content", "body").string != nil: return nil
    case "m.thread" where isPlain && content["m.new_content"] == nil: return nil
    default: return error(400, "M_UNKNOWN", "Cannot start threads from an event with a relation")
    }
  }

  private static func value(_ event: Event) -> Value {
    [
      "event_id": .string(event.id), "type": "m.room.message", "sender": .string(user), "content": event.content,
      "unsigned": event.isRedacted ? ["redacted_because": ["type": "m.room.redaction"]] : [:],
    ]
  }
}
