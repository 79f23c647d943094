import Ledger
import Testing
import Timers
import Workflow

/// A month under a test clock, with restarts, a jump back and the end of daylight-saving time in it.
@Suite struct KeepingTimeForAMonth {
  /// 26 October 2026 is the Monday after the clocks in Berlin were put back; the 30th is taken for a holiday.
  private static let policy = Policy(
    name: "month", version: 1,
    stages: [
      Stage(name: "review", gate: [Rule(id: "tech", requires: .approvals, role: "technical-lead")], due: 5)
    ], calendar: BusinessCalendar(zone: "Europe/Berlin", holidays: ["2026-10-30"]))

  private static func started() async throws -> TemporaryDaemon {
    // Thursday, 16:00 in Berlin.
    let start = try #require(Timestamp("2026-10-22T14:00:00Z"))
    let daemon = try TemporaryDaemon(at: start)
    for (user, role) in [("ada", "member"), ("tess", "technical-lead"), ("tom", "technical-lead")] {
      try await daemon.register(user, role: role)
    }
    try await daemon.review("doc", under: policy)
    return daemon
  }

  /// Half of five business days of 24 hours is Tuesday, 4:00; all of it is the next Thursday, 16:00 in Berlin, an hour
  /// later in UTC than before the change.
  private static let reminders = [
    "2026-10-27T03:00 doc 50% tess,tom technical-lead",
    "2026-10-29T15:00 doc 100% tess,tom technical-lead",
    "2026-11-02T15:00 doc +1 tess,tom technical-lead",
    "2026-11-03T15:00 doc +2 tess,tom technical-lead",
    "2026-11-04T15:00 doc +3 tess,tom technical-lead",
    "2026-11-05T15:00 doc +4 tess,tom technical-lead",
    "2026-11-06T15:00 doc +5 tess,tom technical-lead",
    "2026-11-09T15:00 doc +6 tess,tom technical-lead",
    "2026-11-10T15:00 doc +7 tess,tom technical-lead",
    "2026-11-11T15:00 doc +8 tess,tom technical-lead",
    "2026-11-12T15:00 doc +9 tess,tom technical-lead",
    "2026-11-13T15:00 doc +10 tess,tom technical-lead",
    "2026-11-16T15:00 doc +11 tess,tom technical-lead",
    "2026-11-17T15:00 doc +12 tess,tom technical-lead",
    "2026-11-18T15:00 doc +13 tess,tom technical-lead",
    "2026-11-19T15:00 doc +14 tess,tom technical-lead",
    "2026-11-20T15:00 doc +15 tess,tom technical-lead",
  ]

  @Test("a month without a break")
  func plain() async throws {
    let daemon = try await Self.started()
    try await daemon.wait(until: "2026-11-22T14:00:00Z")
    let trail = try await daemon.trail()
    #expect(trail == Self.reminders)
  }

  @Test("two restarts and a jump back of an hour change nothing")
  func broken() async throws {
    let daemon = try await Self.started()
    try await daemon.wait(until: "2026-10-27T03:00:00Z")
    try daemon.restart()
    try await daemon.round()
    // Right after a reminder was sent, the clock goes back before it.
    try await daemon.wait(until: "2026-11-04T15:00:00Z")
    daemon.clock.set(daemon.clock.now.adding(seconds: -3600))
    try await daemon.round()
    try await daemon.wait(until: "2026-11-12T09:00:00Z")
    try daemon.restart()
    try await daemon.wait(until: "2026-11-22T14:00:00Z")
    let trail = try await daemon.trail()
    #expect(trail == Self.reminders)
  }

  @Test("while nobody looked for a week, one reminder is sent for all that was missed")
  func silence() async throws {
    let daemon = try await Self.started()
    try await daemon.wait(until: "2026-10-29T16:00:00Z")
    daemon.clock.set(try #require(Timestamp("2026-11-06T20:00:00Z")))
    try daemon.restart()
    try await daemon.wait(until: "2026-11-09T15:30:00Z")
    let trail = try await daemon.trail()
    // The first round is half an hour after the start.
    let late = "2026-11-06T20:30 doc +5 tess,tom technical-lead"
    #expect(
      trail == Self.reminders[0..<2] + [late, Self.reminders[7]])
  }

  @Test("the timers of a rebuilt database are those that were kept, and nothing is said again")
  func rebuilt() async throws {
    let daemon = try await Self.started()
    try await daemon.wait(until: "2026-11-12T09:00:00Z")
    let kept = try await daemon.rows()
    try await daemon.ledger.rebuild()
    let made = try await daemon.rows()
    #expect(kept == made && kept.count == 1)
    try await daemon.wait(until: "2026-11-12T14:30:00Z")
    let trail = try await daemon.trail()
    #expect(trail == Array(Self.reminders[0..<10]))
  }

  @Test("a document with nothing to say is looked at when something may be due, not at every tick")
  func rests() async throws {
    let daemon = try await Self.started()
    // A comment brings another moment since which somebody might have been asked, half an hour after the first.
    daemon.clock.set(daemon.clock.now.adding(seconds: 1800))
    let comment = CommentAdded(comment: "c", body: "Mind the date.", anchor: nil, revision: 1)
    try await daemon.perform(.document(id: "doc", .addComment(comment)))
    try await daemon.wait(until: "2026-10-27T02:59:30Z")
    let looks = try await daemon.wait(until: "2026-10-28T12:00:00Z", every: 30)
    // At 3:00 and at 3:30, each once, and once more after what was said at 3:00.
    #expect((2...3).contains(looks))
    let trail = try await daemon.trail()
    #expect(trail == Array(Self.reminders[0..<1]))
  }
}
