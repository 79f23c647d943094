import Documents
import Foundation
package import Workflow

// GitHub makes no attempt again by itself, and lists those it has made.
extension GitHubHost {
  /// Asked for again where no attempt of the same delivery has got through; 0 where the token may not see hooks.
  package func redeliverFailed(since: Timestamp, hookURL: String) async throws(DeliveryFailure) -> Int {
    guard let hook = try await hook(hookURL) else { return 0 }
    let attempts = try await attempts(of: hook, since: since)
    let arrived = Set(attempts.filter { Self.isSuccess($0) }.compactMap { $0.text("guid") })
    var asked: Set<String> = []
    for attempt in attempts {
      guard let guid = attempt.text("guid"), let id = attempt.id("id"), !arrived.contains(guid),
        asked.insert(guid).inserted
      else { continue }
      try await calls.need("POST", ["hooks", hook, "deliveries", id, "attempts"])
    }
    return asked.count
  }

  private static func isSuccess(_ attempt: Value) -> Bool {
    (200..<300).contains(attempt.whole("status_code") ?? 0)
  }

  private func hook(_ url: String) async throws(DeliveryFailure) -> String? {
    let path = ["hooks"]
    let answer = try await calls.ask("GET", path, [("per_page", "100")])
    if answer.status == 404 || (answer.status == 403 && GitHubIssues.limit(answer) == nil) { return nil }
    return try calls.succeeded(answer).json.elements.first { $0.text("config", "url") == url }?.id("id")
  }

  /// Newest first, from page to page by the cursor in the header `link`.
  private func attempts(of hook: String, since: Timestamp) async throws(DeliveryFailure) -> [Value] {
    var all: [Value] = []
    var cursor: String?
    for _ in 0..<HostAPI.pagesMax {
      let query = [("per_page", "100")] + (cursor.map { [("cursor", $0)] } ?? [])
      let answer = try await calls.find(["hooks", hook, "deliveries"], query)
      let page = answer?.json.elements ?? []
      let recent = page.filter { attempt in
        attempt.text("delivered_at").flatMap(Timestamp.init).map { $0 >= since } ?? true
      }
      all += recent
      cursor = answer?.headers["link"].flatMap(Self.nextCursor)
      if recent.count < page.count || cursor == nil { break }
    }
    return all
  }

  static func nextCursor(_ link: String) -> String? {
    for part in link.split(separator: ",") where part.contains("rel=\"next\"") {
      guard let start = part.range(of: "cursor=")?.upperBound else { continue }
      let value = part[start...].prefix { $0 != "&" && $0 != ">" }
      return String(value).removingPercentEncoding
    }
    return nil
  }
}
