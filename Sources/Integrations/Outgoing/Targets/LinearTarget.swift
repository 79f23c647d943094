import Crypto
import Documents
import Foundation
package import Workflow

/// Issues of a Linear team. `url` is that of Linear's API: `https://api.linear.app/graphql`.
package struct LinearTarget: IssueTarget {
  package static let kind = "linear"
  /// Characters. Linear names no limits: these are well within what it takes.
  static let (titleMax, textMax) = (255, 65_535)

  package let sync: IssueSync

  /// `team` (its key or its id) and `token`, besides `workspace` (as it stands in the addresses of people, who are
  /// mentioned by them), `issue_per` and `status_map`, whose words are the names of the team's states, `open` and `closed`.
  package init(_ settings: TargetSettings) throws(Refusal) {
    try settings.refuseOthers(than: IssueSync.settings.union(["team", "token", "workspace"]))
    var form = IssueForm.markdown(
      mentioning: [], settings: settings, titleMax: Self.titleMax, textMax: Self.textMax)
    form.hidden = { _ in "" }
    if let workspace = try settings.optionalText("workspace") { form.markup = Self.markup(workspace) }
    sync = try IssueSync(LinearIssues(settings), form: form, settings: settings)
  }

  /// The address of somebody's profile is a mention (Linear, Markdown in the API).
  private static func markup(_ workspace: String) -> Markup {
    Markup(escape: MarkdownWords.escape) { turn in
      turn.login(in: ["linear"]).map { "https://linear.app/\(workspace.percentEncoded)/profiles/\($0.percentEncoded)" }
        ?? MarkdownWords.escape(turn.name)
    }
  }
}

/// Issues and comments have ids that we give them: what is there already is not made again.
struct LinearIssues: IssueTracker {
  private let api: LinearAPI
  private let team: String

  init(_ settings: TargetSettings) throws(Refusal) {
    team = try settings.text("team")
    api = LinearAPI(url: settings.url, token: try settings.text("token"))
  }

