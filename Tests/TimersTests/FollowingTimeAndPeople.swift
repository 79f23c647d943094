import Documents
import Ledger
import Testing
import Timers
import Workflow

/// What else the timers bring about: dates that come, windows that end, gates that people's changes open or close.
@Suite struct FollowingTimeAndPeople {
  private static let tech = Rule(id: "tech", requires: .approvals, role: "technical-lead")

  private static func policy(_ gate: [Rule], due: Int? = nil) -> Policy {
    Policy(
      name: "own", version: 1, stages: [Stage(name: "review", gate: gate, due: due)],
      calendar: BusinessCalendar(zone: "Europe/Berlin"))
  }

  private static func started() async throws -> TemporaryDaemon {
    let start = try #require(Timestamp("2027-03-01T09:00:00Z"))
    let daemon = try TemporaryDaemon(at: start)
    for (user, role) in [("root", "admin"), ("ada", "member"), ("tess", "technical-lead"), ("dee", "member")] {
      try await daemon.register(user, role: role)
    }
    try await daemon.round()
    return daemon
  }

  @Test("an approval expires at its time, and the document goes back to review")
  func expiry() async throws {
    let daemon = try await Self.started()
    try await daemon.review(
      "doc",
      under: Self.policy([Rule(id: "tech", requires: .approvals, role: "technical-lead", validFor: 30)]))
    try await daemon.approve("doc", as: "tess", role: "technical-lead")
    try await daemon.wait(until: "2027-03-31T08:59:00Z")
    let before = try await daemon.ledger.document("doc")?.status
    #expect(before == .approved)
    try daemon.restart()
    try await daemon.wait(until: "2027-04-02T09:30:00Z")
    let trail = try await daemon.trail(of: [.verdictStaled, .documentReopened])
    #expect(trail == ["2027-03-31T09:29 verdict.staled doc", "2027-03-31T09:29 document.reopened doc"])
    let events = try await daemon.ledger.events(limit: 1000)
    #expect(events.last?.metadata.source == "timer" && events.last?.position.actor == .daemon)
  }

