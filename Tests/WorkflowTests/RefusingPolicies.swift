import Documents
import Testing
import Workflow

/// What is wrong with a policy is said with its key, its line and what to write instead.
@Suite struct RefusingPolicies {
  /// A policy with a fault, the place of its key, the line, and words of the remedy.
  struct Wrong: CustomTestStringConvertible, Sendable {
    let yaml: String
    let key: String
    let line: Int
    let words: String
    var testDescription: String { "\(key): \(words)" }

    init(_ yaml: String, _ key: String, _ line: Int, _ words: String) {
      (self.yaml, self.key, self.line, self.words) = (yaml, key, line, words)
    }

    /// In a stage that is right but for these lines: they begin on line 5.
    static func stage(_ lines: String, _ key: String, _ line: Int, _ words: String) -> Wrong {
      let indented = lines.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
      let yaml = "name: w\nstages:\n  - name: review\n    gate: [{id: read, requires: approvals}]\n\(indented)\n"
      return Wrong(yaml, "stages[0].\(key)", line, words)
    }

    /// A second rule, with a key a line: they begin on line 6.
    static func rule(_ lines: String, _ key: String, _ line: Int, _ words: String) -> Wrong {
      let keys = lines.split(separator: "\n").enumerated()
      let indented = keys.map { ($0 == 0 ? "      - " : "        ") + $1 }.joined(separator: "\n")
      let yaml = "name: w\nstages:\n  - name: review\n    gate:\n      - {id: read, requires: approvals}\n\(indented)\n"
      return Wrong(yaml, "stages[0].gate[1]" + (key.isEmpty ? "" : ".\(key)"), line, words)
    }
  }

  private static func check(_ wrong: Wrong) {
    let fault = #expect(throws: YamlFault.self, "\(wrong.yaml)") { try Policy(yaml: wrong.yaml) }
    #expect(fault?.key == wrong.key, "\(fault?.message ?? "")")
    #expect(fault?.line == wrong.line, "\(fault?.message ?? "")")
    #expect(fault?.message.contains(wrong.words) == true, "\(fault?.message ?? "")")
    #expect(fault?.message.contains("'\(wrong.key)'") == true || wrong.key.isEmpty)
  }

  private static let stages = "stages: [{name: r, gate: [{requires: approvals}]}]"

  @Test(
    "of the whole",
    arguments: [
      Wrong("", "", 1, "is empty"),
      Wrong("name: [", "", 2, "not YAML"),
      Wrong("- name: w", "", 1, "must be a mapping"),
      Wrong("name: w\nname: v\n\(stages)", "", 1, "stands twice"),
      Wrong("name: w\n\(stages)\nowner: ada", "owner", 3, "is unknown: there are name, version"),
      Wrong(stages, "name", 1, "is missing"),
      Wrong("name: w", "stages", 1, "is missing"),
      Wrong("name: Sign Off\n\(stages)", "name", 1, "write 'sign-off'"),
      Wrong("name: -w\n\(stages)", "name", 1, "begin with one of the first two"),
      Wrong("name: \(String(repeating: "n", count: 101))\n\(stages)", "name", 1, "1 to 100"),
      Wrong("name: w\nversion: 0\n\(stages)", "version", 2, "whole number from 1"),
      Wrong("name: w\nversion: \"1\"\n\(stages)", "version", 2, "whole number"),
      Wrong("name: w\ndescription: [a]\n\(stages)", "description", 2, "must be text"),
      Wrong("name: w\nstages: []", "stages", 2, "1 to 20 stages"),
      Wrong("name: w\nstages: {name: r}", "stages", 2, "must be a list"),
      Wrong("name: w\nstages: [{name: r, gate: [{requires: comments}]}]", "stages", 2, "requires: approvals"),
      Wrong("name: w\nstages: [{name: r, gate: [{role: cto, count: 0}]}]", "stages", 2, "ask nobody"),
      Wrong("name: w\ncalendar: Berlin\n\(stages)", "calendar", 2, "must be a mapping"),
      Wrong("name: w\ncalendar: {zone: Mars/Base}\n\(stages)", "calendar.zone", 2, "Europe/Berlin"),
      Wrong("name: w\ncalendar: {workdays: []}\n\(stages)", "calendar.workdays", 2, "at least one day"),
      Wrong("name: w\ncalendar: {workdays: [mon, monday]}\n\(stages)", "calendar.workdays[1]", 2, "mon, tue"),
      Wrong("name: w\ncalendar: {workdays: [mon, mon]}\n\(stages)", "calendar.workdays[1]", 2, "twice"),
      Wrong("name: w\ncalendar: {holidays: [2026-02-30]}\n\(stages)", "calendar.holidays[0]", 2, "2026-12-25"),
      Wrong("name: w\ncalendar: {days: 5}\n\(stages)", "calendar.days", 2, "is unknown"),
    ])
  func whole(wrong: Wrong) { Self.check(wrong) }

