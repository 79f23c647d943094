import Documents
import Foundation
import NIOConcurrencyHelpers
import TestSupport

/// The messages that a double of a chat tool holds, and what is to go wrong with it.
final class ChatRoom: Sendable {
  typealias Answer = LoopbackReceiver.Answer
  typealias Request = LoopbackReceiver.Request

  struct Message: Sendable {
    var id: String
    /// The message that it stands under.
    var thread: String?
    var text: String
    /// As it was sent last.
    var body: Value
    var edits = 0
    /// Deleted by somebody, and still shown as such.
    var isRemoved = false
  }

  enum Trouble: Sendable {
    /// The request is carried out, and the connection is cut before the answer.
    case cut
    /// The request is answered so, and not carried out.
    case answer(Answer)
  }

  struct State: Sendable {
    var messages: [Message] = []
    /// Ids of messages that have a thread, where that is made by itself.
    var threads: Set<String> = []
    fileprivate var troubles: [(path: String, trouble: Trouble)] = []
    private var count = 0

    mutating func add(_ text: String, body: Value, id: String? = nil, thread: String? = nil) -> Message {
      count += 1
      let message = Message(id: id ?? "\(1_700_000_000 + count)", thread: thread, text: text, body: body)
      messages.append(message)
      return message
    }

    /// False where there is no such message.
    mutating func edit(_ id: String, text: String, body: Value) -> Bool {
      guard let place = messages.firstIndex(where: { $0.id == id }) else { return false }
      messages[place].text = text
      messages[place].body = body
      messages[place].edits += 1
      return true
    }

    func message(_ id: String) -> Message? { messages.first { $0.id == id } }
  }

  private let state = NIOLockedValueBox(State())

  var messages: [Message] { state.withLockedValue { $0.messages } }
  /// Those that stand under no other.
  var roots: [Message] { messages.filter { $0.thread == nil } }
  var replies: [Message] { messages.filter { $0.thread != nil } }

  /// For the next request whose method and path, such as `POST /hooks/a`, hold the words.
  func trouble(_ trouble: Trouble, on path: String) { state.withLockedValue { $0.troubles.append((path, trouble)) } }

  func change(_ change: (inout State) -> Void) { state.withLockedValue { change(&$0) } }

  func serve(_ request: Request, by rules: (Request, inout State) -> Answer) -> Answer {
    state.withLockedValue { state in
      let line = "\(request.method) \(request.path)"
      let place = state.troubles.firstIndex { line.contains($0.path) }
      let trouble = place.map { state.troubles.remove(at: $0).trouble }
      if case .answer(let answer) = trouble { return answer }
      let answer = rules(request, &state)
      if case .cut = trouble { return .cut }
      return answer
    }
  }
}

extension LoopbackReceiver.Request {
  /// The path before the query.
  var place: String { path.split(separator: "?", maxSplits: 1).first.map(String.init) ?? path }

  /// Null where the body is no JSON, or is not said to be.
  var value: Value {
    guard headers["content-type"]?.hasPrefix("application/json") == true else { return .null }
    return (try? JSONDecoder().decode(Value.self, from: body)) ?? .null
  }
}

extension LoopbackReceiver.Answer {
  static func saying(_ words: String, status: Int = 200, headers: [String: String] = [:]) -> Self {
    Self(status: status, headers: headers, body: Data(words.utf8))
  }

  static func telling(_ value: Value, status: Int = 200, headers: [String: String] = [:]) -> Self {
    let body = (try? JSONEncoder().encode(value)) ?? Data()
    return Self(status: status, headers: headers.merging(["content-type": "application/json"]) { $1 }, body: body)
  }
}

extension Value {
  /// Its items, where it is a list.
  var members: [Value] {
    guard case .array(let items) = self else { return [] }
    return items
  }

  var texts: [String] { members.compactMap(\.string) }
}