  @Test("an obligation's date is over at the end of its local day, also across the beginning of summer time")
  func obligation() async throws {
    let daemon = try await Self.started()
    try await daemon.review("doc", under: Self.policy([Self.tech, Rule(id: "obligations", requires: .obligations)]))
    let asked = Obligation(id: "o", section: "title", text: "Say how", due: "2027-03-25")
    try await daemon.approve("doc", as: "tess", role: "technical-lead", obligations: [asked])
    try await daemon.wait(until: "2027-03-31T20:00:00Z")
    let trail = try await daemon.trail()
    #expect(
      trail == [
        "2027-03-25T23:00 doc 100% ada obligation o", "2027-03-28T22:00 doc +1 ada obligation o",
        "2027-03-29T22:00 doc +2 ada obligation o", "2027-03-30T22:00 doc +3 ada obligation o",
      ])
  }

  @Test("a feature flag's Cleanup Date comes once")
  func cleanupDate() async throws {
    let daemon = try await Self.started()
    let flags =
      "# Title\n\n## Flags\n\n| Flag | Cleanup Date |\n|---|---|\n| new_search | 2027-03-29 |\n| old | [Date] |\n"
    try await daemon.review("doc", under: Self.policy([Self.tech]), markdown: flags)
    try await daemon.approve("doc", as: "tess", role: "technical-lead")
    try await daemon.wait(until: "2027-03-30T20:00:00Z")
    try daemon.restart()
    try await daemon.wait(until: "2027-04-10T20:00:00Z", every: 7200)
    let trail = try await daemon.trail()
    #expect(trail == ["2027-03-28T22:00 doc 2027-03-29 ada dated_item new_search"])
  }

  @Test("a delegation ends when its window is over, once")
  func delegation() async throws {
    let daemon = try await Self.started()
    let until = try #require(Timestamp("2027-03-03T12:00:00Z"))
    let granted = DelegationGranted(
      delegation: "del", by: "tess", to: "dee", role: "technical-lead", from: daemon.clock.now, until: until)
    try await daemon.perform(.registry(.grantDelegation(granted)), as: "tess")
    try await daemon.wait(until: "2027-03-03T11:59:59Z")
    let before = try await daemon.trail(of: [.delegationEnded])
    #expect(before.isEmpty)
    try await daemon.wait(until: "2027-03-05T12:00:00Z")
    try daemon.restart()
    try await daemon.round()
    let after = try await daemon.trail(of: [.delegationEnded])
    #expect(after == ["2027-03-03T12:29 delegation.ended"])
    let events = try await daemon.ledger.events(limit: 1000)
    #expect(events.contains { $0.event == .delegationEnded(DelegationEnded(delegation: "del", cause: .expired)) })
  }

  @Test("a gate that nobody can satisfy any more says so when it happens, and that it can be when somebody comes")
  func unsatisfiable() async throws {
    let daemon = try await Self.started()
    try await daemon.review("doc", under: Self.policy([Self.tech]))
    try await daemon.review("other", under: Self.policy([Rule(id: "any", requires: .approvals)]))
    try await daemon.round()
    let types: [EventType] = [.gateUnsatisfiable, .gateSatisfiable]
    let before = try await daemon.trail(of: types)
    #expect(before.isEmpty)
    try await daemon.revoke("technical-lead", from: "tess")
    try await daemon.round()
    try await daemon.round()
    daemon.clock.set(daemon.clock.now.adding(seconds: 60))
    try await daemon.register("tom", role: "technical-lead")
    try await daemon.round()
    let after = try await daemon.trail(of: types)
    #expect(after == ["2027-03-01T09:00 gate.unsatisfiable doc", "2027-03-01T09:01 gate.satisfiable doc"])
  }

  @Test("what people changed while the daemon was down is found when it starts")
  func whileDown() async throws {
    let daemon = try await Self.started()
    try await daemon.review("doc", under: Self.policy([Self.tech]))
    try await daemon.revoke("technical-lead", from: "tess")
    try daemon.restart()
    try await daemon.round()
    let trail = try await daemon.trail(of: [.gateUnsatisfiable])
    #expect(trail == ["2027-03-01T09:00 gate.unsatisfiable doc"])
  }

  @Test("a project's new configuration completes the stages that it takes the last rule from, in that project alone")
  func configuration() async throws {
    let daemon = try await Self.started()
    let optional = Rule(
      id: "tech", requires: .approvals, role: "technical-lead",
      applicableIf: .not(.configuration(key: "small", equals: true)))
    for project in ["one", "two"] {
      try await daemon.perform(
        .registry(.openProject(ProjectOpened(slug: project, title: project, configuration: [:], links: [:]))),
        as: "daemon")
      let last = Stage(name: "last", gate: [Rule(id: "sec", requires: .approvals, role: "security-lead")])
      let policy = Policy(name: "own", version: 1, stages: Self.policy([optional]).stages + [last])
      try await daemon.review("doc-\(project)", under: policy, project: project)
    }
    try await daemon.round()
    try await daemon.perform(
      .registry(.updateProject(ProjectUpdated(slug: "one", configuration: ["small": true]))), as: "daemon")
    try await daemon.round()
    let trail = try await daemon.trail(of: [.stageCompleted, .documentApproved])
    #expect(trail == ["2027-03-01T09:00 stage.completed doc-one"])
  }

  @Test("many documents that are due at once are all settled, some rounds later at most")
  func flood() async throws {
    let daemon = try await Self.started()
    for number in 0..<620 { try await daemon.review("doc-\(number)", under: Self.policy([Self.tech], due: 2)) }
    daemon.clock.set(try #require(Timestamp("2027-03-02T09:00:00Z")))
    try await daemon.round()
    let first = try await daemon.trail().count
    try await daemon.round()
    try await daemon.round()
    let all = try await daemon.trail()
    #expect(first < 620 && all.count == 620 && Set(all).count == 620)
  }
}
