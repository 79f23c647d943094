import Documents
import Testing
import Workflow

/// Who is reminded of what, when, and how often.
@Suite struct Reminding {
  /// Monday 2 November 2026, 10:00 in UTC.
  private static let monday = 1_793_613_600_000

  private static func stage(
    due: Int? = 4, reminders: Reminders? = nil,
    gate: [Rule] = [Rule(id: "tech", requires: .approvals, role: "technical-lead")]
  ) -> Stage {
    Stage(name: "review", gate: gate, due: due, reminders: reminders)
  }

  /// In review since that Monday.
  private static func inReview(
    _ stage: Stage = stage(), with more: [(user: String, role: String)] = [], dates: [DatedItem] = []
  ) throws -> Scenario {
    var scenario = Scenario()
    scenario.now = Timestamp(milliseconds: Int64(monday) - 3)
    for (user, role) in more { scenario.register(user, role: role) }
    var draft = Scenario.draft(["a": "one", "b": "two"])
    draft.datedItems = dates
    try scenario.act(
      "ada",
      .open(Scenario.opened(roles: [], policy: Policy(name: "own", version: 1, stages: [stage])), firstDraft: draft))
    try scenario.act("ada", .requestReview)
    scenario.now = Timestamp(milliseconds: Int64(monday))
    return scenario
  }

  @Test("half the time, all of it, and every business day after, each once")
  func standard() throws {
    var scenario = try Self.inReview()
    #expect(try scenario.settled(at: "2026-11-04T09:59:59.998Z") == [])
    #expect(try scenario.settled(at: "2026-11-04T10:00:00Z") == ["50% tess"])
    #expect(try scenario.settled(at: "2026-11-04T10:00:00Z") == [])
    #expect(try scenario.settled(at: "2026-11-05T10:00:00Z") == [])
    #expect(try scenario.settled(at: "2026-11-06T10:00:00Z") == ["100% tess"])
    #expect(try scenario.settled(at: "2026-11-08T10:00:00Z") == [])
    #expect(try scenario.settled(at: "2026-11-09T10:00:00Z") == ["+1 tess"])
    #expect(try scenario.settled(at: "2026-11-10T09:00:00Z") == [])
    #expect(try scenario.settled(at: "2026-11-10T10:00:00Z") == ["+2 tess"])
    let last = try #require(scenario.state?.reminders.last?.facts)
    #expect(last.due.map { $0.date } == "2026-11-06" && last.role == "technical-lead" && last.stage == "review")
    #expect(last.reason == "approve" && last.revision == 1 && last.subject == nil)
  }

  @Test("no due date, no reminder; and none in a draft, or of what is approved")
  func without() throws {
    var undated = try Self.inReview(Self.stage(due: nil))
    #expect(try undated.settled(at: "2027-11-10T10:00:00Z") == [])
    var withdrawn = try Self.inReview()
    try withdrawn.act("ada", .withdrawReview(reason: nil))
    #expect(try withdrawn.settled(at: "2026-11-20T10:00:00Z") == [])
    var approved = try Self.inReview()
    try approved.act("tess", approved.verdict(as: "technical-lead"))
    #expect(try approved.settled(at: "2026-11-20T10:00:00Z") == [])
  }

  @Test("a stage says itself when to remind, and may say never")
  func terms() throws {
    var other = try Self.inReview(Self.stage(reminders: Reminders(at: [25], every: 2)))
    #expect(try other.settled(at: "2026-11-03T10:00:00Z") == ["25% tess"])
    #expect(try other.settled(at: "2026-11-09T10:00:00Z") == [])
    #expect(try other.settled(at: "2026-11-10T10:00:00Z") == ["+2 tess"])
    #expect(try other.settled(at: "2026-11-12T10:00:00Z") == ["+4 tess"])
    for every in [nil, 0] {
      var never = try Self.inReview(Self.stage(reminders: Reminders(at: [], every: every)))
      #expect(try never.settled(at: "2027-11-10T10:00:00Z") == [])
      #expect(never.state?.nextTimer == nil)
    }
  }

