import Documents
import Foundation
import Hummingbird
import Ledger
import Workflow

/// Projects and their boards.
struct ProjectRoutes {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("projects", use: list)
    group.post("projects", use: open)
    group.get("projects/{slug}", use: show)
    group.patch("projects/{slug}", use: update)
  }

  @Sendable private func open(_ request: Request, _ context: ServerContext) async throws -> Response {
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    if try fields.optionalFlag("restricted") == true { try services.requireAdmin(try context.known()) }
    let pipeline = try await pipeline(fields)
    let opened = ProjectOpened(
      slug: try Slug.check(try fields.text("slug"), field: "slug"), title: try title(fields) ?? fields.text("title"),
      pipeline: pipeline?.name, configuration: try fields.optionalObject("configuration") ?? [:],
      links: try fields.optionalTextMap("links") ?? [:], steps: pipeline?.steps,
      restricted: try fields.optionalFlag("restricted"))
    let board = BoardView(opened: opened, url: services.publicURL())
    return try await services.write(
      .registry(.openProject(opened)), request: request, context: context, body: body
    ) { outcome in
      Answer(
        BoardView.project(opened).merging(board.members).merging([
          "version": .int(outcome.version), "seq": .int(Int(outcome.seq)),
        ]), status: 201, location: "/api/v1/projects/\(opened.slug)", version: outcome.version)
    }
  }

  private func title(_ fields: Fields) throws(Refusal) -> String? {
    let title = try fields.optionalText("title")
    guard title != "" else { throw fields.refusal("title", "must not be empty.") }
    return title
  }

  /// As it is now: the project keeps it, whatever is published under its name later.
  private func pipeline(_ fields: Fields) async throws -> Pipeline? {
    guard let name = try fields.optionalText("pipeline") else { return nil }
    guard let record = try await services.ledger.pipeline(name) else {
      throw Refusal.field("pipeline", "there is no pipeline '\(name)': publish it with PUT /pipelines/\(name).")
    }
    return record.pipeline
  }

  @Sendable private func update(_ request: Request, _ context: ServerContext) async throws -> Response {
    let slug = try context.parameters.require("slug")
    let body = try await request.body(upTo: BodyLimits.otherBytesMax)
    let fields = try Fields(body)
    // Whom a project is hidden from, and whether its readers are recorded, is for those who look after the others.
    if fields.members["restricted"] != nil { try services.requireAdmin(try context.known()) }
    let updated = ProjectUpdated(
      slug: slug, title: try title(fields), configuration: try fields.optionalObject("configuration"),
      links: try fields.optionalTextMap("links"), restricted: try fields.optionalFlag("restricted"))
    return try await services.write(
      .registry(.updateProject(updated)), request: request, context: context, body: body
    ) { outcome in
      Answer(
        ["slug": .string(slug), "version": .int(outcome.version), "seq": .int(Int(outcome.seq))],
        version: outcome.version)
    }
  }

  @Sendable private func list(_ request: Request, _ context: ServerContext) async throws -> Response {
    let page = try Page(request)
    let found = try await services.ledger.projects(
      after: page.cursor, limit: page.limit, hidden: try services.hidden(from: context))
    let projects = services.ledger.projects
    let items = found.map { record in
      let state = projects[record.opened.slug]
      return BoardView.project(record.opened).merging([
        "steps": [], "next_action": Value(state.flatMap { $0.steps.isEmpty ? nil : $0.nextAction() }),
      ])
    }
    return Page.answer(items, next: found.count == page.limit ? found.last?.opened.slug : nil)
  }

  /// The board. What is no step is paged by `limit` and `cursor`; a pipeline's steps are always all there.
  @Sendable private func show(_ request: Request, _ context: ServerContext) async throws -> Response {
    let slug = try context.parameters.require("slug")
    guard let record = try await services.ledger.project(slug), let state = services.ledger.projects[slug] else {
      throw Refusal.unknown("project", slug)
    }
    let page = try Page(request)
    let limit = request.query("limit") == nil ? Page.limitMax : page.limit
    var board = BoardView(project: state, url: services.publicURL())
    try board.turnPage(after: page.cursor, limit: limit)
    for id in board.shown {
      guard let document = try await services.ledger.document(id) else { continue }
      board.add(document, turns: Turn.turns(of: document, in: services.ledger.gateContext(of: document)))
    }
    var response = Response.json(
      BoardView.project(record.opened).merging(board.members).merging([
        "version": .int(record.version), "seq": .int(Int(record.seq)), "created_at": Value(record.createdAt),
      ]))
    response.headers[.eTag] = "\"\(record.version)\""
    return response
  }
}