  @Test(
    "of a stage",
    arguments: [
      Wrong("name: w\nstages:\n  - gate: [{requires: approvals}]", "stages[0].name", 3, "is missing"),
      Wrong("name: w\nstages:\n  - name: r", "stages[0].gate", 3, "is missing"),
      Wrong("name: w\nstages:\n  - name: draft\n    gate: [{requires: approvals}]", "stages[0].name", 3, "'draft'"),
      Wrong("name: w\nstages:\n  - name: stay\n    gate: [{requires: approvals}]", "stages[0].name", 3, "'stay'"),
      Wrong(
        "name: w\nstages:\n  - {name: r, gate: [{requires: approvals}]}\n  - {name: r, gate: [{requires: comments}]}",
        "stages[1].name", 4, "is 'r' again"),
      Wrong("name: w\nstages:\n  - name: r\n    gate: []", "stages[0].gate", 4, "1 to 50 rules"),
      Wrong.stage("order: both", "order", 5, "parallel, serial"),
      Wrong.stage("order: serial", "order", 5, "fewer than two groups"),
      Wrong.stage("on_reject: review", "on_reject", 5, "'draft' or 'stay'"),
      Wrong.stage("on_reject: later", "on_reject", 5, "'draft' or 'stay'"),
      Wrong.stage("on_edit: some", "on_edit", 5, "changed, all, none"),
      Wrong.stage("override: cto", "override", 5, "must be a mapping"),
      Wrong.stage("override: {}", "override", 5, "'roles' or 'people'"),
      Wrong.stage("override:\n  roles: []", "override.roles", 6, "at least one"),
      Wrong.stage("override:\n  people: [Ada]", "override.people[0]", 6, "write 'ada'"),
      Wrong.stage("override:\n  reason: yes", "override.reason", 6, "there are roles, people"),
      Wrong.stage("due: 0", "due", 5, "from 1 to 366"),
      Wrong.stage("due: 5d", "due", 5, "whole number"),
      Wrong.stage("reminders: {at: [50%]}", "reminders", 5, "'due'"),
      Wrong.stage("due: 5\nreminders:\n  at: [0%]", "reminders.at[0]", 7, "1% to 100%"),
      Wrong.stage("due: 5\nreminders:\n  at: [101]", "reminders.at[0]", 7, "1% to 100%"),
      Wrong.stage("due: 5\nreminders:\n  at: [50%, 50%]", "reminders.at[1]", 7, "more than the one before"),
      Wrong.stage("due: 5\nreminders:\n  at: 50%", "reminders.at", 7, "must be a list"),
      Wrong.stage("due: 5\nreminders:\n  every: -1", "reminders.every", 7, "from 0 to 366"),
      Wrong.stage("deadline: 5", "deadline", 5, "is unknown: there are name, order"),
    ])
  func stage(wrong: Wrong) { Self.check(wrong) }

  @Test(
    "of a rule",
    arguments: [
      Wrong.rule("id: x", "requires", 6, "is missing: write one of approvals, reviewers"),
      Wrong.rule("requires: votes", "requires", 6, "must be one of approvals"),
      Wrong.rule("requires: approvals\nid: read", "id", 7, "is 'read' again"),
      Wrong.rule("role: tech\nid: reviewers", "id", 7, "the document's reviewers"),
      Wrong.rule("role: tech\nid: a/b", "id", 7, "write 'a-b'"),
      Wrong.rule("role: Security Lead", "role", 6, "write 'security-lead'"),
      Wrong.rule("role: auditor", "role", 6, "approves nothing"),
      Wrong.rule("role: [a]", "role", 6, "must be text"),
      Wrong.rule("people: []", "people", 6, "at least one"),
      Wrong.rule("people: [a, a]", "people[1]", 6, "twice"),
      Wrong.rule("people: ada", "people", 6, "must be a list"),
      Wrong.rule("role: a\ncount: -1", "count", 7, "from 0 to 100"),
      Wrong.rule("role: a\ncount: 101", "count", 7, "from 0 to 100"),
      Wrong.rule("role: a\ncount: two", "count", 7, "whole number"),
      Wrong.rule("role: a\ncount: 0\nveto: false", "count", 7, "asks for nothing"),
      Wrong.rule("people: [a, b]\ncount: 3", "count", 7, "asks for 3 of 2 people"),
      Wrong.rule("from_template: true\nrole: a", "role", 7, "comes from the template"),
      Wrong.rule("from_template: yes", "from_template", 6, "true or false"),
      Wrong.rule("role: a\ngroup: [g]", "group", 7, "must be text"),
      Wrong.rule("role: a\nscope: []", "scope", 7, "a list of texts"),
      Wrong.rule("role: a\nscope: {a: b}", "scope", 7, "a list of texts"),
      Wrong.rule("role: a\nscope: [a, \"!\"]", "scope[1]", 7, "in quotes"),
      Wrong.rule("role: a\nscope: !appendix", "scope", 7, "in quotes"),
      Wrong.rule("role: a\ndistinct_people: 1", "distinct_people", 7, "true or false"),
      Wrong.rule("role: a\nnot_author: never", "not_author", 7, "true or false"),
      Wrong.rule("role: a\nnot_last_editor: \"true\"", "not_last_editor", 7, "true or false"),
      Wrong.rule("role: a\npeople_only: false", "people_only", 7, "never satisfy an approval"),
      Wrong.rule("role: a\nvalid_for: 0", "valid_for", 7, "90d or 12w"),
      Wrong.rule("role: a\nvalid_for: 1y", "valid_for", 7, "90d or 12w"),
      Wrong.rule("role: a\nvalid_for: 99999999999999999999w", "valid_for", 7, "90d or 12w"),
      Wrong.rule("role: a\nveto: maybe", "veto", 7, "true or false"),
      Wrong.rule("requires: lint\nignore: [spelling]", "ignore[0]", 7, "must be one of placeholder"),
      Wrong.rule("requires: comments\nrole: a", "role", 7, "is for approvals"),
      Wrong.rule("requires: lint\ncount: 2", "count", 7, "is for approvals"),
      Wrong.rule("requires: reviewers\nscope: a", "scope", 7, "is for approvals"),
      Wrong.rule("requires: checklist\nvalid_for: 3d", "valid_for", 7, "is for approvals, reviewers"),
      Wrong.rule("role: a\nignore: [placeholder]", "ignore", 7, "is for lint"),
      Wrong.rule("role: a\nquorum: 2", "quorum", 7, "is unknown"),
    ])
  func rule(wrong: Wrong) { Self.check(wrong) }

