import Testing
import Workflow

/// Random histories: whoever looks only when the timer says so says the same as whoever looks all the time, and nothing
/// is said twice.
@Suite struct RemindingAtRandom {
  private static let histories = 12
  private static let days = 20.0
  /// A look every half hour.
  private static let stepSeconds = 1800.0

  @Test("looking by the timer says what looking all the time says, at the same times, each once")
  func timersMissNothing() throws {
    for _ in 0..<Self.histories {
      let seed = UInt64.random(in: 0...UInt64.max)
      var history = try TimedHistory(seed: seed)
      let end = history.polled.now.adding(seconds: Self.days * 86_400)
      var now = history.polled.now
      while now < end {
        now = now.adding(seconds: Self.stepSeconds)
        try history.step(to: now)
      }
      let (polled, timed) = (history.polled.state?.reminders ?? [], history.timed.state?.reminders ?? [])
      let isSame = polled == timed
      #expect(isSame, "seed \(seed): \(polled.count) and \(timed.count) reminders")
      let keys = timed.map { "\($0.facts.revision) \($0.facts.role ?? $0.facts.reason) \($0.facts.threshold)" }
      let isOnce = Set(keys).count == keys.count
      #expect(isOnce, "seed \(seed)")
      #expect(history.looks < Int(Self.days * 48 / 4), "seed \(seed): \(history.looks) looks")
    }
  }
}

/// One document twice, with the same done to it: settled at every step, and only when its timer has come.
private struct TimedHistory {
  private(set) var polled: Scenario
  private(set) var timed: Scenario
  private(set) var looks = 0
  private var rest: (version: Int, until: Timestamp?)?
  private var random: UInt64
  private var comments = 0

  init(seed: UInt64) throws {
    random = seed
    var scenario = Scenario()
    for user in ["tom", "tim"] { scenario.register(user, role: "technical-lead") }
    polled = scenario
    timed = scenario
    let zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]
    let workdays = [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6, 7], [7, 1, 2, 3, 4]]
    let thresholds = [nil, Reminders(at: [50], every: 2), Reminders(at: [10, 90, 150], every: nil)]
    let stage = Stage(
      name: "review",
      gate: [
        Rule(id: "tech", requires: .approvals, role: "technical-lead", count: 1 + pick(3)),
        Rule(id: "sec", requires: .approvals, role: "security-lead"), Rule(id: "comments", requires: .comments),
      ], onReject: Stage.stay, due: pick(6), reminders: thresholds[pick(3)])
    let calendar = BusinessCalendar(
      zone: zones[pick(4)], workdays: workdays[pick(3)], holidays: ["2026-10-23", "2026-10-30"])
    let policy = Policy(name: "own", version: 1, stages: [stage], calendar: calendar)
    // Around the ends of daylight-saving time in Europe and in America.
    polled.now = Timestamp(milliseconds: 1_792_310_400_000 + Int64(pick(86_400_000)))
    timed.now = polled.now
    both("ada", .open(Scenario.opened(roles: [], policy: policy), firstDraft: Scenario.draft(["a": "0"])))
    both("ada", .requestReview)
  }

  private mutating func pick(_ bound: Int) -> Int {
    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((random >> 33) % UInt64(bound))
  }

  private mutating func both(_ actor: String, _ command: DocumentCommand) {
    // What is refused is refused to both.
    _ = try? polled.act(actor, command)
    _ = try? timed.act(actor, command)
  }

  mutating func step(to now: Timestamp) throws {
    polled.now = now
    timed.now = now
    if pick(30) == 0 { doSomething() }
    try polled.act("countersign", .settle)
    guard let state = timed.state else { return }
    let next = rest.flatMap { $0.version == state.version ? $0 : nil }.map(\.until) ?? state.nextTimer
    guard let next, next <= timed.now else { return }
    looks += 1
    let looked = timed.now
    try timed.act("countersign", .settle)
    rest = timed.state.map { ($0.version, $0.nextTimer(after: looked)) }
  }

  private mutating func doSomething() {
    let person = ["ada", "tess", "tom", "tim", "sam"][pick(5)]
    let revision = polled.state?.revision ?? 0
    comments += 1
    let threads = polled.state?.comments.openThreads.map(\.id) ?? []
    let thread = threads.isEmpty ? nil : threads[pick(threads.count)]
    switch pick(9) {
    case 0: both("ada", polled.save(["a": "\(pick(3))"]))
    case 1, 2: both(person, .addComment(CommentAdded(comment: "c\(comments)", body: "Hm", revision: revision)))
    case 3, 4:
      both(person, .addComment(CommentAdded(comment: "c\(comments)", body: "So", revision: revision, replyTo: thread)))
    case 5:
      both(person, thread.map { .resolveComment(id: $0) } ?? .commentOnly(role: nil, note: nil, revision: revision))
    case 6: both(person, polled.verdict(as: person == "sam" ? "security-lead" : "technical-lead"))
    case 7: both("ada", .handOver(from: person, to: ["tess", "tom", "tim"][pick(3)], note: nil))
    default: both("ada", polled.state?.status == .inReview ? .withdrawReview(reason: nil) : .requestReview)
    }
  }
}
