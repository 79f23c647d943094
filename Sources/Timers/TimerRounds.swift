package import Ledger
package import Logging
import ServiceLifecycle
import Workflow

/// The rounds of the timers, one after another.
///
/// What was done is in the log alone. A crash at any line leaves an event recorded or not, and the first round of the
/// next start looks at every document in review again; deciding says nothing twice.
package struct TimerRounds {
  /// Documents settled in one round: the rest is due at the next, so that a flood does not starve the other writers.
  private static let settledMax = 500
  /// Rows read at once.
  private static let pageMax = 200
  /// After a failure that is the document's own it is left alone for so long.
  private static let retrySeconds = 600.0

  private let ledger: Ledger
  private let logger: Logger
  /// The log position up to which changes of people and projects were followed; nil before the first round.
  private var followed: Int64?
  /// The time up to which beginnings of delegations were.
  private var begun: Timestamp?
  /// Documents that were looked at and have nothing to say until later, by id. Only what is due is in here.
  private var resting: [String: Rest] = [:]

  private struct Rest {
    /// Any change of the document ends its rest.
    let version: Int
    /// Nil is until it changes.
    let until: Timestamp?
  }

  package init(ledger: Ledger, logger: Logger) {
    self.ledger = ledger
    self.logger = logger
  }

  /// One round, by the ledger's clock: delegations that are over, what people have changed, documents that are due.
  /// Returns how many of those were looked at.
  @discardableResult
  package mutating func run() async throws -> Int {
    let now = ledger.sources.now()
    try await endDelegations(by: now)
    try await followPeople()
    try await followBeginnings(by: now)
    return try await settleDue(by: now)
  }

  /// Settles the documents in review that a change of people or projects since the last look may concern.
  package mutating func followPeople() async throws {
    guard let followed else {
      // What happened while nobody looked is not known: all of them may be concerned.
      let position = ledger.position
      try await settleInReview(of: [nil])
      self.followed = position
      return
    }
    while !Task.isShuttingDownGracefully {
      let events = try await ledger.eventsOfPeople(after: self.followed ?? followed, limit: Self.pageMax)
      guard let last = events.last else { return }
      try await settleInReview(of: Set(events.filter(\.mayConcernGates).map(\.concernedProject)))
      self.followed = last.seq
    }
  }

  private func endDelegations(by now: Timestamp) async throws {
    for id in try await ledger.delegationsOver(by: now, limit: Self.settledMax) {
      try await perform(.registry(.endDelegation(id: id, .expired)))
    }
  }

  /// No event says that a delegation's window has opened.
  private mutating func followBeginnings(by now: Timestamp) async throws {
    let opened = ledger.directory.delegations.values.filter { delegation in
      !delegation.ended && delegation.granted.from <= now && begun.map { $0 < delegation.granted.from } ?? false
    }
    try await settleInReview(of: Set(opened.map(\.granted.project)))
    begun = max(begun ?? now, now)
  }

  /// A nil project is all of them.
  private mutating func settleInReview(of projects: Set<String?>) async throws {
    for project in projects.contains(nil) ? [nil] : Array(projects) {
      var last = ""
      while !Task.isShuttingDownGracefully {
        let page = try await ledger.documentsInReview(of: project, after: last, limit: Self.pageMax)
        for id in page { try await settle(id) }
        guard let end = page.last else { break }
        last = end
      }
    }
  }

  private mutating func settleDue(by now: Timestamp) async throws -> Int {
    var last: DueTimer?
    var settled = 0
    var due: Set<String> = []
    while settled < Self.settledMax, !Task.isShuttingDownGracefully {
      let page = try await ledger.dueTimers(at: now, after: last, limit: Self.pageMax)
      for timer in page {
        due.insert(timer.document)
        guard !isResting(timer, at: now) else { continue }
        settled += 1
        try await settle(timer.document)
      }
      guard let end = page.last else {
        resting = resting.filter { due.contains($0.key) }
        break
      }
      last = end
    }
    return settled
  }

  private func isResting(_ timer: DueTimer, at now: Timestamp) -> Bool {
    guard let rest = resting[timer.document], rest.version == timer.version else { return false }
    return rest.until.map { now < $0 } ?? true
  }

  /// Asks outside the writer first, so that a document with nothing to say costs the writer nothing.
  private mutating func settle(_ id: String) async throws {
    do {
      guard var document = try await ledger.document(id) else { return }
      let context = ledger.gateContext(of: document)
      let deciding = DecisionContext(actor: .daemon, now: context.now, people: context.people, project: context.project)
      if try !Decide.decide(.settle, on: document, context: deciding).isEmpty {
        document = try await perform(.document(id: id, .settle))?.document ?? document
      }
      resting[id] = Rest(version: document.version, until: document.nextTimer(after: context.now))
    } catch let failure as LedgerFailure {
      throw failure
    } catch {
      logger.error("a document cannot be settled", metadata: ["document": "\(id)", "error": "\(error)"])
      let version = try await ledger.document(id)?.version ?? 0
      resting[id] = Rest(version: version, until: ledger.sources.now().adding(seconds: Self.retrySeconds))
    }
  }

  @discardableResult
  private func perform(_ target: WriteRequest.Target) async throws -> Outcome? {
    try await ledger.perform(
      WriteRequest(target: target, actor: .daemon, metadata: EventMetadata(source: "timer"))
    ).outcome
  }
}

extension RecordedEvent {
  fileprivate var mayConcernGates: Bool {
    if case .userUpdated(let updated) = event { updated.active != nil } else { true }
  }

  /// The one project in whose documents it may count; nil for all.
  fileprivate var concernedProject: String? {
    switch event {
    case .roleGranted(let granted): granted.project
    case .roleRevoked(let revoked): revoked.project
    case .delegationGranted(let granted): granted.project
    default: project
    }
  }
}
