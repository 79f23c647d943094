import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Workflow

/// What is asked of the trail by the page's form; a link to it is the question saved.
struct AuditQuestion: Equatable {
  enum Order: String {
    case newest, oldest
  }

  var query = ""
  var project = ""
  /// As they were typed: days, or times.
  var since = ""
  var until = ""
  var order = Order.newest
  /// The position that the page goes on from.
  var from: Int64?

  init() {}

  /// A browser sends a form's spaces as plus signs, which elsewhere in an address are themselves.
  init(_ request: Request) throws(Refusal) {
    let form = try FormCoding(Data((request.uri.query ?? "").utf8))
    let text = { (name: String) in (form[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines) }
    query = text("query")
    project = text("project")
    since = text("since")
    until = text("until")
    order = Order(rawValue: text("order")) ?? .newest
    from = Int64(text("from"))
  }

  /// As the interface takes it: a day is meant to its end.
  var parameters: [(name: String, value: String)] {
    let isDay = until.count == 10 && Timestamp(until) != nil
    return [
      ("query", query), ("project", project), ("since", since),
      ("until", isDay ? until + "T23:59:59.999Z" : until),
    ].filter { !$0.value.isEmpty }
  }

  var isEmpty: Bool { parameters.isEmpty }

  func export(_ format: String) -> String {
    "/api/v1/events/export?" + Self.coded(parameters + [("format", format)])
  }

  /// The page with this question.
  func address(from position: Int64? = nil, order: Order? = nil) -> String {
    var all = [("query", query), ("project", project), ("since", since), ("until", until)].filter { !$0.1.isEmpty }
    if (order ?? self.order) == .oldest { all.append(("order", "oldest")) }
    if let position { all.append(("from", "\(position)")) }
    return all.isEmpty ? "/audit" : "/audit?" + Self.coded(all)
  }

  /// The request that the interface would be sent.
  func request() -> Request {
    let path = "/api/v1/events?" + Self.coded(parameters)
    return Request(
      head: HTTPRequest(method: .get, scheme: nil, authority: nil, path: path), body: RequestBody(buffer: .init()))
  }

  private static func coded(_ all: [(String, String)]) -> String {
    all.map { "\($0)=\(FormCoding.encoded($1))" }.joined(separator: "&")
  }
}

/// What cannot be read of a question, by the field that it stands in.
struct AuditFaults {
  private(set) var byField: [String: Value] = [:]

  var isEmpty: Bool { byField.isEmpty }

  /// A query that cannot be read is shown with the place; what it names and is not there, at the query too.
  init(_ refusal: Refusal? = nil, question: AuditQuestion) {
    guard let refusal else { return }
    do {
      _ = try SearchParser.parse(question.query)
    } catch {
      byField["query"] = [
        "message": .string("Column \(error.column): \(error.message)"), "pointer": .string(error.pointer),
      ]
      return
    }
    for fault in refusal.errors { byField[Self.known(fault.field)] = ["message": .string(fault.message.sentenceCased)] }
    if byField.isEmpty { byField["query"] = ["message": .string(refusal.detail)] }
  }

  private static func known(_ field: String) -> String {
    ["project", "since", "until"].contains(field) ? field : "query"
  }
}
