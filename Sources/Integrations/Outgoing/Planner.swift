import Ledger
import Workflow

/// Reads the log behind each endpoint's cursor and plans what it is to be sent. A rebuild moves no cursor, so it sends
/// nothing.
struct Planner {
  /// Events read at once.
  private static let batchMax = 200

  let ledger: Ledger
  let publicURL: @Sendable () -> String

  func planAll() async throws {
    for endpoint in try await ledger.endpoints() where endpoint.enabled { try await plan(endpoint) }
  }

  private func plan(_ endpoint: EndpointRecord) async throws {
    var cursor = try await ledger.deliveryCursor(of: endpoint.id) ?? endpoint.createdSeq
    while cursor < ledger.position {
      let events = try await ledger.events(after: cursor, limit: Self.batchMax)
      guard let last = events.last else { return }
      var planned: [PlannedDelivery] = []
      for recorded in events where endpoint.wants(recorded) { planned.append(try await delivery(of: recorded)) }
      cursor = last.seq
      try await ledger.plan(planned, for: endpoint.id, cursor: cursor)
    }
  }

  private func delivery(of recorded: RecordedEvent) async throws -> PlannedDelivery {
    // The document as it was right after the event, however late this is.
    let document = try await recorded.document.asyncMap { try await ledger.document($0, at: recorded.seq) } ?? nil
    let project = try await recorded.project.asyncMap { try await ledger.project($0) } ?? nil
    let body = try WebhookTarget.body(
      of: recorded, document: document, project: project,
      names: try await ledger.names(of: [recorded.position.actor.id]),
      context: document.map(ledger.gateContext(of:)) ?? ledger.gateContext,
      publicURL: publicURL())
    return PlannedDelivery(
      id: ledger.sources.newID("msg"), position: recorded.seq, document: recorded.document,
      eventType: recorded.event.type.rawValue, body: body)
  }
}

extension EndpointRecord {
  /// Whether its filters let an event through.
  func wants(_ recorded: RecordedEvent) -> Bool {
    let type = recorded.event.type.rawValue
    let isWanted = created.eventTypes.contains { pattern in
      pattern == "*" || pattern == type || (pattern.hasSuffix(".*") && type.hasPrefix(pattern.dropLast()))
    }
    return isWanted && (created.projects.isEmpty || recorded.project.map(created.projects.contains) == true)
  }
}

extension Optional {
  func asyncMap<Result>(_ transform: (Wrapped) async throws -> Result) async rethrows -> Result? {
    switch self {
    case .some(let value): try await transform(value)
    case .none: nil
    }
  }
}
