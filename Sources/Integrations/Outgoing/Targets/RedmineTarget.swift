import Documents
package import Workflow

/// Issues of a Redmine project. `url` is the server's, with the path under which Redmine is reached.
package struct RedmineTarget: IssueTarget {
  package static let kind = "redmine"
  /// Characters: of a subject by Redmine's own check, of a text by the narrowest column that it is kept in.
  static let (titleMax, textMax) = (255, 65_535)

  package let sync: IssueSync

  /// `project` (its identifier) and `token` (an API key), besides `tracker` (its name or its number), `formatting` (how
  /// the server reads texts: `textile`, `markdown` or `none`), `issue_per` and `status_map`, whose words are the names of
  /// Redmine's statuses, `open` and `closed`.
  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: IssueSync.settings.union(["formatting", "project", "token", "tracker"]))
    let word = try settings.optionalText("formatting") ?? "textile"
    guard let formatting = RedmineFormatting(rawValue: word) else {
      throw Refusal.field(
        "settings.formatting", "must be 'textile', 'markdown' or 'none', as Redmine's own settings have it.")
    }
    let form = formatting.form(template: settings.template, titleMax: Self.titleMax, textMax: Self.textMax)
    sync = try IssueSync(RedmineIssues(settings), form: form, settings: settings)
  }
}

/// No key of ours is taken: an issue is known by the sign in its description, which Redmine looks for in its own database.
struct RedmineIssues: IssueTracker {
  /// What Redmine gives at most at once (REST API, limit).
  private static let pageSize = 100

  private let api: TrackerAPI
  private let project: String
  private let tracker: String?

  init(_ settings: TargetSettings) throws(Refusal) {
    let token = try settings.text("token")
    project = try settings.text("project")
    tracker = try settings.optionalText("tracker")
    api = TrackerAPI(
      base: settings.trackerBase, headers: [("x-redmine-api-key", token)], secrets: [token], words: Self.words)
  }

  func find(_ issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink? {
    let found = try await MarkedPages.first(
      where: { $0["description"]?.string?.contains(issue.sign) == true }
    ) { page throws(DeliveryFailure) in
      // An old Redmine that cannot look into descriptions gives all issues, the newest first.
      try await api.send(
        "GET", "/projects/\(project.percentEncoded)/issues.json",
        query: [
          ("status_id", "*"), ("description", "~\(issue.sign)"), ("sort", "id:desc"), ("limit", "\(Self.pageSize)"),
          ("offset", "\((page - 1) * Self.pageSize)"),
        ], through: exchange
      )["issues"]?.elements ?? []
    }
    return found.flatMap(link)
  }

  func create(_ issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink {
    var fields: [String: Value] = [
      "project_id": .string(project), "subject": .string(issue.title), "description": .string(issue.text),
    ]
    if let tracker { fields["tracker_id"] = .int(try await number(of: tracker, through: exchange)) }
    let made = try await api.send("POST", "/issues.json", json: ["issue": .object(fields)], through: exchange)
    guard let link = made["issue"].flatMap(link) else { throw api.refusal("Redmine gave no number for the issue.") }
    return link
  }

  private func number(of tracker: String, through exchange: Exchange) async throws(DeliveryFailure) -> Int {
    if let number = Int(tracker) { return number }
    let trackers = try await api.send("GET", "/trackers.json", through: exchange)["trackers"]?.elements ?? []
    guard let found = trackers.first(where: { $0["name"]?.string == tracker }), let number = found["id"]?.wholeNumber
    else {
      let names = trackers.compactMap { $0["name"]?.string }.joined(separator: ", ")
      throw DeliveryFailure(
        .settings, answer: "Redmine has no tracker '\(tracker)' for settings.tracker; it has \(names).")
    }
    return number
  }

  func update(_ link: ExternalLink, to issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) {
    let before = try await status(of: link, through: exchange)
    let wanted = try await status(issue.state, from: before, through: exchange)
    var change: [String: Value] = ["subject": .string(issue.title)]
    if let wanted { change["status_id"] = .int(wanted) }
    try await api.send("PUT", "/issues/\(link.key).json", json: ["issue": .object(change)], through: exchange)
    guard let wanted, try await status(of: link, through: exchange) != wanted else { return }
    // Redmine answers with success, and leaves what the workflow does not allow as it was.
    throw api.refusal(
      "Redmine left the status as it was: the tracker's workflow does not let this user set it to '\(issue.state)'.")
  }

  private func status(of link: ExternalLink, through exchange: Exchange) async throws(DeliveryFailure) -> Int? {
    try await api.send("GET", "/issues/\(link.key).json", through: exchange)["issue"]?["status"]?["id"]?.wholeNumber
  }

  /// The status to be set; nil where the issue may stay as it is.
  private func status(
    _ state: String, from before: Int?, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Int? {
    let all = try await api.send("GET", "/issue_statuses.json", through: exchange)["issue_statuses"]?.elements ?? []
    let isClosed = all.contains { $0["id"]?.wholeNumber == before && $0["is_closed"] == true }
    let wanted: Value?
    switch state {
    case "open" where !isClosed, "closed" where isClosed: return nil
    case "open": wanted = all.first { $0["is_closed"] != true }
    case "closed": wanted = all.first { $0["is_closed"] == true }
    default: wanted = all.first { $0["name"]?.string == state }
    }
    guard let number = wanted?["id"]?.wholeNumber else {
      let names = all.compactMap { $0["name"]?.string }.joined(separator: ", ")
      throw DeliveryFailure(
        .settings, answer: "Redmine has no status '\(state)' for settings.status_map; it has \(names).")
    }
    return number == before ? nil : number
  }

  func hasComment(
    _ sign: String, on link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool {
    let issue = try await api.send(
      "GET", "/issues/\(link.key).json", query: [("include", "journals")], through: exchange)
    let journals = issue["issue"]?["journals"]?.elements ?? []
    return journals.contains { $0["notes"]?.string?.contains(sign) == true }
  }

  func comment(_ text: String, on link: ExternalLink, through exchange: Exchange) async throws(DeliveryFailure) {
    try await api.send(
      "PUT", "/issues/\(link.key).json", json: ["issue": ["notes": .string(text)]], through: exchange)
  }

  private func link(_ issue: Value) -> ExternalLink? {
    issue["id"]?.wholeNumber.map { ExternalLink(key: "\($0)", url: "\(api.base)/issues/\($0)") }
  }

  /// `{"errors": ["Subject cannot be blank"]}`.
  private static func words(_ body: Value) -> String? {
    let errors = (body["errors"]?.elements ?? []).compactMap(\.string)
    return errors.isEmpty ? nil : errors.joined(separator: "; ")
  }
}
