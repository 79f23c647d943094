import Documents
import Foundation
import GRDB
import Workflow
import TestSupport

@testable import Ledger

/// A log of made-up events, put in by SQL: skewed, so that a guess at which index to use can be wrong.
struct ScratchLog {
  let queue: DatabaseQueue
  /// All events as they were put in, to look them up without an index.
  private(set) var events: [Made] = []

  struct Made {
    let seq: Int64
    let at: Int64
    let type: EventType
    let actor: String
    let kind: ActorKind
    let document: String?
    let project: String?
    let role: String?
    let onBehalfOf: String?
    let words: String
    let sections: Set<String>
  }

  static let start: Int64 = 1_767_225_600_000

  init(count: Int, seed: UInt64) throws {
    queue = try DatabaseQueue()
    try queue.write { db in
      for migration in DatabaseOpening.allMigrations() { try db.execute(sql: migration.sql) }
    }
    var numbers = Seeded(seed)
    for seq in 1...Int64(count) { events.append(Self.event(seq, of: count, &numbers)) }
    try queue.write { [events] db in
      for event in events { try Self.insert(event, in: db) }
      for document in Set(events.compactMap(\.document)) {
        try db.execute(
          sql: """
            INSERT INTO document (id, slug, title, template, workflow, status, stage, owner, revision, version, seq,
              created_at, updated_at) VALUES (?, ?, '', 't', 'w', 'draft', 'draft', 'ada', 1, 1, 1, 1, 1)
            """, arguments: [document, "slug-of-\(document)"])
      }
    }
  }

  private static let words = ["alpha", "beta", "gamma", "delta", "Größe", "retry", "limit", "don't", "NOT"]
  private static let sections = (0..<12).map { "section-\($0)" }

  /// The first half is by one actor in one project: what is common is not evenly spread.
  private static func event(_ seq: Int64, of count: Int, _ numbers: inout Seeded) -> Made {
    let isEarly = seq < count / 2
    let draw = Int.random(in: 0..<1000, using: &numbers)
    let type: EventType =
      switch draw {
      case 0..<400: .commentAdded
      case 400..<700: .draftSaved
      case 700..<900: .commentResolved
      case 900..<980: .verdictGiven
      case 980..<995: .verdictStaled
      case 995..<999: .userUpdated
      default: .gateOverridden
      }
    let kind: ActorKind = isEarly ? .agent : draw % 50 == 0 ? .service : .person
    let actor = isEarly ? "bot" : kind == .service ? "countersign" : "p\(Int.random(in: 0..<20, using: &numbers))"
    let hasDocument = type != .userUpdated
    let document = hasDocument ? "doc_\(Int.random(in: 0..<(isEarly ? 3 : 40), using: &numbers))" : nil
    let project = hasDocument ? isEarly ? "big" : draw % 3 == 0 ? nil : "small-\(draw % 5)" : nil
    let hasRole = type == .verdictGiven || type == .verdictStaled
    let isDelegated = type == .verdictGiven && Int.random(in: 0..<30, using: &numbers) == 0
    return Made(
      seq: seq, at: start + seq * 60_000, type: type, actor: actor, kind: kind, document: document, project: project,
      role: hasRole ? ["lead", "security lead"].randomElement(using: &numbers) : nil,
      onBehalfOf: isDelegated ? "p1" : nil,
      words: [.commentAdded, .draftSaved, .verdictGiven, .gateOverridden].contains(type)
        ? (0..<Int.random(in: 1...6, using: &numbers)).map { _ in words.randomElement(using: &numbers) ?? "" }
          .joined(separator: " ") : "",
      sections: [.commentAdded, .draftSaved, .verdictGiven, .verdictStaled, .gateOverridden].contains(type)
        ? [sections[min(11, Int.random(in: 0..<40, using: &numbers))]] : [])
  }

  private static func insert(_ event: Made, in db: Database) throws {
    let stream = event.document.map { "document-\($0)" } ?? "user-\(event.actor)"
    let version =
      try Int.fetchOne(db, sql: "SELECT MAX(stream_version) FROM event WHERE stream = ?", arguments: [stream]) ?? 0
    try db.cachedStatement(
      sql: """
        INSERT INTO event (seq, event_id, stream, stream_version, type, schema_version, recorded_at, document, project,
          actor, actor_kind, on_behalf_of, role, body, metadata, leaf_hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      event.seq, "evt_\(event.seq)", stream, version + 1, event.type.rawValue, event.type.schemaVersion, event.at,
      event.document, event.project,
      event.actor, event.kind.rawValue, event.onBehalfOf, event.role, try payload(of: event).encoded(),
      #"{"source":"test","request_id":"req_1"}"#, Data(repeating: 7, count: 32),
    ])
  }

  private static func payload(of event: Made) -> Event {
    let scope = event.sections.map { ScopedSection(section: $0, digest: "d") }
    let section = event.sections.first ?? ""
    switch event.type {
    case .commentAdded:
      return .commentAdded(
        CommentAdded(comment: "c", body: event.words, anchor: .init(section: section), revision: 1))
    case .draftSaved:
      return .draftSaved(
        DraftSaved(
          revision: 2, message: event.words, source: DraftSource(kind: "api"), sections: .all([]),
          changedSections: Array(event.sections)))
    case .commentResolved: return .commentResolved(CommentResolved(comment: "c"))
    case .verdictGiven:
      return .verdictGiven(
        VerdictGiven(
          verdict: "v", role: event.role ?? "", outcome: .approved, note: event.words, revision: 1, scope: scope,
          obligations: [], onBehalfOf: event.onBehalfOf))
    case .verdictStaled:
      return .verdictStaled(
        VerdictStaled(verdict: "v", role: event.role ?? "", sections: Array(event.sections), revision: 2))
    case .gateOverridden:
      return .gateOverridden(GateOverridden(stage: "s", rule: "r", reason: event.words, revision: 1, scope: scope))
    default: return .userUpdated(UserUpdated(user: "p1", fields: ["name"]))
    }
  }
}
