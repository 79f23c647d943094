import Documents
import Hummingbird
import Ledger
import Workflow

/// A project's board, and a form to open a document in it.
struct BoardPage {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("projects/{slug}") { request, context in try await page(request, context) }
  }

  private func page(_ request: Request, _ context: ServerContext) async throws -> Response {
    let slug = try context.parameters.require("slug")
    guard let record = try await services.ledger.project(slug), let project = services.ledger.projects[slug] else {
      throw Refusal.unknown("project", slug)
    }
    let caller = try context.known()
    let words = try await PageWords(services)
    let model = BoardModel(
      record: record, project: project, documents: try await documents(of: project),
      others: try await others(than: project, words, request, context),
      mayWrite: services.ledger.directory.mayWrite(caller.id, in: slug), now: services.ledger.now, words: words)
    let opening = try await opening(model, request, caller)
    return try await PageFrame(services: services, request: request, context: context)
      .answer("project", title: record.opened.title, at: .projects, model.value().merging(opening))
  }

  private func documents(of project: ProjectState) async throws -> [String: BoardModel.Shown] {
    var documents: [String: BoardModel.Shown] = [:]
    for entry in project.steps.compactMap({ project.entry(ofStep: $0.name) }) {
      guard let state = try await services.ledger.document(entry.document) else { continue }
      documents[state.id] = BoardModel.Shown(
        state: state, turns: Turn.turns(of: state, in: services.ledger.gateContext(of: state)))
    }
    return documents
  }

  /// The documents that are no step.
  private func others(
    than project: ProjectState, _ words: PageWords, _ request: Request, _ context: ServerContext
  ) async throws -> DocumentListing.Found {
    let steps = Set(project.steps.compactMap { project.entry(ofStep: $0.name)?.document })
    var filter = DocumentFilter()
    filter.hidden = try services.hidden(from: context)
    filter.project = project.slug
    return try await DocumentListing(services: services, words: words)
      .page(filter, after: try Page(request).cursor) { state, _ in !steps.contains(state.id) }
  }

  /// The form, where it is asked for: for a step, or for a document beside the steps.
  private func opening(_ model: BoardModel, _ request: Request, _ caller: Caller) async throws -> [String: Value] {
    let step = request.query("step").flatMap(model.project.step(named:))
      .flatMap { model.project.entry(ofStep: $0.name) == nil ? $0 : nil }
    guard model.mayWrite, step != nil || request.query("open") != nil else { return ["opening": .null] }
    let people = services.ledger.directory.people(in: nil, of: model.project.slug).filter { $0 != caller.id }
    let templates = try await services.ledger.templates(after: nil, limit: Page.limitMax).map(\.name)
    let workflows = try await services.ledger.workflows(after: nil, limit: Page.limitMax).map(\.policy.name)
    return [
      "opening": [
        "step": Value(step?.name), "step_title": Value(step?.title), "template": Value(step?.template),
        "title": Value(step.map { "\(model.record.opened.title): \($0.title)" }),
        "templates": Value(templates), "workflows": Value(workflows),
        "usual": .string(step?.workflow ?? services.defaultWorkflow),
        "people": .array(people.map(model.words.person)),
      ]
    ]
  }
}
