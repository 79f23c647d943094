import Documents
import Hummingbird
import Ledger
import Workflow

/// The projects, and a form to open one.
struct ProjectsPage {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("projects") { request, context in try await page(request, context) }
  }

  private func page(_ request: Request, _ context: ServerContext) async throws -> Response {
    let page = try Page(request)
    let records = try await services.ledger.projects(
      after: page.cursor, limit: page.limit, hidden: try services.hidden(from: context))
    let words = try await PageWords(services)
    var projects: [Value] = []
    for record in records {
      guard let state = services.ledger.projects[record.opened.slug] else { continue }
      let current = try await current(of: state)
      projects.append(ProjectLine(record: record, project: state, turns: current, words: words).value())
    }
    let next = records.count == page.limit ? records.last.map { Page.cursor($0.opened.slug) } : nil
    var model: Value = [
      "projects": .array(projects), "none": .bool(projects.isEmpty),
      "next": Value(next.map { "/projects?cursor=" + FormCoding.encoded($0) }),
    ]
    model = model.merging(try await opening(request, try context.known()))
    return try await PageFrame(services: services, request: request, context: context)
      .answer("projects", title: "Projects", at: .projects, model)
  }

  /// Whose turn it is in the step that a project is at.
  private func current(of project: ProjectState) async throws -> [Turn] {
    guard let step = project.currentStep, let entry = project.entry(ofStep: step.name),
      let document = try await services.ledger.document(entry.document)
    else { return [] }
    return Turn.turns(of: document, in: services.ledger.gateContext(of: document))
  }

  private func opening(_ request: Request, _ caller: Caller) async throws -> [String: Value] {
    let people = services.ledger.directory
    guard people.mayWrite(caller.id, in: nil) else { return ["may_open": false] }
    guard request.query("open") != nil else { return ["may_open": true] }
    let pipelines = try await services.ledger.pipelines(after: nil, limit: Page.limitMax)
    return [
      "may_open": true, "opening": true, "admin": .bool(people.isAdmin(caller.id)),
      "pipelines": .array(
        pipelines.map { ["name": .string($0.pipeline.name), "title": .string($0.pipeline.title)] }),
    ]
  }
}

extension ProjectState {
  /// The first step that may move, or that rests on changed words.
  var currentStep: PipelineStep? { steps.first { ![.complete, .blocked].contains(state(of: $0)) } }

  /// Its documents by their status, in the order of the statuses.
  var counts: [(status: DocumentState.Status, count: Int)] {
    let counts = Dictionary(grouping: entries, by: \.status).mapValues(\.count)
    return DocumentState.Status.allCases.compactMap { status in counts[status].map { (status, $0) } }
  }
}
