import Foundation
import Ledger
import Workflow

/// Reads the log behind each endpoint's cursor and plans what it is to be sent. A rebuild moves no cursor, so it sends
/// nothing.
struct Planner {
  /// Events read at once.
  private static let batchMax = 200

  private let ledger: Ledger
  private let publicURL: @Sendable () -> String
  /// How far each endpoint's events were looked at; what the database holds may lag behind it, never before it.
  private var cursors: [String: Int64] = [:]
  private var states: PlannedStates
  /// People as they were at a log position.
  private var people: (known: [String: Profile], at: Int64) = ([:], 0)

  init(ledger: Ledger, publicURL: @escaping @Sendable () -> String) {
    self.ledger = ledger
    self.publicURL = publicURL
    states = PlannedStates(ledger: ledger)
  }

  /// Plans for those that are on. Returns the endpoints that something was planned for. Costs nothing where none of them
  /// wants what has happened.
  mutating func plan(for endpoints: [EndpointRecord]) async throws -> Set<String> {
    var planned: Set<String> = []
    for endpoint in endpoints where cursors[endpoint.id] == nil {
      cursors[endpoint.id] = try await ledger.deliveryCursor(of: endpoint.id) ?? endpoint.createdSeq
    }
    while true {
      let position = ledger.position
      let behind = endpoints.filter { ledger.lastPosition(of: $0.types + [.endpointDisabled]) > cursor(of: $0) }
      for endpoint in endpoints where !behind.contains(where: { $0.id == endpoint.id }) {
        cursors[endpoint.id] = max(cursor(of: endpoint), position)
      }
      guard let start = behind.map(cursor(of:)).min() else { return planned }
      let events = try await ledger.events(after: start, limit: Self.batchMax)
      guard let last = events.last else { return planned }
      planned.formUnion(try await plan(events, for: behind))
      for endpoint in behind { cursors[endpoint.id] = max(cursor(of: endpoint), last.seq) }
    }
  }

  private func cursor(of endpoint: EndpointRecord) -> Int64 { cursors[endpoint.id] ?? endpoint.createdSeq }

  private mutating func plan(_ events: [RecordedEvent], for endpoints: [EndpointRecord]) async throws -> Set<String> {
    var planned: [PlannedDelivery] = []
    for recorded in events {
      var wanting = endpoints.filter { cursor(of: $0) < recorded.seq && $0.wants(recorded, ledger.directory) }
      if wanting.isEmpty, let other = messenger(for: recorded, among: endpoints) { wanting = [other] }
      if !wanting.isEmpty { planned += try await deliveries(of: recorded, to: wanting) }
    }
    guard let last = events.last else { return [] }
    let cursors = Dictionary(uniqueKeysWithValues: endpoints.map { ($0.id, max(cursor(of: $0), last.seq)) })
    try await ledger.plan(planned, cursors: cursors)
    return Set(planned.map(\.endpoint))
  }

  /// An endpoint was switched off and nobody asked to be told: the oldest of the others that people read is.
  private func messenger(for recorded: RecordedEvent, among endpoints: [EndpointRecord]) -> EndpointRecord? {
    guard case .endpointDisabled(let disabled) = recorded.event else { return nil }
    return endpoints.filter { $0.id != disabled.endpoint && cursor(of: $0) < recorded.seq && $0.isRead }
      .min { $0.createdSeq < $1.createdSeq }
  }

  /// Plans what a range of the log has for an endpoint that was not planned for it before. Returns how many.
  mutating func replay(_ endpoint: EndpointRecord, after position: Int64, until end: Int64) async throws -> Int {
    var (cursor, count) = (position, 0)
    while cursor < end {
      let events = try await ledger.events(after: cursor, limit: Self.batchMax).filter { $0.seq <= end }
      guard let last = events.last else { return count }
      let known = try await ledger.plannedPositions(of: endpoint.id, after: cursor, until: last.seq)
      var planned: [PlannedDelivery] = []
      for recorded in events where endpoint.wants(recorded, ledger.directory) && !known.contains(recorded.seq) {
        planned += try await deliveries(of: recorded, to: [endpoint])
      }
      try await ledger.plan(planned)
      (cursor, count) = (last.seq, count + planned.count)
    }
    return count
  }

