import Foundation
package import Ledger
package import Logging
import ServiceLifecycle
import Workflow

/// Says at git hosts what happens here: the gate as a check, comments, and the record of what was approved.
package struct HostEchoing: Service {
  /// How often all checks are looked at again: time alone moves gates, too.
  private static let everySeconds = 60.0
  private static let eventsMax = 1000
  /// Hosts that are told at once.
  private static let lanesMax = 8

  private let tools: HookTools
  private let nudge: Nudge
  private var ledger: Ledger { tools.ledger }

  package init(
    ledger: Ledger, policy: AddressPolicy, git: GitPlaces, defaultWorkflow: String,
    publicURL: @escaping @Sendable () -> String, nudge: Nudge, logger: Logger
  ) {
    self.nudge = nudge
    tools = HookTools(
      ledger: ledger, clients: HTTPClients(), policy: policy, git: git, defaultWorkflow: defaultWorkflow,
      publicURL: publicURL, logger: logger)
  }

  package func run() async throws {
    var cursor = try await ledger.echoCursor()
    var lookedAt: Timestamp?
    let lanes = BusyLanes(most: Self.lanesMax)
    await withDiscardingTaskGroup { group in
      for await _ in Wake.ups(of: ledger, nudge: nudge).cancelOnGracefulShutdown() {
        do {
          let isDue = lookedAt.map { $0.adding(seconds: Self.everySeconds) <= ledger.now } ?? true
          let moved = try await follow(&cursor)
          if isDue { lookedAt = ledger.now }
          try await GateChecks(tools: tools).look(at: isDue ? .all : moved)
          for connection in try await ledger.connectionsToTell() where lanes.begin(connection) {
            group.addTask {
              await tell(connection)
              lanes.end(connection)
            }
          }
        } catch {
          tools.logger.error("what is to be said at git hosts is held up", metadata: ["error": "\(error)"])
        }
      }
    }
    await tools.clients.shutdown()
  }

  private func tell(_ connection: String) async {
    do {
      try await TellingHost(tools: tools, connection: connection).run()
    } catch {
      tools.logger.error("a host cannot be told", metadata: ["connection": "\(connection)", "error": "\(error)"])
    }
  }

  /// Reads on in the log: keeps what is to be said of it, and tells what has moved.
  private func follow(_ cursor: inout Int64?) async throws -> GateChecks.Moved {
    // Nothing is said of what happened before this was there.
    guard let position = cursor else {
      cursor = ledger.position
      try await ledger.want([], readTo: ledger.position)
      return .all
    }
    guard ledger.position > position else { return .documents([]) }
    let events = try await ledger.events(after: position, limit: Self.eventsMax)
    guard let last = events.last else { return .documents([]) }
    let echoes = try await EchoPlanning(ledger: ledger).echoes(of: events)
    if !echoes.isEmpty || last.seq - position >= Self.eventsMax {
      try await ledger.want(echoes, readTo: last.seq)
    }
    cursor = last.seq
    let isOfAll = events.count == Self.eventsMax || events.contains { $0.document == nil }
    return isOfAll ? .all : .documents(Set(events.compactMap(\.document)))
  }
}

/// What is to be said because of events.
struct EchoPlanning {
  let ledger: Ledger

  func echoes(of events: [RecordedEvent]) async throws -> [HostEcho] {
    var echoes: [HostEcho] = []
    for recorded in events {
      if case .changeRequestUpdated(let updated) = recorded.event, updated.state == .merged {
        echoes += try await writeBacks(of: updated)
      }
      guard let document = recorded.document else { continue }
      switch recorded.event {
      case .commentAdded(let added) where added.source == nil && recorded.position.actor != .daemon:
        echoes += try await comments(added.comment, on: document)
      case .documentApproved(let approved):
        echoes += try await writeBacks(of: document, revision: approved.revision)
      default: break
      }
    }
    return echoes
  }

  private func comments(_ comment: String, on document: String) async throws -> [HostEcho] {
    let both = Set(
      try await ledger.connections().filter { $0.created.settings?.comments == .both }.map(\.created.connection))
    guard !both.isEmpty else { return [] }
    return try await ledger.openChangeRequests(touching: document).filter { both.contains($0.connection) }.map {
      HostEcho(kind: .comment, connection: $0.connection, number: $0.number, document: document, ref: comment)
    }
  }

  private func writeBacks(of document: String, revision: Int) async throws -> [HostEcho] {
    let connections = try await ledger.connections().filter { $0.created.settings?.writeBack ?? .none != .none }
    guard !connections.isEmpty else { return [] }
    var echoes: [HostEcho] = []
    for connection in connections.map(\.created.connection) {
      guard try await ledger.mappedPath(of: document, connection: connection) != nil,
        try await !isProposed(document, at: connection)
      else { continue }
      echoes.append(HostEcho(kind: .writeBack, connection: connection, document: document, ref: "\(revision)"))
    }
    return echoes
  }

  /// Whether the branch has nothing of it yet, since the change request that opened it is open.
  private func isProposed(_ document: String, at connection: String) async throws -> Bool {
    let source = try await ledger.revision(1, of: document)?.saved.source
    guard source?.connection == connection, let number = source?.changeRequest else { return false }
    return try await ledger.changeRequest(number, of: connection)?.state == .open
  }

  /// What was approved before its words were on the branch.
  private func writeBacks(of merged: ChangeRequestUpdated) async throws -> [HostEcho] {
    guard let connection = try await ledger.connection(merged.connection)?.created,
      let request = try await ledger.changeRequest(merged.number, of: merged.connection)
    else { return [] }
    let building = CandidateBuilding(ledger: ledger, connection: connection, request: request)
    var echoes: [HostEcho] = []
    for file in try await building.files() {
      guard let id = try await building.document(of: file), let state = try await ledger.document(id),
        state.status == .approved || state.status == .approvedWithModifications
      else { continue }
      echoes += try await writeBacks(of: id, revision: state.revision)
    }
    return echoes
  }
}
