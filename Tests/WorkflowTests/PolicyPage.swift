import Documents
import Foundation
import TestSupport
import Testing
import Workflow

/// The policies of `docs/policies.md`, and documents that run under them.
enum PolicyPage {
  static func text(_ path: String) throws -> String {
    try String(contentsOf: ProjectFolder.url.appending(path: path), encoding: .utf8)
  }

  /// The fences that begin with ```` ```yaml NAME.yaml ````, by name.
  static func policies() throws -> [String: String] {
    var found: [String: String] = [:]
    for part in try text("docs/policies.md").components(separatedBy: "\n```yaml ").dropFirst() {
      guard let head = part.firstIndex(of: "\n"), let end = part.range(of: "\n```\n") else { continue }
      found[part[..<head].replacingOccurrences(of: ".yaml", with: "")] =
        String(part[part.index(after: head)..<end.lowerBound]) + "\n"
    }
    return found
  }

  static func policy(_ name: String) throws -> Policy {
    try Policy(yaml: try #require(try policies()[name]), named: name)
  }

  /// Sections with titles, each with words that stand for its digest.
  static func draft(_ sections: KeyValuePairs<String, String>, lint: [LintRemark] = []) -> DraftContent {
    DraftContent(
      sections: sections.map { title, words in
        let id = title.lowercased().replacingOccurrences(of: " ", with: "-")
        return SectionRef(id: id, title: title, level: 2, digest: words, text: words)
      }, checklists: [], questions: [], message: nil, source: DraftSource(kind: "api"), lint: lint)
  }
}

extension Scenario {
  /// A document of ada's, submitted under a policy of the page, with these people at hand.
  static func story(
    _ name: String, people: KeyValuePairs<String, String>, draft: DraftContent, roles: [String] = [],
    by owner: String = "ada"
  ) throws -> Scenario {
    var scenario = Scenario()
    for (user, role) in people { scenario.hire(user, as: role) }
    var opened = Scenario.opened(roles: roles, policy: try PolicyPage.policy(name))
    opened.owner = owner
    opened.reviewers = []
    try scenario.act(owner, .open(opened, firstDraft: draft))
    try scenario.act(owner, .requestReview)
    return scenario
  }

  /// Registers a person where they are new, and grants them a role.
  mutating func hire(_ user: String, as role: String) {
    if people.users[user] == nil { people.evolve(.userRegistered(UserRegistered(user: user, kind: .person))) }
    people.evolve(.roleGranted(RoleGranted(user: user, role: role)))
  }

  @discardableResult
  mutating func approve(_ user: String, as role: String = "reviewer") throws -> [String] {
    try act(user, verdict(as: role))
  }

  @discardableResult
  mutating func reject(_ user: String, as role: String = "reviewer") throws -> [String] {
    try act(user, verdict(.rejected, as: role))
  }

  /// Saves on the latest revision.
  @discardableResult
  mutating func save(_ draft: DraftContent, by user: String = "ada") throws -> [String] {
    try act(user, .saveDraft(draft, baseRevision: state?.revision ?? 0))
  }

  /// The states of the present gate's rules, by id.
  func rules() throws -> [String: GateEvaluation.State] {
    Dictionary(try gate.findings.map { ($0.rule, $0.state) }, uniquingKeysWith: { $1 })
  }

  /// Who has the turn, sorted.
  func waitsOn() throws -> [String] {
    let state = try #require(state)
    return Turn.turns(of: state, in: gateContext).map(\.actor).sorted()
  }

  var status: DocumentState.Status? { state?.status }
}
