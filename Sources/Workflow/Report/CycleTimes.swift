/// Where a document's time went, to the millisecond, from its events alone.
///
/// Each moment between its opening and its approval belongs to one stage and to one of three: to the reviewers while
/// anybody but the author is asked for something, to the author while only they are, to nobody while nobody is (a rule
/// that nobody can satisfy waits for an admin). A document that is approved or deprecated uses no time.
package struct CycleTimes: Hashable, Sendable {
  package enum Holder: String, Hashable, Sendable, CaseIterable {
    case author, reviewers, idle
  }

  /// Milliseconds in one stage.
  package struct StageTime: Hashable, Sendable {
    package var entered = 0
    package var milliseconds: [Holder: Int64] = [:]

    package init() {}

    package var total: Int64 { milliseconds.values.reduce(0, +) }
  }

  package let document: String
  package internal(set) var stages: [String: StageTime] = [:]
  /// In the order in which they were first entered.
  package internal(set) var stageOrder: [String] = []
  /// Milliseconds that people waited for somebody in a role; `reviewer` where no role was asked for.
  package internal(set) var waitingByRole: [String: Int64] = [:]
  package internal(set) var openedAt: Timestamp?
  package internal(set) var submittedAt: Timestamp?
  package internal(set) var approvedAt: Timestamp?
  package internal(set) var reopenings = 0

  package init(document: String) {
    self.document = document
  }

  /// From its opening to its approval, in milliseconds; nil while it is not approved.
  package var leadTime: Int64? {
    guard let openedAt, let approvedAt else { return nil }
    return approvedAt.milliseconds - openedAt.milliseconds
  }
}

/// Reads the log in its order and adds up the time between its events.
package struct CycleTimesFold: Sendable {
  private var directory = Directory()
  private var projects = Projects()
  private var runs: [String: Run] = [:]
  private let since: Timestamp?

  /// Only time after `since` is counted, and only that of these documents.
  package init(documents: [String], since: Timestamp? = nil) {
    self.since = since
    for document in documents { runs[document] = Run(times: CycleTimes(document: document)) }
  }

  /// Takes the next event of the log in, of whatever stream.
  package mutating func take(_ event: Event, at position: EventPosition, document: String?, project: String?) {
    let before = (directory, projects)
    directory.evolve(event)
    projects.evolve(event, document: document, project: project, at: position.timestamp)
    if document == nil {
      // Who there is, or what a project asks for, has changed: what was true until now is added up as it was.
      for id in runs.keys { runs[id]?.pass(to: position.timestamp, since: since, people: before.0, projects: before.1) }
    } else if let document {
      runs[document]?.pass(to: position.timestamp, since: since, people: before.0, projects: before.1)
      runs[document]?.evolve(event, at: position)
    }
  }

  /// The times up to a moment, by document.
  package func times(until now: Timestamp) -> [String: CycleTimes] {
    runs.mapValues { run in
      var run = run
      run.pass(to: now, since: since, people: directory, projects: projects)
      return run.times
    }
  }
}

/// One document on its way through the log.
private struct Run: Sendable {
  var times: CycleTimes
  private var state: DocumentState?
  private var reached: Timestamp?

  init(times: CycleTimes) {
    self.times = times
  }

  mutating func pass(to moment: Timestamp, since: Timestamp?, people: Directory, projects: Projects) {
    guard let state, let start = reached else { return }
    reached = max(start, moment)
    guard state.completedAt == nil, state.status != .deprecated else { return }
    let from = max(start, since ?? start)
    guard moment > from else { return }
    let context = GateContext(people: people, project: projects[state.project], now: start)
    add(moment.milliseconds - from.milliseconds, Turn.turns(of: state, in: context), stage: state.stage)
  }

  private mutating func add(_ milliseconds: Int64, _ turns: [Turn], stage: String) {
    let asked = turns.filter { $0.reason != .unblock }
    let holder: CycleTimes.Holder =
      asked.contains { !$0.reason.isTheAuthors } ? .reviewers : asked.isEmpty ? .idle : .author
    times.stages[stage, default: CycleTimes.StageTime()].milliseconds[holder, default: 0] += milliseconds
    let roles = Set(asked.filter { $0.reason == .approve }.map { $0.role ?? KnownRole.reviewer })
    for role in roles { times.waitingByRole[role, default: 0] += milliseconds }
  }

  mutating func evolve(_ event: Event, at position: EventPosition) {
    if case .documentOpened(let opened) = event, state == nil {
      state = DocumentState(id: times.document, opened: opened, at: position)
      times.openedAt = position.timestamp
      reached = position.timestamp
      enter(Policy.draftStage)
      return
    }
    let before = state
    state?.evolve(event, at: position)
    guard let state else { return }
    if case .documentReopened = event { times.reopenings += 1 }
    times.submittedAt = state.submittedAt
    times.approvedAt = state.approvedAt
    // A document that was approved and is open again has entered its stage again, whatever the stage was.
    let isBack = before?.completedAt != nil && state.completedAt == nil
    if before?.stage != state.stage || isBack { enter(state.stage) }
  }

  private mutating func enter(_ stage: String) {
    if times.stages[stage] == nil { times.stageOrder.append(stage) }
    times.stages[stage, default: CycleTimes.StageTime()].entered += 1
  }
}
