import Documents
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Workflow

/// Opening, reading and listing documents.
struct DocumentRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.post("documents", use: open)
    group.get("documents", use: list)
    group.get("documents/{id}", use: show)
    group.get("documents/{id}/lint", use: lint)
    group.get("inbox", use: inbox)
  }

  @Sendable private func open(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    let caller = try context.known()
    let asked = DocumentOpeningRequest(
      fields: fields, services: services, caller: caller, source: context.source)
    let ledger = services.ledger
    return try await asked.choosingAgain {
      let opening = try await asked.build()
      return try await services.write(
        .document(id: opening.id, .open(opening.opened, firstDraft: opening.draft.content, terms: opening.terms)),
        request: request, context: context, body: body, texts: opening.draft.texts
      ) { outcome in
        guard let state = outcome.document else { return .nothing }
        return Answer(
          DocumentView(state: state, context: ledger.gateContext(of: state)).value(), status: 201,
          location: "/api/v1/documents/\(state.id)", version: outcome.version)
      }
    }
  }

  @Sendable private func show(_ request: Request, _ context: ServerContext) async throws -> Response {
    let state = try await services.state(request, context)
    let links = try await ExternalLinks(services: services).value(of: state)
    var response = Response.json(services.view(of: state).merging(["external_links": links]))
    response.headers[.eTag] = "\"\(state.version)\""
    return response
  }

  @Sendable private func list(_ request: Request, _ context: ServerContext) async throws -> Response {
    let page = try Page(request)
    var filter = DocumentFilter()
    filter.project = request.query("project")
    filter.status = try request.choice("status", of: DocumentState.Status.allCases.map(\.rawValue))
    filter.stage = request.query("stage")
    filter.owner = request.query("owner")
    filter.reviewer = request.query("reviewer")
    filter.template = request.query("template")
    filter.hidden = try services.hidden(from: context)
    if let words = request.query("q") { filter.words = try WordsQuery(words) }
    filter.updatedSince = try request.time("updated_since")
    let answer = try await listed(filter, waitingOn: request.query("waiting_on"), page: page)
    for project in answer.projects where services.isRestricted(project) {
      services.recordReading("list", request, context, project: project)
    }
    return answer.response
  }

  private func listed(
    _ filter: DocumentFilter, waitingOn: String?, page: Page
  ) async throws -> (response: Response, projects: Set<String>) {
    var items: [Value] = []
    var projects: Set<String> = []
    var cursor = try DocumentCursor.position(page.cursor)
    while items.count < page.limit {
      let found = try await services.ledger.documents(filter, after: cursor, limit: page.limit)
      for row in found where items.count < page.limit {
        cursor = (row.updatedAt, row.id)
        guard let state = try await services.ledger.document(row.id) else { continue }
        let turns = Turn.turns(of: state, in: services.ledger.gateContext(of: state))
        let isWanted = waitingOn.map { name in turns.contains { $0.actor == name } }
        guard isWanted ?? true else { continue }
        items.append(services.view(of: state))
        if let project = state.project { projects.insert(project) }
      }
      if found.count < page.limit { return (Page.answer(items, next: nil), projects) }
    }
    return (Page.answer(items, next: cursor.map { DocumentCursor.text(($0.id, $0.updatedAt)) }), projects)
  }

  @Sendable private func lint(_ request: Request, _ context: ServerContext) async throws -> Response {
    let state = try await services.state(request, context)
    let findings = try await DocumentLinting(ledger: services.ledger, state: state).findings()
    return .json([
      "complete": .bool(findings.isEmpty), "findings": .array(try findings.map { try JSON.value(of: $0) }),
    ])
  }

  @Sendable private func inbox(_ request: Request, _ context: ServerContext) async throws -> Response {
    let caller = try context.known()
    let waiting = try await Waiting(services: services, hidden: try services.hidden(from: context))
    let items = waiting.turns(of: caller.id).map { entry, turn -> Value in
      [
        "document": [
          "id": .string(entry.state.id), "slug": .string(entry.state.opened.slug), "title": .string(entry.state.title),
        ], "reason": .string(turn.reason.rawValue), "role": Value(turn.role), "since": Value(turn.since),
        "due": Value(turn.due),
      ]
    }
    return Page.answer(items, next: nil)
  }
}

extension Request {
  func time(_ name: String) throws(Refusal) -> Timestamp? {
    guard let text = query(name) else { return nil }
    guard let time = Timestamp(text) else {
      throw Refusal.field(name, "must be a time such as 2026-11-21T01:15:00.123Z, or a date.")
    }
    return time
  }
}

extension ServerServices {
  func view(of state: DocumentState) -> Value {
    DocumentView(state: state, context: ledger.gateContext(of: state)).value()
  }

  /// The id of the document in the path, by id or slug, where the caller may know of it.
  func documentID(_ context: ServerContext) async throws -> String {
    try await documentPlace(context).id
  }

  /// The document in the path, as it is or, with `?at=`, as it was.
  func state(_ request: Request, _ context: ServerContext) async throws -> DocumentState {
    let id = try await documentID(context)
    let state: DocumentState?
    if let at = request.query("at") {
      state = try await ledger.document(id, at: try await position(at))
    } else {
      state = try await ledger.document(id)
    }
    guard let state else { throw Refusal.unknown("document", id) }
    return state
  }

  func position(_ at: String) async throws -> Int64 {
    if let seq = Int64(at) { return seq }
    guard let time = Timestamp(at) else {
      throw Refusal.field("at", "must be a log position or a time such as 2026-11-21T01:15:00.123Z.")
    }
    return try await ledger.position(at: time)
  }
}

/// Where a page of documents ends.
enum DocumentCursor {
  static func text(_ row: (id: String, updatedAt: Int64)) -> String { "\(row.updatedAt)/\(row.id)" }

  static func position(_ cursor: String?) throws(Refusal) -> (updatedAt: Int64, id: String)? {
    guard let cursor else { return nil }
    let parts = cursor.split(separator: "/", maxSplits: 1)
    guard parts.count == 2, let time = Int64(parts[0]) else {
      throw Refusal.field("cursor", "must be a next_cursor of this list.")
    }
    return (time, String(parts[1]))
  }
}
