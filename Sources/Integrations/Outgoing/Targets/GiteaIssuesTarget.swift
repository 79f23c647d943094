import Documents
package import Workflow

/// Issues of a Gitea or Forgejo repository. `url` is the server's: `https://codeberg.org`.
package struct GiteaIssuesTarget: IssueTarget {
  package static let kind = "gitea_issues"
  /// Characters of a title: what its column holds. A text has no limit of its own, and is held to what is sensible.
  static let (titleMax, textMax) = (255, 65_535)

  package let sync: IssueSync

  /// `repository` (`owner/name`) and `token`, besides `label` (one that is there), `issue_per` and `status_map`, whose
  /// words are `open` and `closed`.
  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: IssueSync.settings.union(["label", "repository", "token"]))
    try settings.requireStates(["open", "closed"])
    sync = try IssueSync(
      GiteaIssues(settings),
      form: .markdown(
        mentioning: ["gitea", "forgejo"], settings: settings, titleMax: Self.titleMax, textMax: Self.textMax),
      settings: settings)
  }
}

/// No key of ours is taken: an issue is known by the sign in its body. The list is asked and not the search, which an
/// indexer feeds some time after.
struct GiteaIssues: IssueTracker {
  /// What Gitea gives at most at once where its operator says nothing else (`MAX_RESPONSE_ITEMS`).
  private static let pageSize = 50

  private let api: TrackerAPI
  private let repository: String
  private let label: String?

  init(_ settings: TargetSettings) throws(Refusal) {
    let token = try settings.text("token")
    repository = "/api/v1/repos/\(try settings.repositoryPath())"
    label = try settings.optionalText("label")
    api = TrackerAPI(
      base: settings.trackerBase, headers: [("authorization", "token \(token)")], secrets: [token],
      words: { $0["message"]?.string })
  }

  func find(_ issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink? {
    if let found = try await first(issue.sign, labels: label, pages: nil, through: exchange) { return found }
    // Who may not set labels makes an issue without one.
    guard label != nil, exchange.mayBeDone else { return nil }
    return try await first(issue.sign, labels: nil, pages: 1, through: exchange)
  }

  private func first(
    _ sign: String, labels: String?, pages: Int?, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ExternalLink? {
    let found = try await MarkedPages.first(
      most: pages, where: { $0["body"]?.string?.contains(sign) == true }
    ) { page throws(DeliveryFailure) in
      var query = [("state", "all"), ("type", "issues"), ("limit", "\(Self.pageSize)"), ("page", "\(page)")]
      // Labels are asked for by name, and given by number.
      if let labels { query.append(("labels", labels)) }
      return try await api.send("GET", "\(repository)/issues", query: query, through: exchange).elements
    }
    return found.flatMap(Self.link)
  }

  func create(_ issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink {
    var body: [String: Value] = ["title": .string(issue.title), "body": .string(issue.text)]
    if let label { body["labels"] = [.int(try await number(of: label, through: exchange))] }
    let made = try await api.send("POST", "\(repository)/issues", json: .object(body), through: exchange)
    guard let link = Self.link(made) else { throw api.refusal("Gitea gave no number for the issue.") }
    return link
  }

  private func number(of label: String, through exchange: Exchange) async throws(DeliveryFailure) -> Int {
    let found = try await MarkedPages.first(
      where: { $0["name"]?.string == label }
    ) { page throws(DeliveryFailure) in
      try await api.send(
        "GET", "\(repository)/labels", query: [("limit", "\(Self.pageSize)"), ("page", "\(page)")], through: exchange
      ).elements
    }
    guard let number = found?["id"]?.wholeNumber else {
      throw DeliveryFailure(
        .settings, answer: "The repository has no label '\(label)': make it, or leave settings.label out.")
    }
    return number
  }

  func update(_ link: ExternalLink, to issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) {
    try await api.send(
      "PATCH", "\(repository)/issues/\(link.key)",
      json: ["title": .string(issue.title), "state": issue.state == "open" ? "open" : "closed"], through: exchange)
  }

  func hasComment(
    _ sign: String, on link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool {
    // All of an issue's comments come at once.
    try await api.send("GET", "\(repository)/issues/\(link.key)/comments", through: exchange)
      .elements.contains { $0["body"]?.string?.contains(sign) == true }
  }

  func comment(_ text: String, on link: ExternalLink, through exchange: Exchange) async throws(DeliveryFailure) {
    try await api.send(
      "POST", "\(repository)/issues/\(link.key)/comments", json: ["body": .string(text)], through: exchange)
  }

  private static func link(_ issue: Value) -> ExternalLink? {
    issue["number"]?.wholeNumber.map { ExternalLink(key: "\($0)", url: issue["html_url"]?.string) }
  }
}