  private mutating func deliveries(
    of recorded: RecordedEvent, to endpoints: [EndpointRecord]
  ) async throws -> [PlannedDelivery] {
    let facts = try await facts(of: recorded)
    // Endpoints of one kind are sent the same.
    var bodies: [String: Data] = [:]
    return try endpoints.map { endpoint in
      let kind = endpoint.created.kind
      let body = try bodies[kind] ?? PlannedBody.make(kind: kind, of: facts)
      bodies[kind] = body
      return PlannedDelivery(
        id: ledger.sources.newID("msg"), endpoint: endpoint.id, position: recorded.seq, document: recorded.document,
        eventType: recorded.event.type.rawValue, body: body)
    }
  }

  private mutating func profiles(of users: Set<String>) async throws -> [String: Profile] {
    let position = ledger.position
    if ledger.lastPosition(of: EventType.ofPeople) > people.at { people = ([:], position) }
    let missing = users.filter { people.known[$0] == nil }
    if !missing.isEmpty { people.known.merge(try await ledger.profiles(of: missing)) { $1 } }
    return people.known.filter { users.contains($0.key) }
  }

  mutating func facts(of recorded: RecordedEvent) async throws -> PlannedFacts {
    let document = try await states.state(after: recorded)
    let project = recorded.project == nil ? nil : try await ledger.project(recorded.project ?? "")
    let turns = document.map { Turn.turns(of: $0, in: ledger.gateContext(of: $0)) } ?? []
    let named = Set([recorded.position.actor.id] + turns.map(\.actor) + [document?.owner].compactMap { $0 })
    return PlannedFacts(
      recorded: recorded, document: document, project: project, people: try await profiles(of: named), turns: turns,
      publicURL: publicURL())
  }
}

/// What is stored of a planned delivery: the body itself, or the notice that a message is made from.
enum PlannedBody {
  static func make(kind: String, of facts: PlannedFacts) throws -> Data {
    if let target = try TargetKinds.type(of: kind) as? any BodyTarget.Type { return try target.body(of: facts) }
    return try Self.encoder.encode(try Notice(facts))
  }

  private static let encoder = JSONEncoder()
}

/// Documents as they were right after each event, as the planner goes on along the log: it need not replay each from its
/// beginning.
struct PlannedStates {
  /// Documents that are worked on at the same time.
  private static let statesMax = 128

  let ledger: Ledger
  private var states: [String: DocumentState] = [:]

  init(ledger: Ledger) { self.ledger = ledger }

  mutating func state(after recorded: RecordedEvent) async throws -> DocumentState? {
    guard let id = recorded.document else { return nil }
    if var known = states[id], known.version == recorded.streamVersion - 1 {
      known.evolve(recorded.event, at: recorded.position)
      states[id] = known
      return known
    }
    let state: DocumentState?
    if let now = try await ledger.document(id), now.seq == recorded.seq {
      state = now
    } else {
      state = try await ledger.document(id, at: recorded.seq)
    }
    if states.count >= Self.statesMax { states = [:] }
    states[id] = state
    return state
  }
}

extension EndpointRecord {
  /// Whether somebody reads what it is sent, or a program does; an issue of a tracker is no place for news of others.
  fileprivate var isRead: Bool {
    guard let type = try? TargetKinds.type(of: created.kind) else { return false }
    return type.traits.isChat || type is any BodyTarget.Type
  }

  /// The types that its patterns name.
  var types: [EventType] { EventType.allCases.filter(wants) }

  /// Whether its filters let an event through, and whoever created it may know of it.
  func wants(_ recorded: RecordedEvent, _ people: Directory) -> Bool {
    wants(recorded.event.type) && mayTell(of: recorded.project, people)
      && (created.projects.isEmpty || recorded.project.map(created.projects.contains) == true)
  }

  /// What is restricted goes nowhere once the one who sent it there may not see it any more.
  func mayTell(of project: String?, _ people: Directory) -> Bool {
    owner.map { people.maySee($0, project: project) } ?? true
  }

  func wants(_ type: EventType) -> Bool {
    created.eventTypes.contains { pattern in
      pattern == "*" || pattern == type.rawValue
        || (pattern.hasSuffix(".*") && type.rawValue.hasPrefix(pattern.dropLast()))
    }
  }
}
