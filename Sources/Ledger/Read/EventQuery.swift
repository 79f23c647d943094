import GRDB
package import Workflow

/// What the audit trail may be narrowed by. Nil lets everything through.
package struct EventFilter: Sendable {
  package var document: String?
  package var project: String?
  /// A type, or all of a family: `verdict.*`.
  package var type: String?
  package var actor: String?
  package var actorKind: String?
  package var role: String?
  package var since: Timestamp?
  package var until: Timestamp?
  /// Only events at later log positions.
  package var after: Int64?

  package init() {}
}

extension Ledger {
  /// Events in the order of the log.
  package func events(_ filter: EventFilter, limit: Int) async throws -> [RecordedEvent] {
    var conditions = ["seq > ?"]
    var arguments: [(any DatabaseValueConvertible)?] = [filter.after ?? 0]
    func narrow(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
      guard let value else { return }
      conditions.append(condition)
      arguments.append(value)
    }
    narrow("document = ?", filter.document)
    narrow("project = ?", filter.project)
    narrow("actor = ?", filter.actor)
    narrow("actor_kind = ?", filter.actorKind)
    narrow("role = ?", filter.role)
    narrow("recorded_at >= ?", filter.since?.milliseconds)
    narrow("recorded_at <= ?", filter.until?.milliseconds)
    if let type = filter.type {
      if type.hasSuffix(".*") {
        // From "verdict." up to, and without, "verdict/": the next character after the dot.
        let family = String(type.dropLast(2))
        conditions.append("type >= ? AND type < ?")
        arguments += [family + ".", family + "/"]
      } else {
        narrow("type = ?", type)
      }
    }
    arguments.append(limit)
    let sql = "SELECT * FROM event WHERE \(conditions.joined(separator: " AND ")) ORDER BY seq LIMIT ?"
    let bound = StatementArguments(arguments)
    return try await pool.read { db in
      try Row.fetchAll(db, sql: sql, arguments: bound).map(EventReading.recorded)
    }
  }

  /// The event at a log position.
  package func event(at position: Int64) async throws -> RecordedEvent? {
    try await pool.read { db in
      try Row.fetchOne(db, sql: "SELECT * FROM event WHERE seq = ?", arguments: [position]).map(EventReading.recorded)
    }
  }
}