  func find(_ issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink? {
    let found = try await api.query(
      """
      query($id: ID!) { issues(filter: {id: {eq: $id}}, includeArchived: true, first: 1) { nodes { id identifier url } } }
      """, ["id": .string(id(of: issue))], through: exchange)
    return found["issues"]?["nodes"]?.elements.first.flatMap(Self.link)
  }

  func create(_ issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) -> ExternalLink {
    let input: Value = [
      "id": .string(id(of: issue)), "teamId": .string(try await teamID(through: exchange)),
      "title": .string(issue.title), "description": .string(issue.text),
    ]
    do throws(DeliveryFailure) {
      let made = try await api.query(
        """
        mutation($input: IssueCreateInput!) { issueCreate(input: $input) { success issue { id identifier url } } }
        """, ["input": input], through: exchange)
      guard made["issueCreate"]?["success"] == true, let link = made["issueCreate"]?["issue"].flatMap(Self.link) else {
        throw DeliveryFailure(.answer, answer: "Linear made no issue.")
      }
      return link
    } catch  where error.kind == .answer {
      // An id that is taken is refused: then the issue is there.
      guard let link = try await find(issue, through: exchange) else { throw error }
      return link
    }
  }

  private func teamID(through exchange: Exchange) async throws(DeliveryFailure) -> String {
    if UUID(uuidString: team) != nil { return team }
    let found = try await api.query(
      "query($key: String!) { teams(filter: {key: {eq: $key}}, first: 1) { nodes { id } } }", ["key": .string(team)],
      through: exchange)
    guard let id = found["teams"]?["nodes"]?.elements.first?["id"]?.string else {
      throw DeliveryFailure(.settings, answer: "Linear has no team '\(team)' that settings.token may see.")
    }
    return id
  }

  func update(_ link: ExternalLink, to issue: Issue, through exchange: Exchange) async throws(DeliveryFailure) {
    let found = try await api.query(
      """
      query($id: ID!) { issues(filter: {id: {eq: $id}}, includeArchived: true, first: 1) {
        nodes { state { id type } team { states(first: 100) { nodes { id name type position } } } } } }
      """, ["id": .string(link.key)], through: exchange)
    guard let present = found["issues"]?["nodes"]?.elements.first else {
      throw DeliveryFailure(.answer, status: 404, answer: "Linear has the issue no more.")
    }
    var input: [String: Value] = ["title": .string(issue.title)]
    if let state = try Self.state(issue.state, of: present) { input["stateId"] = .string(state) }
    let done = try await api.query(
      "mutation($id: String!, $input: IssueUpdateInput!) { issueUpdate(id: $id, input: $input) { success } }",
      ["id": .string(link.key), "input": .object(input)], through: exchange)
    guard done["issueUpdate"]?["success"] == true else {
      throw DeliveryFailure(.answer, answer: "Linear did not change the issue.")
    }
  }

  /// The id of the state to be set; nil where the issue may stay as it is.
  private static func state(_ word: String, of issue: Value) throws(DeliveryFailure) -> String? {
    let states = (issue["team"]?["states"]?["nodes"]?.elements ?? []).sorted { position($0) < position($1) }
    let isClosed = ["completed", "canceled"].contains(issue["state"]?["type"]?.string)
    let wanted: Value?
    switch word {
    case "open" where !isClosed, "closed" where isClosed: return nil
    case "open": wanted = states.first { $0["type"] == "unstarted" } ?? states.first { $0["type"] == "backlog" }
    case "closed": wanted = states.first { $0["type"] == "completed" }
    default: wanted = states.first { $0["name"]?.string == word }
    }
    guard let id = wanted?["id"]?.string else {
      let names = states.compactMap { $0["name"]?.string }.joined(separator: ", ")
      throw DeliveryFailure(
        .settings, answer: "The team has no state '\(word)' for settings.status_map; it has \(names).")
    }
    return id == issue["state"]?["id"]?.string ? nil : id
  }

  private static func position(_ state: Value) -> Double {
    switch state["position"] {
    case .int(let number): Double(number)
    case .double(let number): number
    default: 0
    }
  }

  func hasComment(
    _ sign: String, on link: ExternalLink, through exchange: Exchange
  ) async throws(DeliveryFailure) -> Bool {
    let found = try await api.query(
      "query($id: ID!) { comments(filter: {id: {eq: $id}}, includeArchived: true, first: 1) { nodes { id } } }",
      ["id": .string(Self.id(of: exchange.id))], through: exchange)
    return found["comments"]?["nodes"]?.elements.isEmpty == false
  }

  func comment(_ text: String, on link: ExternalLink, through exchange: Exchange) async throws(DeliveryFailure) {
    let input: Value = [
      "id": .string(Self.id(of: exchange.id)), "issueId": .string(link.key), "body": .string(text),
    ]
    do throws(DeliveryFailure) {
      let made = try await api.query(
        "mutation($input: CommentCreateInput!) { commentCreate(input: $input) { success } }", ["input": input],
        through: exchange)
      guard made["commentCreate"]?["success"] == true else {
        throw DeliveryFailure(.answer, answer: "Linear made no comment.")
      }
    } catch  where error.kind == .answer {
      guard try await hasComment("", on: link, through: exchange) else { throw error }
    }
  }

  private static func link(_ issue: Value) -> ExternalLink? {
    issue["id"]?.string.map { ExternalLink(key: $0, url: issue["url"]?.string) }
  }

  /// Two teams may have an issue each for one document.
  private func id(of issue: Issue) -> String { Self.id(of: "\(team) \(issue.marker)") }

  /// A UUID of version 4 (RFC 9562, section 5.4), the same for the same text: Linear takes no other version.
  static func id(of text: String) -> String {
    var bytes = Array(SHA256.hash(data: Data(text.utf8)).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = bytes.map { byte in
      String(byte >> 4, radix: 16) + String(byte & 0x0F, radix: 16)
    }
    return [digits[0..<4], digits[4..<6], digits[6..<8], digits[8..<10], digits[10..<16]].map { $0.joined() }
      .joined(separator: "-")
  }
}