  @Test(
    "of a condition",
    arguments: [
      Wrong.rule("role: a\napplicable_if: pii", "applicable_if", 7, "must be a mapping"),
      Wrong.rule("role: a\napplicable_if: {}", "applicable_if", 7, "exactly one of"),
      Wrong.rule("role: a\napplicable_if: {section: a, configuration: b}", "applicable_if", 7, "exactly one of"),
      Wrong.rule("role: a\napplicable_if:\n  tag: a", "applicable_if.tag", 8, "is unknown"),
      Wrong.rule("role: a\napplicable_if:\n  any: []", "applicable_if.any", 8, "1 to 100 conditions"),
      Wrong.rule("role: a\napplicable_if:\n  all: [{section: []}]", "applicable_if.all[0].section", 8, "must be text"),
      Wrong.rule("role: a\napplicable_if:\n  not: a", "applicable_if.not", 8, "must be a mapping"),
      Wrong.rule(
        "role: a\napplicable_if:\n  front_matter: {equals: a}", "applicable_if.front_matter.key", 8, "missing"),
      Wrong.rule(
        "role: a\napplicable_if:\n  configuration: {key: a, equals: [b]}", "applicable_if.configuration.equals", 8,
        "text, a whole number, true or false"),
    ])
  func condition(wrong: Wrong) { Self.check(wrong) }

  @Test("the line is that of the key, also where its value begins below it")
  func keyLine() {
    let yaml = "name: w\nstages:\n  - name: r\n    gates:\n      - requires: approvals\n"
    let fault = #expect(throws: YamlFault.self) { try Policy(yaml: yaml) }
    #expect(fault?.key == "stages[0].gates" && fault?.line == 4)
  }

  @Test("a rule without an id whose like is there already is asked for one")
  func sameRules() {
    let yaml = "name: w\nstages:\n  - name: r\n    gate:\n      - role: a\n      - role: a\n        scope: x\n"
    let fault = #expect(throws: YamlFault.self) { try Policy(yaml: yaml) }
    #expect(fault?.key == "stages[0].gate[1].id" && fault?.line == 6)
    #expect(fault?.message.contains("is missing: another rule of the stage is 'a'") == true)
  }

  @Test("more than the limits is refused with the limit")
  func limits() {
    let rules = (0...50).map { "{id: r\($0), requires: approvals}" }.joined(separator: ", ")
    let many = (0...20).map { "{name: s\($0), gate: [{requires: approvals}]}" }.joined(separator: ", ")
    let people = (0...100).map { "p\($0)" }.joined(separator: ", ")
    for (yaml, words) in [
      ("name: w\nstages: [{name: r, gate: [\(rules)]}]", "1 to 50 rules"),
      ("name: w\nstages: [\(many)]", "1 to 20 stages"),
      ("name: w\nstages: [{name: r, gate: [{people: [\(people)]}]}]", "at most 100"),
      ("# \(String(repeating: "x", count: 65_536))\n\(Self.stages)", "65536 bytes"),
    ] {
      let fault = #expect(throws: YamlFault.self) { try Policy(yaml: yaml) }
      #expect(fault?.message.contains(words) == true, "\(fault?.message ?? "")")
    }
  }
}
