import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// The trail.
struct AuditRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("events") { request, context in
      var filter = try Self.filter(request)
      if let name = request.query("document") {
        guard let id = try await services.ledger.documentID(name) else { throw Refusal.unknown("document", name) }
        filter.document = id
      }
      return try await list(filter, request)
    }
    group.get("documents/{id}/events") { request, context in
      var filter = try Self.filter(request)
      filter.document = try await services.documentID(context)
      return try await list(filter, request)
    }
  }

  private static func filter(_ request: Request) throws(Refusal) -> EventFilter {
    for name in ["q", "query", "section"] where request.query(name) != nil {
      throw Refusal.field(name, "is not part of this version: narrow by type, actor, document, project, role or time.")
    }
    var filter = EventFilter()
    filter.project = request.query("project")
    filter.type = request.query("type")
    filter.actor = request.query("actor")
    filter.actorKind = request.query("actor_kind")
    filter.role = request.query("role")
    filter.since = try request.time("since")
    filter.until = try request.time("until")
    if let after = request.query("after") {
      guard let after = Int64(after) else { throw Refusal.field("after", "must be a log position.") }
      filter.after = after
    }
    return filter
  }

  private func list(_ filter: EventFilter, _ request: Request) async throws -> Response {
    let page = try Page(request)
    var filter = filter
    if let cursor = page.cursor.flatMap({ Int64($0) }) { filter.after = max(cursor, filter.after ?? 0) }
    let found = try await services.ledger.events(filter, limit: page.limit)
    return Page.answer(
      try await services.views(of: found), next: found.count == page.limit ? found.last.map { String($0.seq) } : nil)
  }
}

extension ServerServices {
  func views(of events: [RecordedEvent]) async throws -> [Value] {
    let names = try await ledger.names(of: Set(events.map(\.position.actor.id)))
    return try events.map { try EventView.value($0, names: names) }
  }
}
