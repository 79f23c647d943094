import Ledger
import Workflow

/// Reads the log behind each endpoint's cursor and plans what it is to be sent. A rebuild moves no cursor, so it sends
/// nothing.
struct Planner {
  /// Events read at once.
  private static let batchMax = 200

  let ledger: Ledger
  let publicURL: @Sendable () -> String
  /// The endpoints as they were at a log position.
  private var known: (endpoints: [EndpointRecord], at: Int64)?
  /// How far each endpoint's events were looked at; what the database holds may lag behind it, never before it.
  private var cursors: [String: Int64] = [:]

  init(ledger: Ledger, publicURL: @escaping @Sendable () -> String) {
    self.ledger = ledger
    self.publicURL = publicURL
  }

  /// Returns whether anything was planned. Costs nothing where no endpoint wants what has happened.
  mutating func planAll() async throws -> Bool {
    var hasPlanned = false
    for endpoint in try await endpoints() where endpoint.enabled {
      if try await plan(endpoint) { hasPlanned = true }
    }
    return hasPlanned
  }

  private static let typesOfEndpoints = EventType.allCases.filter { $0.rawValue.hasPrefix("endpoint.") }

  private mutating func endpoints() async throws -> [EndpointRecord] {
    let position = ledger.position
    if let known, ledger.lastPosition(of: Self.typesOfEndpoints) <= known.at { return known.endpoints }
    let endpoints = try await ledger.endpoints()
    known = (endpoints, position)
    return endpoints
  }

  private mutating func plan(_ endpoint: EndpointRecord) async throws -> Bool {
    var cursor = try await cursor(of: endpoint)
    var hasPlanned = false
    while true {
      let position = ledger.position
      guard ledger.lastPosition(of: endpoint.types) > cursor else {
        cursors[endpoint.id] = max(cursor, position)
        return hasPlanned
      }
      let events = try await ledger.events(after: cursor, limit: Self.batchMax)
      guard let last = events.last else { return hasPlanned }
      var planned: [PlannedDelivery] = []
      for recorded in events where endpoint.wants(recorded) { planned.append(try await delivery(of: recorded)) }
      cursor = last.seq
      try await ledger.plan(planned, for: endpoint.id, cursor: cursor)
      cursors[endpoint.id] = cursor
      hasPlanned = hasPlanned || !planned.isEmpty
    }
  }

  private func cursor(of endpoint: EndpointRecord) async throws -> Int64 {
    if let cursor = cursors[endpoint.id] { return cursor }
    return try await ledger.deliveryCursor(of: endpoint.id) ?? endpoint.createdSeq
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
  /// The types that its patterns name.
  var types: [EventType] { EventType.allCases.filter(wants) }

  /// Whether its filters let an event through.
  func wants(_ recorded: RecordedEvent) -> Bool {
    wants(recorded.event.type)
      && (created.projects.isEmpty || recorded.project.map(created.projects.contains) == true)
  }

  private func wants(_ type: EventType) -> Bool {
    created.eventTypes.contains { pattern in
      pattern == "*" || pattern == type.rawValue
        || (pattern.hasSuffix(".*") && type.rawValue.hasPrefix(pattern.dropLast()))
    }
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
