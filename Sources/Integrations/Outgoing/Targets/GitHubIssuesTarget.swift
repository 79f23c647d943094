import Documents
import Foundation
package import Workflow

/// Issues of a GitHub repository. `url` is the API's: `https://api.github.com`, or `https://HOST/api/v3` of an own server.
package struct GitHubIssuesTarget: IssueTarget {
  package static let kind = "github_issues"
  /// Characters, from the errors of GitHub's API.
  static let (titleMax, textMax) = (256, 65_536)

  package let sync: IssueSync

  /// `repository` (`owner/name`) and `token`, besides `label`, `issue_per` and `status_map`, whose words are `open`,
  /// `closed`, `completed` and `not_planned`.
  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: IssueSync.settings.union(["label", "repository", "token"]))
    try settings.requireStates(["open", "closed", "completed", "not_planned"])
    sync = try IssueSync(
      GitHubIssues(settings),
      form: .markdown(
        mentioning: ["github"], settings: settings, titleMax: Self.titleMax, textMax: Self.textMax),
      settings: settings)
  }
}

/// No key of ours is taken: an issue is known by the sign in its body, and found by its label.
struct GitHubIssues: IssueTracker {
  /// What GitHub gives at most at once.
  private static let pageSize = 100

  private let api: TrackerAPI
  private let path: String
  private let label: String

  init(_ settings: TargetSettings) throws(Refusal) {
    let token = try settings.text("token")
    path = "/repos/\(try settings.repositoryPath())/issues"
    label = try settings.optionalText("label") ?? "countersign"
    api = TrackerAPI(
      base: settings.trackerBase,
      headers: [
        ("authorization", "Bearer \(token)"), ("accept", "application/vnd.github+json"),
        ("x-github-api-version", "2022-11-28"),
      ], secrets: [token], words: Self.words, limit: Self.limit)
  }

  func find(_ issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink? {
    if let found = try await first(issue.sign, labels: label, pages: nil, through: exchange) { return found }
    // Who may not set labels makes an issue without one.
    guard exchange.mayBeDone else { return nil }
    return try await first(issue.sign, labels: nil, pages: 1, through: exchange)
  }

  private func first(
    _ sign: String, labels: String?, pages: Int?, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ExternalLink? {
    let found = try await MarkedPages.first(
      size: Self.pageSize, most: pages,
      where: { $0["pull_request"] == nil && $0["body"]?.string?.contains(sign) == true }
    ) { page throws(DeliveryFailure) in
      var query = [
        ("state", "all"), ("sort", "created"), ("direction", "desc"), ("per_page", "\(Self.pageSize)"),
        ("page", "\(page)"),
      ]
      if let labels { query.append(("labels", labels)) }
      return try await api.send("GET", path, query: query, through: exchange).elements
    }
    return found.flatMap(Self.link)
  }

  func create(_ issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink {
    let made = try await api.send(
      "POST", path,
      json: ["title": .string(issue.title), "body": .string(issue.text), "labels": [.string(label)]], through: exchange)
    guard let link = Self.link(made) else { throw api.refusal("GitHub gave no number for the issue.") }
    return link
  }

  func update(_ link: ExternalLink, to issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) {
    var change: [String: Value] = ["title": .string(issue.title)]
    change["state"] = issue.state == "open" ? "open" : "closed"
    if issue.state == "completed" || issue.state == "not_planned" { change["state_reason"] = .string(issue.state) }
    try await api.send("PATCH", "\(path)/\(link.key)", json: .object(change), through: exchange)
  }

  func hasComment(
    _ sign: String, on link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool {
    try await MarkedPages.first(
      size: Self.pageSize, where: { $0["body"]?.string?.contains(sign) == true }
    ) { page throws(DeliveryFailure) in
      try await api.send(
        "GET", "\(path)/\(link.key)/comments", query: [("per_page", "\(Self.pageSize)"), ("page", "\(page)")],
        through: exchange
      ).elements
    } != nil
  }

  func comment(_ text: String, on link: ExternalLink, through exchange: Exchange) async throws(DeliveryFailure) {
    try await api.send("POST", "\(path)/\(link.key)/comments", json: ["body": .string(text)], through: exchange)
  }

  private static func link(_ issue: Value) -> ExternalLink? {
    issue["number"]?.wholeNumber.map { ExternalLink(key: "\($0)", url: issue["html_url"]?.string) }
  }

  /// `{"message", "errors": [{"field", "code", "message"}]}`.
  static func words(_ body: Value) -> String? {
    guard let message = body["message"]?.string else { return nil }
    let details = (body["errors"]?.elements ?? []).compactMap { error in
      error["message"]?.string ?? error["code"]?.string.map { "\(error["field"]?.string ?? ""): \($0)" }
    }
    return ([message] + details).joined(separator: " ")
  }

  /// Both of its limits come as 403 or as 429: the hourly one with `x-ratelimit-remaining: 0` and the time of its end, the
  /// one against bursts with `retry-after` or with words only (GitHub, Rate limits for the REST API).
  static func limit(_ answer: TargetAnswer) -> TrackerAPI.RateLimit? {
    guard answer.status == 403 || answer.status == 429 else { return nil }
    if let seconds = answer.retryAfter { return TrackerAPI.RateLimit(seconds: seconds) }
    if answer.headers["x-ratelimit-remaining"] == "0",
      let end = answer.headers["x-ratelimit-reset"].flatMap(Double.init)
    {
      return TrackerAPI.RateLimit(seconds: max(0, end - Date().timeIntervalSince1970))
    }
    guard answer.status == 429 || answer.text.contains("rate limit") else { return nil }
    return TrackerAPI.RateLimit(seconds: burstSeconds)
  }

  /// What GitHub asks to wait for where it names no time.
  private static let burstSeconds = 60.0
}
