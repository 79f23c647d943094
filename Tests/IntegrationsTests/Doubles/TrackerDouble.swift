import Documents
import Foundation
import NIOConcurrencyHelpers
import TestSupport

/// A tracker on loopback that keeps its own rules, and in which things go wrong as they are planned.
protocol TrackerDouble: Sendable {
  var url: String { get }
  var faults: Faults { get }
  /// The oldest first, each with its comments.
  var issues: [SeenIssue] { get async throws }
}

/// An issue as people would find it.
struct SeenIssue: Equatable {
  var key: String
  var title: String
  var text: String
  /// As the tracker calls it.
  var state: String
  var comments: [String]
  var labels: [String] = []
}

/// What goes wrong, each once and in order, at the requests that it is planned for.
final class Faults: Sendable {
  enum Fault: Sendable {
    /// It is carried out, and the connection is closed with no answer.
    case cut
    /// It is not carried out, and answered so.
    case answer(LoopbackReceiver.Answer)
  }

  private let planned = NIOLockedValueBox<[(fault: Fault, method: String, part: String)]>([])

  /// `part` is looked for in the path, and in the body where there is none in the path: GraphQL has but one path.
  func plan(_ fault: Fault, at method: String, _ part: String) {
    planned.withLockedValue { $0.append((fault, method, part)) }
  }

  var isDone: Bool { planned.withLockedValue(\.isEmpty) }

  /// Answers as planned, or as the tool would.
  func answer(
    _ request: LoopbackReceiver.Request, by tool: (LoopbackReceiver.Request) -> LoopbackReceiver.Answer
  ) -> LoopbackReceiver.Answer {
    switch next(request.method, request.path, request.body) {
    case nil: return tool(request)
    case .answer(let answer): return answer
    case .cut:
      _ = tool(request)
      return .cut
    }
  }

  /// The fault that is planned for a request: it is then no more.
  func next(_ method: String, _ path: String, _ body: Data) -> Fault? {
    planned.withLockedValue { planned in
      let index = planned.firstIndex {
        $0.method == method
          && (path.contains($0.part) || String(decoding: body, as: UTF8.self).contains($0.part))
      }
      return index.map { planned.remove(at: $0).fault }
    }
  }
}

extension LoopbackReceiver.Answer {
  static func json(_ status: Int, _ value: Value, headers: [String: String] = [:]) -> Self {
    let body = (try? JSONEncoder().encode(value)) ?? Data()
    return Self(status: status, headers: headers.merging(["content-type": "application/json"]) { $1 }, body: body)
  }
}

extension LoopbackReceiver.Request {
  /// The path's segments, decoded, without the query.
  var segments: [String] {
    let path = self.path.split(separator: "?", maxSplits: 1).first ?? ""
    return path.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
  }

  var json: Value { (try? JSONDecoder().decode(Value.self, from: body)) ?? .null }
}

extension Value {
  /// Of an array, in a test.
  var list: [Value] {
    guard case .array(let items) = self else { return [] }
    return items
  }
}
