import Documents
import Foundation
import GRDB
import Ledger
import Logging
import NIOConcurrencyHelpers
import Timers
import Workflow

/// A ledger on a file and the rounds of its timers, under a clock that a test sets; both can be started again.
final class TemporaryDaemon {
  final class Clock: Sendable {
    private let time: NIOLockedValueBox<Timestamp>
    init(_ time: Timestamp) { self.time = NIOLockedValueBox(time) }
    var now: Timestamp { time.withLockedValue { $0 } }
    func set(_ now: Timestamp) { time.withLockedValue { $0 = now } }
  }

  private let directory: URL
  let clock: Clock
  private(set) var ledger: Ledger
  private var rounds: TimerRounds

  init(at start: Timestamp) throws {
    clock = Clock(start)
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("timers-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    ledger = try Self.open(directory, clock: clock)
    rounds = TimerRounds(ledger: ledger, logger: Logger(label: "test"))
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  private static func open(_ directory: URL, clock: Clock) throws -> Ledger {
    try Ledger(
      path: directory.path + "/test.sqlite",
      sources: SystemSources(
        now: { clock.now }, randomBytes: { count in (0..<count).map { _ in .random(in: 0...255) } }),
      box: try SecretBox(key: Data(repeating: 7, count: 32)))
  }

  /// As after a crash: nothing of memory is left.
  func restart() throws {
    try ledger.close()
    ledger = try Self.open(directory, clock: clock)
    rounds = TimerRounds(ledger: ledger, logger: Logger(label: "test"))
  }

  /// One round of the timers; how many documents were due and looked at.
  @discardableResult
  func round() async throws -> Int { try await rounds.run() }

  /// A round every so many seconds of the clock, until a time.
  @discardableResult
  func wait(until end: String, every seconds: Double = 1800) async throws -> Int {
    guard let end = Timestamp(end) else { return 0 }
    var looks = 0
    while clock.now < end {
      clock.set(min(end, clock.now.adding(seconds: seconds)))
      looks += try await round()
    }
    return looks
  }

  @discardableResult
  func perform(
    _ target: WriteRequest.Target, as actor: String = "ada", texts: [StoredText] = []
  ) async throws -> Outcome? {
    try await ledger.perform(
      WriteRequest(
        target: target, actor: actor == "daemon" ? .daemon : Actor(id: actor, kind: .person),
        metadata: EventMetadata(source: "test"), texts: texts)
    ).outcome
  }

  func register(_ user: String, role: String, project: String? = nil) async throws {
    try await perform(
      .registry(
        .registerUser(UserRegistered(user: user, kind: .person), grants: [RoleGrant(role: role, project: project)])),
      as: "daemon")
  }

  func revoke(_ role: String, from user: String) async throws {
    try await perform(
      .registry(
        .updateUser(UserUpdated(user: user, fields: []), grants: [RoleGrant(role: KnownRole.member)])), as: "daemon")
  }

  /// Opens a document of ada's and submits it.
  func review(
    _ id: String, under policy: Policy, markdown: String = "# Title\n\nWords.\n", project: String? = nil
  ) async throws {
    let draft = DraftBuilding(markdown: markdown, previous: [], message: nil, source: DraftSource(kind: "api"))
    let opened = DocumentOpened(
      title: "Title", slug: id, project: project, template: "t", templateVersion: 1, policy: policy, signOffRoles: [],
      owner: "ada", reviewers: [], links: [:])
    try await perform(.document(id: id, .open(opened, firstDraft: draft.content)), texts: draft.texts)
    try await perform(.document(id: id, .requestReview))
  }

  func approve(_ id: String, as actor: String, role: String, obligations: [Obligation] = []) async throws {
    let revision = try await ledger.document(id)?.revision ?? 0
    try await perform(
      .document(
        id: id,
        .giveVerdict(
          VerdictRequest(
            id: "v_\(id)_\(actor)_\(ledger.position)", role: role,
            outcome: obligations.isEmpty ? .approved : .approvedWithModifications, note: nil, revision: revision,
            obligations: obligations))), as: actor)
  }

  /// What the daemon did of itself: `2026-10-26T15:00 reminder.sent doc 50% tess`.
  func trail(of types: [EventType] = [.reminderSent]) async throws -> [String] {
    let events = try await ledger.events(limit: 10_000)
    return events.filter { types.contains($0.event.type) }.map { recorded in
      let time = recorded.position.timestamp.description.prefix(16)
      let base: [String] = [String(time), recorded.event.type.rawValue, recorded.document].compactMap { $0 }
      guard case .reminderSent(let facts) = recorded.event else { return base.joined(separator: " ") }
      let subject = facts.subject.map { " " + $0 } ?? ""
      let users = facts.users.joined(separator: ",")
      return "\(time) \(recorded.document ?? "") \(facts.threshold) \(users) \(facts.role ?? facts.reason)\(subject)"
    }
  }

  /// The rows of documents, as text.
  func rows() async throws -> [String] {
    try await ledger.pool.read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM document ORDER BY id").map { row in
        row.databaseValues.map(\.description).joined(separator: "|")
      }
    }
  }
}
