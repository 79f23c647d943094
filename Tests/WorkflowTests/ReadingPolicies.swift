import Documents
import Foundation
import Testing
import Workflow

/// What the YAML of a policy says, key by key.
@Suite struct ReadingPolicies {
  @Test("a rule and a stage that say the least have every default")
  func least() throws {
    let policy = try Policy(yaml: "name: least\nstages: [{name: review, gate: [{requires: approvals}]}]\n")
    #expect(
      policy
        == Policy(
          name: "least", version: 1,
          stages: [Stage(name: "review", gate: [Rule(id: "approvals", requires: .approvals)])]))
    #expect(policy.stages[0].returnsTo == Policy.draftStage && policy.stages[0].gate[0].blocksOnRejection)
  }

  private static let full = """
    name: full
    version: 7
    description: All of it
    calendar: {zone: Europe/Berlin, workdays: [fri, mon], holidays: [2026-12-26, 2026-12-25]}
    stages:
      - name: first
        gate: [{role: tech}]
      - name: second
        order: serial
        on_reject: first
        on_edit: all
        override: {roles: [cto], people: [ada, bo]}
        due: 5
        reminders: {at: [50%, 100], every: 2}
        gate:
          - id: legal
            requires: approvals
            role: legal
            people: [tess, sam]
            count: 2
            group: legal
            scope: ["security", "!appendix"]
            distinct_people: true
            not_author: false
            not_last_editor: true
            people_only: true
            valid_for: 12w
            veto: false
            applicable_if:
              all:
                - section: security
                - not: {front_matter: {key: pipeline_stage, equals: 2}}
                - any: [{configuration: exports}, {configuration: {key: pii, equals: true}}, {front_matter: {key: k}}]
          - {from_template: true, group: roles, scope: security}
          - {requires: reviewers, not_author: false, valid_for: 90d, group: roles}
          - {requires: lint, ignore: lone_bullet}
          - {requires: checklist}
          - {requires: questions}
          - {requires: comments}
          - {requires: obligations}
      - name: third
        on_reject: stay
        on_edit: none
        order: parallel
        gate: [{id: watch, role: cto, count: 0}, {people: [ada], valid_for: 30}]
    """

  private static let read = Policy(
    name: "full", version: 7,
    stages: [
      Stage(name: "first", gate: [Rule(id: "tech", requires: .approvals, role: "tech")]),
      Stage(
        name: "second",
        gate: [
          Rule(
            id: "legal", requires: .approvals, role: "legal", count: 2, people: ["tess", "sam"], group: "legal",
            scope: ["security", "!appendix"], distinctPeople: true, notAuthor: false, notLastEditor: true, validFor: 84,
            veto: false,
            applicableIf: .all([
              .section("security"), .not(.frontMatter(key: "pipeline_stage", equals: "2")),
              .any([
                .configuration(key: "exports", equals: nil), .configuration(key: "pii", equals: .bool(true)),
                .frontMatter(key: "k", equals: nil),
              ]),
            ])),
          Rule(id: "approvals", requires: .approvals, fromTemplate: true, group: "roles", scope: ["security"]),
          Rule(id: "reviewers", requires: .reviewers, group: "roles", notAuthor: false, validFor: 90),
          Rule(id: "lint", requires: .lint, ignore: ["lone_bullet"]),
          Rule(id: "checklist", requires: .checklist), Rule(id: "questions", requires: .questions),
          Rule(id: "comments", requires: .comments), Rule(id: "obligations", requires: .obligations),
        ], order: .serial, onReject: "first", onEdit: .all, override: Override(roles: ["cto"], people: ["ada", "bo"]),
        due: 5, reminders: Reminders(at: [50, 100], every: 2)),
      Stage(
        name: "third",
        gate: [
          Rule(id: "watch", requires: .approvals, role: "cto", count: 0),
          Rule(id: "approvals", requires: .approvals, people: ["ada"], validFor: 30),
        ], order: .parallel, onReject: "stay", onEdit: Stage.OnEdit.none),
    ], description: "All of it",
    calendar: BusinessCalendar(zone: "Europe/Berlin", workdays: [1, 5], holidays: ["2026-12-25", "2026-12-26"]))

  @Test("every key is read")
  func everyKey() throws {
    #expect(try Policy(yaml: Self.full) == Self.read)
  }

  @Test("a policy comes back equal from the bytes that the log keeps")
  func roundTrip() throws {
    let policy = try Policy(yaml: Self.full)
    #expect(try JSONDecoder().decode(Policy.self, from: JSONEncoder().encode(policy)) == policy)
  }

  @Test("JSON is read as YAML is")
  func json() throws {
    let json = #"{"name": "j", "stages": [{"name": "r", "gate": [{"role": "tech", "count": 2, "veto": false}]}]}"#
    let policy = try Policy(yaml: json)
    #expect(policy.stages[0].gate == [Rule(id: "tech", requires: .approvals, role: "tech", count: 2, veto: false)])
  }

  @Test("a file takes the name that it is published as, and may not have another")
  func names() throws {
    let stages = "stages: [{name: r, gate: [{requires: approvals}]}]\n"
    #expect(try Policy(yaml: stages, named: "mine").name == "mine")
    #expect(try Policy(yaml: "name: mine\n" + stages, named: "mine").name == "mine")
    #expect(try Policy(yaml: stages, orElse: "file").name == "file")
    #expect(try Policy(yaml: "name: mine\n" + stages, orElse: "file").name == "mine")
    let fault = #expect(throws: YamlFault.self) { try Policy(yaml: "name: mine\n" + stages, named: "other") }
    #expect(fault?.key == "name" && fault?.line == 1 && fault?.message.contains("'other'") == true)
  }

  @Test("a rule for the template's roles becomes one a role, and keeps all else that it says")
  func expanded() throws {
    let policy = try Policy(
      yaml: """
        name: e
        stages:
          - name: sign-off
            gate: [{id: sign, from_template: true, count: 1, scope: [security], valid_for: 30d, veto: false}]
        """)
    let two = policy.expanded(with: ["tech", "legal"]).stages[0].gate
    let expected = ["tech", "legal"].map { (role: String) in
      Rule(id: "sign/\(role)", requires: .approvals, role: role, scope: ["security"], validFor: 30, veto: false)
    }
    #expect(two == expected)
    let none = policy.expanded(with: []).stages[0].gate
    #expect(none == [Rule(id: "sign", requires: .approvals, scope: ["security"], validFor: 30, veto: false)])
  }
}
