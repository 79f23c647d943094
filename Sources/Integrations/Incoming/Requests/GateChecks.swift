import Foundation
package import Ledger
package import Logging
import ServiceLifecycle
import Workflow

/// Keeps the checks of open change requests saying what their documents' gates come to.
package struct GateChecks: Service {
  private static let batch = 100
  private static let attemptsMax = 12
  private static let firstRetrySeconds = 5.0
  private static let retrySecondsMax = 3600.0
  /// How often all are looked at again: time alone moves gates, too.
  private static let everySeconds = 60.0
  private static let eventsMax = 1000

  private let ledger: Ledger
  private let tools: HookTools
  private let nudge: Nudge
  private let logger: Logger

  package init(
    ledger: Ledger, policy: AddressPolicy, git: GitPlaces, defaultWorkflow: String,
    publicURL: @escaping @Sendable () -> String, nudge: Nudge, logger: Logger
  ) {
    self.ledger = ledger
    self.nudge = nudge
    self.logger = logger
    tools = HookTools(
      ledger: ledger, clients: HTTPClients(), policy: policy, git: git, defaultWorkflow: defaultWorkflow,
      publicURL: publicURL,
      logger: logger)
  }

  package func run() async throws {
    var seen = ledger.position
    var lookedAt: Timestamp?
    for await _ in Wake.ups(of: ledger, nudge: nudge).cancelOnGracefulShutdown() {
      do {
        let isDue = lookedAt.map { $0.adding(seconds: Self.everySeconds) <= ledger.now } ?? true
        let moved = try await moved(since: &seen)
        if isDue { lookedAt = ledger.now }
        try await look(at: isDue ? .all : moved)
        try await post()
      } catch {
        logger.error("checks of change requests are held up", metadata: ["error": "\(error)"])
      }
    }
    await tools.clients.shutdown()
  }

  private enum Moved {
    case all
    case documents(Set<String>)
  }

  /// What the log says has moved since.
  private func moved(since seen: inout Int64) async throws -> Moved {
    guard ledger.position > seen else { return .documents([]) }
    let events = try await ledger.events(after: seen, limit: Self.eventsMax)
    guard let last = events.last else { return .documents([]) }
    seen = last.seq
    if events.count == Self.eventsMax || events.contains(where: { $0.document == nil }) { return .all }
    return .documents(Set(events.compactMap(\.document)))
  }

  private func look(at moved: Moved) async throws {
    if case .documents(let documents) = moved, documents.isEmpty { return }
    let open = try await ledger.openChangeRequests()
    guard !open.isEmpty else { return }
    let connections = try await ledger.connections()
    for request in open {
      guard let connection = connections.first(where: { $0.created.connection == request.connection })?.created,
        connection.settings?.check ?? true, try await isConcerned(request, by: moved)
      else { continue }
      do {
        try await want(of: request, at: connection)
      } catch {
        logger.warning(
          "a change request's checks cannot be worked out",
          metadata: ["connection": "\(request.connection)", "number": "\(request.number)", "error": "\(error)"])
      }
    }
  }

  private func isConcerned(_ request: ChangeRequestRecord, by moved: Moved) async throws -> Bool {
    guard case .documents(let documents) = moved else { return true }
    let files = try await ledger.files(ofChangeRequest: request.number, of: request.connection)
    return files.contains { $0.document.map(documents.contains) ?? true }
  }

  private func want(of request: ChangeRequestRecord, at connection: ConnectionCreated) async throws {
    let opening = DocumentOpening(ledger: ledger, connection: connection, defaultWorkflow: tools.defaultWorkflow)
    let author = try await ledger.user(of: request.author, at: connection)
    let building = CandidateBuilding(ledger: ledger, connection: connection, request: request) { markdown, source in
      try await opening.prepared(markdown, message: request.title, source: source, author: author)
    }
    let checks = CheckWords.statuses(of: try await building.candidates()).map { status in
      PostedCheck(
        connection: request.connection, number: request.number, head: request.head, context: status.context,
        state: status.state.rawValue, description: status.description)
    }
    if !checks.isEmpty { try await ledger.want(checks) }
  }

  private func post() async throws {
    let due = try await ledger.dueChecks(limit: Self.batch)
    guard !due.isEmpty else { return }
    let connections = try await ledger.connections()
    for check in due {
      guard let connection = connections.first(where: { $0.created.connection == check.connection })?.created,
        let host = try await tools.host(of: connection), let state = CommitStatus.State(rawValue: check.state)
      else {
        try await ledger.settle(check, failure: "The connection is no more.", dueAt: nil)
        continue
      }
      let status = CommitStatus(
        context: check.context, state: state, description: check.description,
        url: "\(tools.publicURL())/api/v1/connections/\(check.connection)/change-requests/\(check.number)")
      try await set(check, status, at: host)
    }
  }

  private func set(_ check: PostedCheck, _ status: CommitStatus, at host: any GitHost) async throws {
    do throws(DeliveryFailure) {
      try await host.set(status, on: check.head)
    } catch {
      let backoff = min(Self.retrySecondsMax, Self.firstRetrySeconds * Double(1 << min(check.attempts, 12)))
      let isLast = check.attempts + 1 >= Self.attemptsMax
      return try await ledger.settle(
        check, failure: "\(error)",
        dueAt: isLast ? nil : ledger.now.adding(seconds: max(error.retryAfter ?? 0, backoff)))
    }
    try await ledger.settle(check, failure: nil, dueAt: nil)
  }
}
