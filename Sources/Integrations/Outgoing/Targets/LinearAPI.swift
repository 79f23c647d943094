import Documents
import Foundation

/// Linear's GraphQL: how it is asked, and how it says no.
struct LinearAPI: Sendable {
  /// Where Linear names no time: its limits are by the hour, and refilled all the time (Linear, Rate limiting).
  private static let limitSeconds = 60.0

  private let api: TrackerAPI

  init(url: String, token: String) {
    api = TrackerAPI(
      base: url,
      // A key stands alone, a token of OAuth behind its word.
      headers: [("authorization", token.hasPrefix("lin_oauth_") ? "Bearer \(token)" : token)], secrets: [token],
      words: Self.words, limit: Self.limit)
  }

  /// The `data` of the answer. Throws an `.answer` where Linear took the question and did not do what it asks.
  func query(
    _ query: String, _ variables: [String: Value], through exchange: Exchange
  ) async throws(DeliveryFailure) -> Value {
    let question: Value = ["query": .string(query), "variables": .object(variables)]
    let answer = try await exchange.send(api.request("POST", "", [], question))
    let errors = answer.json["errors"]?.elements ?? []
    if answer.isSuccess, errors.isEmpty { return answer.json["data"] ?? .null }
    var failure = api.failure(of: answer)
    if failure.kind == .http, !errors.isEmpty { failure.kind = .answer }
    throw failure
  }

  /// `{"errors": [{"message", "extensions": {"code", "userPresentableMessage"}}]}`, with a status of 200 or of 400.
  private static func words(_ body: Value) -> String? {
    let errors = (body["errors"]?.elements ?? []).compactMap { error in
      let ending = code(error).map { " (\($0))" } ?? ""
      return (error["extensions"]?["userPresentableMessage"]?.string ?? error["message"]?.string).map { $0 + ending }
    }
    return errors.isEmpty ? nil : errors.joined(separator: "; ")
  }

  private static func code(_ error: Value) -> String? { error["extensions"]?["code"]?.string }

  /// `RATELIMITED`, which comes with a status of 400.
  private static func limit(_ answer: TargetAnswer) -> TrackerAPI.RateLimit? {
    let isLimited = (answer.json["errors"]?.elements ?? []).contains { code($0) == "RATELIMITED" }
    guard isLimited || answer.status == 429 else { return nil }
    if let seconds = answer.retryAfter { return TrackerAPI.RateLimit(seconds: seconds) }
    let ends = ["requests", "complexity"].compactMap { budget -> Double? in
      guard answer.headers["x-ratelimit-\(budget)-remaining"].flatMap(Double.init) ?? 0 <= 0 else { return nil }
      return answer.headers["x-ratelimit-\(budget)-reset"].flatMap(Double.init)
    }
    guard let end = ends.max() else { return TrackerAPI.RateLimit(seconds: limitSeconds) }
    // In milliseconds.
    return TrackerAPI.RateLimit(seconds: max(0, end / 1000 - Date().timeIntervalSince1970))
  }
}
