import Documents
import Workflow

/// A tracker's HTTP API: where it is, with what it is asked, and how it says that something is wrong.
struct TrackerAPI: Sendable {
  /// Characters of the tracker's words that are kept of a failure.
  private static let wordsMax = 2000

  /// Without a slash at its end.
  let base: String
  let headers: [(name: String, value: String)]
  /// What must never be kept: it is taken out of whatever the tracker answers.
  let secrets: [String]
  /// The tracker's own words in an answer that tells of an error; nil where there are none.
  let words: @Sendable (Value) -> String?
  /// Whether an answer that did not succeed tells of a rate limit, and how long it asks to wait, in seconds.
  var limit: @Sendable (TargetAnswer) -> RateLimit? = { $0.status == 429 ? RateLimit(seconds: $0.retryAfter) : nil }

  struct RateLimit: Sendable {
    var seconds: Double?
  }

  /// The answer's JSON; null where its body is none. Throws what the tracker says where it did not succeed.
  @discardableResult
  func send(
    _ method: String, _ path: String, query: [(name: String, value: String)] = [], json: Value? = nil,
    through exchange: Exchange
  ) async throws(DeliveryFailure) -> Value {
    let answer = try await exchange.send(request(method, path, query, json))
    guard answer.isSuccess else { throw failure(of: answer) }
    return answer.json
  }

  func request(
    _ method: String, _ path: String, _ query: [(name: String, value: String)], _ json: Value?
  ) -> TargetRequest {
    let pairs = query.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&")
    let url = base + path + (pairs.isEmpty ? "" : "?\(pairs)")
    guard let json else { return TargetRequest(method, url, headers: headers) }
    return TargetRequest(method, url, headers: headers, json: json)
  }

  func failure(of answer: TargetAnswer) -> DeliveryFailure {
    var failure = answer.failure
    failure.answer = kept(words(answer.json) ?? answer.text)
    if let limit = limit(answer) {
      failure.kind = .rateLimit
      failure.retryAfter = limit.seconds
    }
    return failure
  }

  /// A failure of an answer whose status was of success.
  func refusal(_ words: String) -> DeliveryFailure { DeliveryFailure(.answer, answer: kept(words)) }

  private func kept(_ words: String) -> String {
    Clipping.cut(Secrets.hidden(secrets, in: words), to: Self.wordsMax, .characters)
  }
}

extension TargetSettings {
  /// The address of the settings without a slash at its end.
  var trackerBase: String {
    var base = url[...]
    while base.hasSuffix("/") { base.removeLast() }
    return String(base)
  }

  /// Refuses a `status_map` with words that the tracker does not have.
  func requireStates(_ words: [String]) throws(Refusal) {
    for (status, word) in try map("status_map") where !words.contains(word) {
      throw Refusal.field("settings.status_map.\(status)", "must be one of \(words.joined(separator: ", ")).")
    }
  }

  /// `repository`, `owner/name`, as part of a path.
  func repositoryPath() throws(Refusal) -> String {
    let names = try text("repository").split(separator: "/", omittingEmptySubsequences: false)
    guard names.count == 2, names.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw Refusal.field("settings.repository", "must be the repository as owner/name.")
    }
    return names.map { String($0).percentEncoded }.joined(separator: "/")
  }
}

extension Value {
  var wholeNumber: Int? {
    guard case .int(let number) = self else { return nil }
    return number
  }

  /// Empty where it is no array.
  var elements: [Value] {
    guard case .array(let items) = self else { return [] }
    return items
  }
}

/// Looks through a tracker's lists for what holds a sign, page by page.
enum MarkedPages {
  /// Pages that are looked at; what is older than those is not found again.
  static let pagesMax = 10

  /// `page` gives the items of a page, from 1; one with fewer than `size` is the last, where the tracker gives as many as it
  /// is asked for. `most` is `pagesMax` where it is nil.
  static func first(
    size: Int = 1, most: Int? = nil, where matches: (Value) -> Bool,
    page: (Int) async throws(DeliveryFailure) -> [Value]
  ) async throws(DeliveryFailure) -> Value? {
    for number in 1...(most ?? pagesMax) {
      let items = try await page(number)
      if let found = items.first(where: matches) { return found }
      guard items.count >= size else { return nil }
    }
    return nil
  }
}
