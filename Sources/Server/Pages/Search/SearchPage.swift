import Documents
import Hummingbird
import Ledger
import Workflow

/// The documents, and the search among them.
struct SearchPage {
  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("search") { request, context in try await page(request, context) }
  }

  private func page(_ request: Request, _ context: ServerContext) async throws -> Response {
    let sent = try request.addressForm()
    let filters = SearchFilters { sent[$0] }
    let model = SearchModel(
      filters: filters, words: try await PageWords(services), reader: try context.known().id,
      choices: try await choices(context),
      saved: try await services.ledger.savedSearches(of: try context.known().id))
    let frame = PageFrame(services: services, request: request, context: context)
    do {
      let found = try await found(filters, model.words, request, context)
      return try await frame.answer("search", title: "Documents", at: .search, model.value(found))
    } catch let refusal as Refusal {
      let problem = Problem(refusal)
      return try await frame.answer(
        "search", title: "Documents", at: .search, model.value(problem), status: problem.status)
    }
  }

  private func found(
    _ filters: SearchFilters, _ words: PageWords, _ request: Request, _ context: ServerContext
  ) async throws -> DocumentListing.Found {
    let filter = try filters.filter(hidden: try services.hidden(from: context))
    let awaited = filters["waiting_on"]
    let found = try await DocumentListing(services: services, words: words)
      .page(filter, after: try Page(request).cursor) { _, turns in
        awaited.map { name in turns.contains { $0.actor == name } } ?? true
      }
    for project in found.projects where services.isRestricted(project) {
      services.recordReading("list", request, context, project: project)
    }
    return found
  }

  /// What the form offers.
  private func choices(_ context: ServerContext) async throws -> SearchModel.Choices {
    let hidden = try services.hidden(from: context)
    let projects = try await services.ledger.projects(after: nil, limit: Page.limitMax, hidden: hidden)
    return SearchModel.Choices(
      projects: projects.map { ($0.opened.slug, $0.opened.title) },
      templates: try await services.ledger.templates(after: nil, limit: Page.limitMax).map(\.name),
      people: services.ledger.directory.users.values.filter { $0.active && $0.kind == .person }.map(\.id))
  }
}
