import Documents
import Testing
import Workflow

/// What `docs/policies.md` says of its six policies happens.
@Suite struct PolicyStories {
  private static let words = PolicyPage.draft(["Purpose": "why", "Design": "how"])

  @Test("the page has six policies; those that are built in are the files that are compiled in")
  func page() throws {
    var policies = try PolicyPage.policies()
    let wrong = policies.removeValue(forKey: "mine") ?? ""
    #expect(throws: YamlFault.self) { try Policy(yaml: wrong) }
    #expect(
      Set(policies.keys) == [
        "four-eyes", "sign-off-table", "board", "legal-then-security", "emergency", "agent-drafted",
      ])
    for (name, yaml) in policies { #expect(try Policy(yaml: yaml).name == name) }
    for name in ["four-eyes", "agent-drafted"] {
      #expect(try PolicyPage.text("config/workflows/\(name).yaml") == policies[name])
    }
  }

  @Test("the built-in sign-off asks one reader, then each role, as it always has")
  func signOff() throws {
    let policy = try Policy(yaml: PolicyPage.text("config/workflows/sign-off.yaml"), named: "sign-off")
    let review =
      [Rule(id: "read", requires: .approvals)] + [.comments, .checklist].map { Rule(id: $0.rawValue, requires: $0) }
    let signOff =
      [Rule(id: "approvals", requires: .approvals, fromTemplate: true)]
      + [.questions, .comments, .checklist, .obligations].map { Rule(id: $0.rawValue, requires: $0) }
    #expect(policy.stages == [Stage(name: "review", gate: review), Stage(name: "sign-off", gate: signOff)])
    let peer = try Policy(yaml: PolicyPage.text("config/workflows/peer-review.yaml"), named: "peer-review")
    #expect(peer.stages.map { $0.gate.map(\.id) } == [["read", "comments", "obligations"]])
  }

  @Test("four eyes: two people who wrote none of it")
  func fourEyes() throws {
    var story = try Scenario.story("four-eyes", people: ["kim": "member"], draft: Self.words)
    #expect(story.refusal("ada", story.verdict(as: "reviewer")) == "author_cannot_approve")
    try story.approve("tess")
    try story.approve("tess")
    #expect(try story.rules()["readers"] == .unsatisfied)
    #expect(story.status == .inReview)
    try story.act("kim", .addComment(CommentAdded(comment: "c", body: "Why?", revision: 1)))
    try story.approve("kim")
    #expect(try story.rules() == ["readers": .satisfied, "comments": .unsatisfied, "obligations": .notApplicable])
    #expect(story.status == .inReview)
    #expect(try story.act("kim", .resolveComment(id: "c")).last == "document.approved")
  }

  @Test("four eyes: an editor becomes an author, and a rejection blocks until it is withdrawn or the words change")
  func fourEyesRejected() throws {
    var story = try Scenario.story("four-eyes", people: ["kim": "member", "lee": "member"], draft: Self.words)
    try story.save(PolicyPage.draft(["Purpose": "why", "Design": "better"]), by: "lee")
    #expect(story.refusal("lee", story.verdict(as: "reviewer")) == "author_cannot_approve")
    #expect(try story.reject("sam") == ["verdict.given"])
    try story.approve("tess")
    try story.approve("kim")
    #expect(try story.rules()["readers"] == .unsatisfied)
    #expect(story.status == .inReview)
    #expect(try story.waitsOn() == ["ada"])
    var changed = story
    let rejection = try #require(story.state?.verdicts.first?.id)
    #expect(try story.act("sam", .withdrawVerdict(id: rejection)).last == "document.approved")
    try changed.save(PolicyPage.draft(["Purpose": "why", "Design": "best"]))
    #expect(changed.state?.verdicts.map(\.state) == [.stale, .stale, .stale])
    try changed.approve("tess")
    #expect(try changed.approve("kim").last == "document.approved")
  }

  private static func table(
    system: String = "system", security: String = "keys", deployment: String? = "nodes"
  ) -> DraftContent {
    if let deployment {
      return PolicyPage.draft([
        "Introduction": "hello", "System Architecture": system, "Data Architecture": "data",
        "Security Architecture": security, "Deployment": deployment,
      ])
    }
    return PolicyPage.draft([
      "Introduction": "hello", "System Architecture": system, "Data Architecture": "data",
      "Security Architecture": security,
    ])
  }

  private static let signers: KeyValuePairs = [
    "tess": "technical-lead", "arch": "architect", "sam": "security-lead", "dev": "devops-lead",
  ]

