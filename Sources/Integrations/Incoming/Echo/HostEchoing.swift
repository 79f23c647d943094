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
    let requests = try await ledger.changeRequests(touching: document).filter { $0.state == .open }
    guard !requests.isEmpty else { return [] }
    let both = Set(
      try await ledger.connections().filter { $0.created.settings?.comments == .both }.map(\.created.connection))
    return requests.filter { both.contains($0.connection) }.map {
      HostEcho(kind: .comment, connection: $0.connection, number: $0.number, document: document, ref: comment)
    }
  }

  private func writeBacks(of document: String, revision: Int) async throws -> [HostEcho] {
    let connections = try await ledger.connections().filter { $0.created.settings?.writeBack ?? .none != .none }
    guard !connections.isEmpty else { return [] }
    var echoes: [HostEcho] = []
    for connection in connections.map(\.created.connection)
    where try await ledger.mappedPath(of: document, connection: connection) != nil {
      echoes.append(HostEcho(kind: .writeBack, connection: connection, document: document, ref: "\(revision)"))
    }
    return echoes
  }
}
