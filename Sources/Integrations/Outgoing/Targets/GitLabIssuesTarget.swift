import Documents
package import Workflow

/// Issues of a GitLab project. `url` is the server's: `https://gitlab.com`.
package struct GitLabIssuesTarget: IssueTarget {
  package static let kind = "gitlab_issues"
  /// Characters, of an issue's title and of a note (GitLab, Issue and Note models).
  static let (titleMax, textMax) = (255, 1_000_000)

  package let sync: IssueSync

  /// `project` (its path, or its number) and `token`, besides `label`, `issue_per` and `status_map`, whose words are
  /// `open` and `closed`.
  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: IssueSync.settings.union(["label", "project", "token"]))
    try settings.requireStates(["open", "closed"])
    sync = try IssueSync(
      GitLabIssues(settings),
      form: .markdown(
        mentioning: ["gitlab"], settings: settings, titleMax: Self.titleMax, textMax: Self.textMax),
      settings: settings)
  }
}

/// No key of ours is taken: an issue is known by the sign in its description, and found by its label.
struct GitLabIssues: IssueTracker {
  /// What GitLab gives at most at once.
  private static let pageSize = 100

  private let api: TrackerAPI
  private let path: String
  private let label: String

  init(_ settings: TargetSettings) throws(Refusal) {
    let token = try settings.text("token")
    path = "/api/v4/projects/\(try settings.text("project").percentEncoded)/issues"
    label = try settings.optionalText("label") ?? "countersign"
    api = TrackerAPI(
      base: settings.trackerBase, headers: [("private-token", token)], secrets: [token], words: Self.words)
  }

  func find(_ issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink? {
    if let found = try await first(issue.sign, labels: label, pages: nil, through: exchange) { return found }
    // Guests may make issues, and may not set labels.
    guard exchange.mayBeDone else { return nil }
    return try await first(issue.sign, labels: nil, pages: 1, through: exchange)
  }

  private func first(
    _ sign: String, labels: String?, pages: Int?, through exchange: Exchange
  ) async throws(DeliveryFailure) -> ExternalLink? {
    let found = try await MarkedPages.first(
      size: Self.pageSize, most: pages, where: { $0["description"]?.string?.contains(sign) == true }
    ) { page throws(DeliveryFailure) in
      var query = [
        ("scope", "all"), ("order_by", "created_at"), ("sort", "desc"), ("per_page", "\(Self.pageSize)"),
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
      json: ["title": .string(issue.title), "description": .string(issue.text), "labels": .string(label)],
      through: exchange)
    guard let link = Self.link(made) else { throw api.refusal("GitLab gave no number for the issue.") }
    return link
  }

  func update(_ link: ExternalLink, to issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) {
    try await api.send(
      "PUT", "\(path)/\(link.key)",
      json: ["title": .string(issue.title), "state_event": issue.state == "open" ? "reopen" : "close"],
      through: exchange)
  }

  func hasComment(
    _ sign: String, on link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool {
    try await MarkedPages.first(
      size: Self.pageSize, where: { $0["body"]?.string?.contains(sign) == true }
    ) { page throws(DeliveryFailure) in
      try await api.send(
        "GET", "\(path)/\(link.key)/notes",
        query: [
          ("order_by", "created_at"), ("sort", "desc"), ("per_page", "\(Self.pageSize)"), ("page", "\(page)"),
        ], through: exchange
      ).elements
    } != nil
  }

  func comment(_ text: String, on link: ExternalLink, through exchange: Exchange) async throws(DeliveryFailure) {
    let note = try await api.send(
      "POST", "\(path)/\(link.key)/notes", json: ["body": .string(text)], through: exchange)
    // A note of nothing but commands is carried out and not kept: it has no id (GitLab, Notes API).
    guard note["id"]?.wholeNumber != nil else { throw api.refusal("GitLab kept no note.") }
  }

  private static func link(_ issue: Value) -> ExternalLink? {
    issue["iid"]?.wholeNumber.map { ExternalLink(key: "\($0)", url: issue["web_url"]?.string) }
  }

  /// `{"message": "…"}`, `{"message": {"title": ["is too long"]}}`, `{"error": "…"}`, or both of OAuth's.
  static func words(_ body: Value) -> String? {
    if case .object(let fields)? = body["message"] {
      return fields.sorted { $0.key < $1.key }.map { field, problems in
        "\(field) \(problems.string ?? problems.elements.compactMap(\.string).joined(separator: ", "))"
      }.joined(separator: "; ")
    }
    return body["message"]?.string ?? body["error_description"]?.string ?? body["error"]?.string
  }
}