  @Test("sign-off table: each role is asked again for its own sections and no others")
  func signOffTable() throws {
    var story = try Scenario.story("sign-off-table", people: Self.signers, draft: Self.table())
    for (user, role) in Self.signers { try story.approve(user, as: role) }
    #expect(story.status == .approved)
    let edited = try story.save(Self.table(security: "locks"))
    #expect(edited == ["draft.saved", "verdict.staled", "document.reopened"])
    #expect(story.state?.verdicts.map(\.state) == [.live, .live, .stale, .live])
    #expect(story.status == .inReview)
    #expect(try story.waitsOn() == ["sam"])
    #expect(try story.rules()["security-lead"] == .stale)
    #expect(try story.save(Self.table()).contains("verdict.restored"))
    #expect(story.status == .approved)
    try story.save(Self.table(system: "another"))
    #expect(story.state?.verdicts.map(\.state) == [.stale, .stale, .live, .live])
    #expect(try story.waitsOn() == ["arch", "tess"])
  }

  @Test("sign-off table: a section that is not there is not signed for, unless the policy insists")
  func signOffTableSections() throws {
    var story = try Scenario.story("sign-off-table", people: Self.signers, draft: Self.table(deployment: nil))
    #expect(try story.rules()["devops-lead"] == .notApplicable)
    for (user, role) in Self.signers where user != "dev" { try story.approve(user, as: role) }
    #expect(story.status == .approved)
    let bare = PolicyPage.draft(["System Architecture": "system"])
    let other = try Scenario.story("sign-off-table", people: Self.signers, draft: bare)
    #expect(try other.rules()["security-lead"] == .unsatisfiable)
    #expect(try other.gate.state == .unsatisfiable)
  }

  private static let members: KeyValuePairs = [
    "b1": "board", "b2": "board", "b3": "board", "b4": "board", "chief": "chief-architect", "bot": "board",
  ]

  @Test("the board: three members approve, and each member and the chief can object")
  func board() throws {
    var story = try Scenario.story("board", people: Self.members, draft: Self.words)
    for user in ["b1", "b2"] { try story.approve(user, as: "board") }
    #expect(try story.rules() == ["members": .unsatisfied, "chief": .satisfied, "advice": .notApplicable])
    #expect(try story.waitsOn() == ["b3", "b4"])
    var vetoed = story
    #expect(try story.approve("b3", as: "board").last == "document.approved")
    try vetoed.reject("chief", as: "chief-architect")
    try vetoed.approve("b3", as: "board")
    #expect(try vetoed.rules() == ["members": .satisfied, "chief": .unsatisfied, "advice": .notApplicable])
    #expect(vetoed.status == .inReview)
    let veto = try #require(vetoed.state?.verdicts.first { $0.outcome == .rejected }?.id)
    #expect(try vetoed.act("chief", .withdrawVerdict(id: veto)).last == "document.approved")
  }

  @Test("the board: one member's rejection blocks three approvals, and too few members cannot satisfy it")
  func boardBlocked() throws {
    var story = try Scenario.story("board", people: Self.members, draft: Self.words)
    try story.reject("b4", as: "board")
    for user in ["b1", "b2", "b3"] { try story.approve(user, as: "board") }
    #expect(try story.rules()["members"] == .unsatisfied)
    #expect(story.status == .inReview)
    var few = try Scenario.story("board", people: Self.members, draft: Self.words)
    for user in ["b1", "b2"] { few.people.evolve(.userUpdated(UserUpdated(user: user, fields: [], active: false))) }
    let finding = try #require(try few.gate.findings.first)
    #expect(finding.state == .unsatisfiable && finding.detail.contains("grant the role 'board'"))
    #expect(try few.act("countersign", .settle) == ["gate.unsatisfiable"])
  }

  @Test("the board: advice is asked where the project says so, and does not veto")
  func boardAdvised() throws {
    var story = try Scenario.story("board", people: Self.members, draft: Self.words)
    story.hire("ann", as: "adviser")
    story.hire("abe", as: "adviser")
    var projects = Projects()
    projects.evolve(
      .projectOpened(ProjectOpened(slug: "p", title: "P", configuration: ["advised": true], links: [:])),
      document: nil, project: "p", at: story.now)
    story.project = projects["p"]
    for user in ["b1", "b2", "b3"] { try story.approve(user, as: "board") }
    #expect(try story.rules()["advice"] == .unsatisfied)
    try story.reject("ann", as: "adviser")
    #expect(try story.rules()["advice"] == .unsatisfied)
    #expect(try story.approve("abe", as: "adviser").last == "document.approved")
  }

  @Test("a rule that is not asked does not block, and yet nothing is approved by nobody")
  func nobodyAsked() throws {
    for gate in ["{requires: reviewers}", "{role: legal, applicable_if: {section: Contract}}"] {
      let policy = try Policy(yaml: "name: p\nstages: [{name: r, gate: [\(gate)]}]")
      var scenario = Scenario()
      try scenario.act("ada", .open(Scenario.opened(policy: policy), firstDraft: Self.words))
      #expect(try scenario.act("ada", .requestReview) == ["review.requested", "gate.unsatisfiable"])
      try scenario.act("root", .changeWorkflow(Scenario.standard, reason: nil))
      #expect(try scenario.gate.state == .unsatisfied)
    }
  }
}