  @Test("after a long silence the latest is said alone, and the next come on their days")
  func silence() throws {
    var scenario = try Self.inReview()
    #expect(try scenario.settled(at: "2026-11-18T12:00:00Z") == ["+8 tess"])
    #expect(try scenario.settled(at: "2026-11-18T12:00:00Z") == [])
    #expect(try scenario.settled(at: "2026-11-19T10:00:00Z") == ["+9 tess"])
  }

  @Test("all who are asked in a role are named once; other roles and reasons have their own")
  func groups() throws {
    let gate = [
      Rule(id: "tech", requires: .approvals, role: "technical-lead"),
      Rule(id: "sec", requires: .approvals, role: "security-lead"),
      Rule(id: "comments", requires: .comments),
    ]
    var scenario = try Self.inReview(Self.stage(gate: gate), with: [("tom", "technical-lead")])
    try scenario.act("sam", .addComment(CommentAdded(comment: "c", body: "Why?", anchor: nil, revision: 1)))
    #expect(
      try scenario.settled(at: "2026-11-04T12:00:00Z") == [
        "50% tess,tom", "50% ada respond", "50% ada resolve_comments",
      ])
  }

  @Test("only those who are still asked are reminded")
  func stillAsked() throws {
    let gate = [Rule(id: "tech", requires: .approvals, role: "technical-lead", count: 2)]
    var scenario = try Self.inReview(Self.stage(gate: gate), with: [("tom", "technical-lead")])
    #expect(try scenario.settled(at: "2026-11-04T12:00:00Z") == ["50% tess,tom"])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(try scenario.settled(at: "2026-11-06T12:00:00Z") == ["100% tom"])
  }

  @Test("a new revision says nothing again to those who have been asked since before it")
  func newRevision() throws {
    var scenario = try Self.inReview()
    #expect(try scenario.settled(at: "2026-11-04T12:00:00Z") == ["50% tess"])
    try scenario.act("ada", scenario.save(["a": "one", "b": "other"]))
    #expect(try scenario.settled(at: "2026-11-05T12:00:00Z") == [])
    #expect(try scenario.settled(at: "2026-11-06T12:00:00Z") == ["100% tess"])
    #expect(scenario.state?.reminders.map(\.facts.revision) == [1, 2])
  }

  @Test("those who are asked again at a new revision are reminded again, at the same revision never")
  func askedAgain() throws {
    let gate = [Rule(id: "tech", requires: .approvals, role: "technical-lead", count: 2)]
    var scenario = try Self.inReview(Self.stage(gate: gate))
    scenario.register("tom", role: "technical-lead")
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(try scenario.settled(at: "2026-11-04T12:00:00Z") == ["50% tom"])
    // The words change: tess is asked again, from now on.
    try scenario.act("ada", scenario.save(["a": "one", "b": "other"]))
    #expect(try scenario.settled(at: "2026-11-05T12:00:00Z") == [])
    #expect(try scenario.settled(at: "2026-11-06T12:00:01Z") == ["50% tess,tom"])
    // Back and forth passes the turn anew, and the revision stays.
    try scenario.act("tess", .commentOnly(role: nil, note: "Why?", revision: 2))
    try scenario.act("tom", .commentOnly(role: nil, note: "Why?", revision: 2))
    try scenario.act("tess", .addComment(CommentAdded(comment: "c", body: "Why?", anchor: nil, revision: 2)))
    try scenario.act(
      "ada", .addComment(CommentAdded(comment: "d", body: "So.", anchor: nil, revision: 2, replyTo: "c")))
    #expect(scenario.turns == ["tess/approve", "tom/approve"])
    #expect(try scenario.settled(at: "2026-11-10T11:00:00Z") == [])
    #expect(try scenario.settled(at: "2026-11-13T11:00:00Z") == ["100% tess,tom"])
  }

  @Test("what people do reminds nobody, and only the daemon may settle")
  func onlyTheDaemon() throws {
    var scenario = try Self.inReview()
    scenario.now = try #require(Timestamp("2026-11-20T10:00:00Z"))
    #expect(
      try scenario.act("tess", .addComment(CommentAdded(comment: "c", body: "Why?", anchor: nil, revision: 1))) == [
        "comment.added"
      ])
    #expect(scenario.refusal("root", .settle) == "daemon_only")
  }

  @Test("an obligation reminds whoever has its turn when its day is over, and every business day until it is verified")
  func obligation() throws {
    let gate = [
      Rule(id: "tech", requires: .approvals, role: "technical-lead"), Rule(id: "obligations", requires: .obligations),
    ]
    var scenario = try Self.inReview(Self.stage(due: nil, gate: gate))
    let asked = Obligation(id: "o", section: "a", text: "Say how", due: "2026-11-06")
    try scenario.act("tess", scenario.verdict(.approvedWithModifications, as: "technical-lead", obligations: [asked]))
    #expect(try scenario.settled(at: "2026-11-06T23:59:59Z") == [])
    #expect(try scenario.settled(at: "2026-11-07T00:00:00Z") == ["100% ada obligation o"])
    #expect(try scenario.settled(at: "2026-11-09T12:00:00Z") == [])
    #expect(try scenario.settled(at: "2026-11-10T00:00:00Z") == ["+1 ada obligation o"])
    try scenario.act("ada", scenario.save(["a": "so", "b": "two"]))
    #expect(try scenario.settled(at: "2026-11-10T12:00:00Z") == [], "A new revision says nothing again.")
    #expect(try scenario.settled(at: "2026-11-11T00:00:00Z") == ["+2 tess obligation o"])
    try scenario.act("tess", .verifyObligation(id: "o", revision: 2, note: nil))
    #expect(try scenario.settled(at: "2026-11-20T00:00:00Z") == [])
    #expect(scenario.state?.nextTimer == nil)
  }

  @Test("an obligation without a date reminds nobody of a date")
  func undatedObligation() throws {
    var scenario = try Self.inReview(
      Self.stage(due: nil, gate: Self.stage().gate + [Rule(id: "o", requires: .obligations)]))
    let asked = Obligation(id: "o", section: "a", text: "Say how")
    try scenario.act("tess", scenario.verdict(.approvedWithModifications, as: "technical-lead", obligations: [asked]))
    #expect(try scenario.settled(at: "2027-11-06T23:59:59Z") == [])
  }

  @Test("a Cleanup Date reminds the owner once when it has come, also of what is approved, and again when it is moved")
  func datedItem() throws {
    let flag = DatedItem(label: "new_search", kind: "cleanup", date: "15 January 2027", line: 9)
    let blank = DatedItem(label: "other", kind: "cleanup", date: "[Date]", line: 10)
    var scenario = try Self.inReview(Self.stage(due: nil), dates: [flag, flag, blank])
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    #expect(scenario.state?.status == .approved && scenario.state?.nextTimer == Timestamp("2027-01-15"))
    #expect(try scenario.settled(at: "2027-01-14T23:59:59Z") == [])
    #expect(try scenario.settled(at: "2027-01-15T00:00:00Z") == ["2027-01-15 ada dated_item new_search"])
    #expect(try scenario.settled(at: "2027-01-20T00:00:00Z") == [])
    #expect(scenario.state?.nextTimer == nil)
    var draft = Scenario.draft(["a": "moved", "b": "two"])
    draft.datedItems = [DatedItem(label: "new_search", kind: "cleanup", date: "2027-02-01", line: 9)]
    try scenario.act("ada", .saveDraft(draft, baseRevision: 1))
    #expect(try scenario.settled(at: "2027-02-01T00:00:00Z") == ["2027-02-01 ada dated_item new_search"])
  }

  @Test("a deprecated document says nothing any more, and sets no timer")
  func deprecated() throws {
    let flag = DatedItem(label: "new_search", kind: "cleanup", date: "2027-01-15", line: 9)
    var scenario = try Self.inReview(dates: [flag])
    try scenario.act("root", .deprecate(reason: "over"))
    #expect(try scenario.settled(at: "2028-01-15T00:00:00Z") == [])
    #expect(scenario.state?.nextTimer == nil)
    let gate = [Rule(id: "tech", requires: .approvals, role: "technical-lead", validFor: 30)]
    var approved = try Self.inReview(Self.stage(gate: gate))
    try approved.act("tess", approved.verdict(as: "technical-lead"))
    try approved.act("root", .deprecate(reason: "over"))
    approved.pass(days: 100)
    #expect(try approved.act("countersign", .settle) == [], "What it was approved as stays.")
  }

  @Test("an approval whose time is over is asked for again, and its renewal is reminded of from then on")
  func expiry() throws {
    let gate = [
      Rule(id: "tech", requires: .approvals, role: "technical-lead", validFor: 30)
    ]
    var scenario = try Self.inReview(Self.stage(due: 2, gate: gate))
    try scenario.act("tess", scenario.verdict(as: "technical-lead"))
    let over = try #require(scenario.state?.nextTimer)
    #expect(over.date == "2026-12-02" && scenario.state?.status == .approved)
    #expect(try scenario.settled(at: "2026-12-02T09:59:59Z") == [])
    scenario.now = over
    #expect(try scenario.act("countersign", .settle) == ["verdict.staled", "document.reopened"])
    #expect(try scenario.settled(at: "2026-12-03T10:00:01Z") == ["50% tess"])
  }

  @Test("the timer is set to the moment of the next threshold, and always moves on")
  func nextTimer() throws {
    var scenario = try Self.inReview(with: [("tom", "technical-lead")])
    try scenario.act("tom", .addComment(CommentAdded(comment: "c", body: "Why?", anchor: nil, revision: 1)))
    var said: [String] = []
    var looks = 0
    let end = try #require(Timestamp("2026-12-02T00:00:00Z"))
    var timer = scenario.state?.nextTimer
    while let next = timer, next < end {
      looks += 1
      scenario.now = max(next, scenario.now)
      let now = scenario.now
      said += try scenario.settled()
      timer = scenario.state?.nextTimer(after: now)
      #expect(timer.map { $0 > now } == true)
    }
    // Three moments since which somebody may be asked: at most three looks a business day.
    #expect(looks <= 3 * 21)
    #expect(said.filter { $0.hasSuffix(" tess") }.count == 19, "\(said)")
    #expect(said.filter { $0.hasSuffix(" tess") } == ["50% tess", "100% tess"] + (1...17).map { "+\($0) tess" })
  }

  @Test("with the clock of New York, a threshold on the night of a change comes once")
  func changeNight() throws {
    let daily = BusinessCalendar(zone: "America/New_York", workdays: [1, 2, 3, 4, 5, 6, 7])
    var scenario = Scenario()
    // Thursday 29 October 2026, 01:30 in New York; on 1 November 01:30 comes twice, at 05:30Z and 06:30Z.
    scenario.now = try #require(Timestamp("2026-10-29T05:30:00Z"))
    let policy = Policy(name: "own", version: 1, stages: [Self.stage(due: 1)], calendar: daily)
    try scenario.act("ada", .open(Scenario.opened(roles: [], policy: policy), firstDraft: Scenario.draft(["a": "one"])))
    try scenario.act("ada", .requestReview)
    scenario.now = try #require(Timestamp("2026-10-30T06:00:00Z"))
    var said = try scenario.settled()
    while scenario.now < Timestamp("2026-11-03T12:00:00Z") ?? scenario.now {
      scenario.now = scenario.now.adding(seconds: 600)
      said += try scenario.settled()
    }
    #expect(said == ["100% tess", "+1 tess", "+2 tess", "+3 tess", "+4 tess"])
    let hours = scenario.state?.reminders.map { $0.at.description.prefix(13) }
    #expect(hours == ["2026-10-30T06", "2026-10-31T05", "2026-11-01T05", "2026-11-02T06", "2026-11-03T06"])
  }
}

extension Scenario {
  /// What the daemon says of a time: `50% tess,tom`, for what is no approval with its reason and subject.
  fileprivate mutating func settled(at time: String) throws -> [String] {
    now = try #require(Timestamp(time))
    return try settled()
  }

  fileprivate mutating func settled() throws -> [String] {
    let before = state?.reminders.count ?? 0
    try act("countersign", .settle)
    return (state?.reminders.dropFirst(before) ?? []).map { sent in
      let facts = sent.facts
      let reason = facts.reason == "approve" ? [] : [facts.reason]
      return ([facts.threshold, facts.users.joined(separator: ",")] + reason + [facts.subject].compactMap { $0 })
        .joined(separator: " ")
    }
  }
}
