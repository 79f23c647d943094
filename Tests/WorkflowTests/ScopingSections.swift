import Documents
import TestSupport
import Testing
import Workflow

/// Which sections a rule's `scope` names.
@Suite struct ScopingSections {
  /// `level id title`, one a line.
  private static let document = """
    0 preamble -
    1 title Parcel Tracking
    2 architecture 3. Architecture
    3 components 3.1 Components
    4 gateway API Gateway
    3 security-architecture 3.2 Security Architecture
    2 security 4. Security
    3 threats Threats
    2 appendix Appendix
    """.split(separator: "\n").map { line in
      let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
      return SectionRef(id: parts[1], title: parts[2], level: Int(parts[0]) ?? 0, digest: "d", text: "t")
    }

  @Test(
    "ids, names, globs, subtrees and what is taken out",
    arguments: [
      (["threats"], "threats"),
      (["Threats"], "threats"),
      (["THREATS"], "threats"),
      (["4. Security"], "security threats"),
      (["Security"], "security threats"),
      (["components"], "components gateway"),
      (["architecture"], "architecture components gateway security-architecture"),
      (["*security*"], "security-architecture security threats"),
      (["security*"], "security-architecture security threats"),
      (["*gate*y"], "gateway"),
      (["gate*x"], ""),
      (["preamble"], "preamble"),
      (
        ["parcel tracking"],
        "title architecture components gateway security-architecture security threats appendix"
      ),
      (["*", "!title"], "preamble"),
      (["!appendix", "!preamble", "!security"], "title architecture components gateway security-architecture"),
      (["architecture", "!components"], "architecture security-architecture"),
      (["security", "!threats"], "security"),
      (["threats", "!security"], ""),
      (["nowhere"], ""),
      (["nowhere", "threats"], "threats"),
      (["secur?ty"], ""),
      ([".*"], ""),
    ])
  func scope(patterns: [String], expected: String) {
    let found = SectionScope(patterns).sections(in: Self.document).map(\.id).joined(separator: " ")
    #expect(found == expected)
  }

  @Test("a hostile pattern is matched in the time of its length by the text's")
  func hostile() {
    let long = SectionRef(
      id: "s", title: String(repeating: "a", count: 5000), level: 1, digest: "d", text: "t")
    let pattern = String(repeating: "a*", count: 90) + "b"
    var found: [SectionRef] = []
    let time = ThreadTime.measure { found = SectionScope([pattern]).sections(in: [long]) }
    #expect(found.isEmpty && time < .seconds(5))
  }

  @Test("a verdict is bound to the sections of every rule that asks for its role, and to all where one asks for all")
  func reach() throws {
    func ids(_ gate: String) throws -> String {
      let policy = try Policy(yaml: "name: p\nstages: [{name: r, gate: [\(gate)]}]")
      return policy.scope(of: "sec", person: "sam", in: Self.document).joined(separator: " ")
    }
    #expect(try ids("{role: sec, scope: threats}") == "threats")
    #expect(try ids("{role: sec, scope: threats}, {id: b, role: sec, scope: gateway}") == "gateway threats")
    #expect(try ids("{role: sec, scope: threats}, {role: other, scope: gateway}") == "threats")
    #expect(try ids("{role: sec, scope: threats}, {id: any, requires: approvals}") == "threats")
    let all = Self.document.map(\.id).joined(separator: " ")
    #expect(try ids("{role: sec, scope: threats}, {id: b, role: sec}") == all)
    #expect(try ids("{people: [sam], scope: threats}") == "threats")
    #expect(try ids("{people: [tess], scope: threats}, {id: any, requires: approvals}") == all)
  }

  @Test("a rule whose scope names nothing cannot be satisfied, and says which section is missing")
  func nothing() throws {
    let policy = try Policy(yaml: "name: p\nstages: [{name: r, gate: [{role: security-lead, scope: Security}]}]")
    var scenario = Scenario()
    try scenario.act("ada", .open(Scenario.opened(policy: policy), firstDraft: Scenario.draft(["a": "one"])))
    #expect(try scenario.act("ada", .requestReview).contains("gate.unsatisfiable"))
    let finding = try #require(try scenario.gate.findings.first)
    #expect(finding.state == .unsatisfiable && finding.detail.contains("'Security'"))
    #expect(finding.waitingOn == ["root"])
    let mended = try scenario.act(
      "ada", .saveDraft(Scenario.draft(["a": "one", "security": "two"]), baseRevision: 1))
    #expect(mended == ["draft.saved", "gate.satisfiable"])
  }
}
