import Documents
import Foundation

/// Asks a host's API: what all calls have in common, how it pages its lists, and how it says that something is wrong.
package struct HostCalls: Sendable {
  let api: HostAPI
  let headers: [(name: String, value: String)]
  /// What stands before each path: the API's own and the repository's.
  let root: [String]
  /// The query's name of a page's size.
  var sizeName = "per_page"
  var words: @Sendable (Value) -> String? = { $0.text("message") }
  /// Whether an answer that did not succeed tells of a rate limit.
  var limit: @Sendable (TargetAnswer) -> TrackerAPI.RateLimit? = {
    $0.status == 429 ? TrackerAPI.RateLimit(seconds: $0.retryAfter) : nil
  }

  typealias Query = [(name: String, value: String)]

  /// Whatever is answered.
  func ask(
    _ method: String, _ path: [String], _ query: Query = [], json: Value? = nil, accept: String? = nil
  ) async throws(DeliveryFailure) -> TargetAnswer {
    let url = api.url(root + path, query: query)
    var headers = headers
    if let accept {
      headers.removeAll { $0.name == "accept" }
      headers.append(("accept", accept))
    }
    guard let json else { return try await api.send(TargetRequest(method, url, headers: headers)) }
    return try await api.send(TargetRequest(method, url, headers: headers, json: json))
  }

  /// Nil where there is no such thing (404).
  func find(
    _ path: [String], _ query: Query = [], accept: String? = nil
  ) async throws(DeliveryFailure) -> TargetAnswer? {
    let answer = try await ask("GET", path, query, accept: accept)
    if answer.status == 404 { return nil }
    return try succeeded(answer)
  }

  /// The JSON of what must be there.
  @discardableResult
  func need(
    _ method: String, _ path: [String], _ query: Query = [], json: Value? = nil
  ) async throws(DeliveryFailure) -> Value {
    try succeeded(try await ask(method, path, query, json: json)).json
  }

  /// Proposes a branch, as GitHub, Gitea and Forgejo take it. `isTaken` says of an answer that another attempt did already,
  /// and `open` finds what that made.
  func propose(
    _ proposal: Proposal, isTaken: (TargetAnswer) -> Bool,
    open: (Proposal) async throws(DeliveryFailure) -> ChangeRequest?
  ) async throws(DeliveryFailure) -> ChangeRequest {
    if let open = try await open(proposal) { return open }
    let answer = try await ask(
      "POST", ["pulls"],
      json: [
        "title": .string(proposal.title), "body": .string(proposal.text), "head": .string(proposal.from),
        "base": .string(proposal.to),
      ])
    if isTaken(answer), let open = try await open(proposal) { return open }
    guard let made = PullRequestReading.request(try succeeded(answer).json) else { throw unreadable(["pulls"]) }
    return made
  }

  func succeeded(_ answer: TargetAnswer) throws(DeliveryFailure) -> TargetAnswer {
    guard answer.isSuccess else { throw failure(of: answer) }
    return answer
  }

  func failure(of answer: TargetAnswer) -> DeliveryFailure {
    var failure = api.failure(of: answer, words: words)
    if let limit = limit(answer) {
      failure.kind = .rateLimit
      failure.retryAfter = limit.seconds
    }
    return failure
  }

  /// All of a list, page by page to its end; nil where there is no such list (404). `items` takes a page's items out of an
  /// answer, nil where it has none; `isLast` says whether no page follows one with items.
  func list(
    _ path: [String], _ query: Query = [], size: Int = HostAPI.pageSize,
    items: (Value) -> [Value]? = HostCalls.array,
    isLast: (TargetAnswer, Int, Int) -> Bool = { _, count, size in count < size }
  ) async throws(DeliveryFailure) -> [Value]? {
    var all: [Value] = []
    for page in 1...HostAPI.pagesMax {
      let paged = query + [(sizeName, String(size)), ("page", String(page))]
      guard let answer = try await find(path, paged) else { return page == 1 ? nil : all }
      guard let found = items(answer.json) else { throw unreadable(path) }
      all += found
      if found.isEmpty || isLast(answer, found.count, size) { return all }
    }
    throw DeliveryFailure(
      .answer, answer: "\(path.joined(separator: "/")) is longer than \(HostAPI.pagesMax) pages of \(size).")
  }

  static func array(_ json: Value) -> [Value]? {
    guard case .array(let items) = json else { return nil }
    return items
  }

  /// An answer that is not what it should be, or was too long to be read.
  func unreadable(_ path: [String]) -> DeliveryFailure {
    DeliveryFailure(.answer, answer: "The answer to \(path.joined(separator: "/")) cannot be read.")
  }
}
