import Documents
import Foundation
package import Workflow

/// Issues of a Jira project in the cloud. `url` is the site's: `https://NAME.atlassian.net`.
package struct JiraTarget: IssueTarget {
  package static let kind = "jira"
  /// Characters: Jira takes 255 and 32,767; what the marks of its document format take is left free.
  static let (titleMax, textMax) = (255, 30_000)

  package let sync: IssueSync

  /// `project` (its key) and `token`, besides `email` (whose token it is; without it the token is sent as OAuth's),
  /// `issue_type`, `issue_per` and `status_map`, whose words are the names of Jira's statuses, `open` and `closed`.
  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: IssueSync.settings.union(["email", "issue_type", "project", "token"]))
    sync = try IssueSync(JiraIssues(settings), form: Self.form(settings), settings: settings)
  }

  private static func form(_ settings: TargetSettings) -> IssueForm {
    var form = IssueForm.markdown(mentioning: [], settings: settings, titleMax: titleMax, textMax: textMax)
    form.markup = Markup(escape: ADF.escape) { turn in
      turn.login(in: ["jira"]).map { "[@\(ADF.escape(turn.name))](mention:\($0))" } ?? ADF.escape(turn.name)
    }
    // A line break is no part of a summary.
    form.titleEscape = { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }
    form.hidden = { "(\($0))" }
    return form
  }
}

/// An issue is known by a property that it is given as it is made. Jira finds properties only where an app has declared them,
/// so that the project's issues of our own making are asked for, each with its property.
struct JiraIssues: IssueTracker {
  private static let property = "countersign"
  /// Issues, and comments, that are asked for at once.
  private static let pageSize = 100

  private let api: TrackerAPI
  private let project: String
  private let type: String

  init(_ settings: TargetSettings) throws(Refusal) {
    let (token, email) = (try settings.text("token"), try settings.optionalText("email"))
    project = try settings.text("project")
    guard project.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }) else {
      throw Refusal.field("settings.project", "must be the project's key, such as ARCH.")
    }
    type = try settings.optionalText("issue_type") ?? "Task"
    let basic = email.map { Data("\($0):\(token)".utf8).base64EncodedString() }
    api = TrackerAPI(
      base: settings.trackerBase,
      headers: [("authorization", basic.map { "Basic \($0)" } ?? "Bearer \(token)"), ("accept", "application/json")],
      secrets: [token, basic ?? ""], words: Self.words)
  }

  func find(_ issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink? {
    var question: [String: Value] = [
      "jql": .string("project = \"\(project)\" AND creator = currentUser() ORDER BY created DESC"),
      "fields": ["summary"], "properties": [.string(Self.property)], "maxResults": .int(Self.pageSize),
    ]
    for _ in 1...MarkedPages.pagesMax {
      let page = try await api.send("POST", "/rest/api/3/search/jql", json: .object(question), through: exchange)
      let found = page["issues"]?.elements.first {
        $0["properties"]?[Self.property]?["marker"]?.string == issue.marker
      }
      if let found { return link(found) }
      guard page["isLast"] != true, let next = page["nextPageToken"] else { return nil }
      question["nextPageToken"] = next
    }
    return nil
  }

  func create(_ issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink {
    let made = try await api.send(
      "POST", "/rest/api/3/issue",
      json: [
        "fields": [
          "project": ["key": .string(project)], "issuetype": ["name": .string(type)],
          "summary": .string(issue.title), "description": ADF.document(issue.text),
        ],
        "properties": [["key": .string(Self.property), "value": ["marker": .string(issue.marker)]]],
      ], through: exchange)
    guard let link = link(made) else { throw api.refusal("Jira gave no key for the issue.") }
    return link
  }

  func update(_ link: ExternalLink, to issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) {
    let path = "/rest/api/3/issue/\(link.key.percentEncoded)"
    let fields = try await api.send("GET", path, query: [("fields", "status,summary")], through: exchange)["fields"]
    if fields?["summary"]?.string != issue.title {
      try await api.send("PUT", path, json: ["fields": ["summary": .string(issue.title)]], through: exchange)
    }
    guard !Self.stands(fields?["status"], at: issue.state) else { return }
    let answer = try await api.send("GET", "\(path)/transitions", through: exchange)
    let transitions = answer["transitions"]?.elements ?? []
    guard let way = transitions.first(where: { Self.stands($0["to"], at: issue.state) }), let id = way["id"]?.string
    else {
      let names = transitions.compactMap { $0["to"]?["name"]?.string }.joined(separator: ", ")
      throw DeliveryFailure(
        .settings,
        answer: "Jira's workflow has no way to '\(issue.state)' from '\(fields?["status"]?["name"]?.string ?? "")'; "
          + "there are \(names). settings.status_map names others.")
    }
    try await api.send("POST", "\(path)/transitions", json: ["transition": ["id": .string(id)]], through: exchange)
  }

  /// Whether a status is the one of that name; `open` and `closed` are its categories.
  private static func stands(_ status: Value?, at state: String) -> Bool {
    let isDone = status?["statusCategory"]?["key"] == "done"
    switch state {
    case "open": return !isDone
    case "closed": return isDone
    default: return status?["name"]?.string?.lowercased() == state.lowercased()
    }
  }

  func hasComment(
    _ sign: String, on link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool {
    let page = try await api.send(
      "GET", "/rest/api/3/issue/\(link.key.percentEncoded)/comment",
      query: [("orderBy", "-created"), ("maxResults", "\(Self.pageSize)")], through: exchange)
    return (page["comments"]?.elements ?? []).contains { $0["body"].map { Self.holds($0, sign) } == true }
  }

  /// Whether one of the document's texts is the sign, and nothing else.
  private static func holds(_ node: Value, _ sign: String) -> Bool {
    node["text"]?.string == sign || (node["content"]?.elements ?? []).contains { holds($0, sign) }
  }

  func comment(_ text: String, on link: ExternalLink, through exchange: Exchange) async throws(DeliveryFailure) {
    try await api.send(
      "POST", "/rest/api/3/issue/\(link.key.percentEncoded)/comment", json: ["body": ADF.document(text)],
      through: exchange)
  }

  private func link(_ issue: Value) -> ExternalLink? {
    issue["key"]?.string.map { ExternalLink(key: $0, url: "\(api.base)/browse/\($0)") }
  }

  /// `{"errorMessages": ["…"], "errors": {"summary": "…"}}`.
  private static func words(_ body: Value) -> String? {
    var words = (body["errorMessages"]?.elements ?? []).compactMap(\.string)
    if case .object(let fields)? = body["errors"] {
      words += fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.string ?? "")" }
    }
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }
}
