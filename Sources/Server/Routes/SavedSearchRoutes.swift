import Documents
import Hummingbird
import Ledger
import Workflow

/// Searches among documents that the caller keeps by a name.
struct SavedSearchRoutes {
  private static let nameCharactersMax = 60
  private static let valueCharactersMax = 500

  let services: ServerServices

  func add(to group: RouterGroup<ServerContext>) {
    group.get("searches", use: searches)
    group.post("searches", use: save)
    group.delete("searches/{id}", use: forget)
  }

  @Sendable private func searches(_ request: Request, _ context: ServerContext) async throws -> Response {
    let found = try await services.ledger.savedSearches(of: try context.known().id)
    return Page.answer(found.map(Self.show), next: nil)
  }

  @Sendable private func save(_ request: Request, _ context: ServerContext) async throws -> Response {
    let fields = try Fields(try await request.body(upTo: BodyLimits.otherBytesMax))
    let name = try fields.text("name").trimmed
    guard (1...Self.nameCharactersMax).contains(name.count), !name.contains(where: \.isNewline) else {
      throw Refusal.field("name", "must be one line of 1 to \(Self.nameCharactersMax) characters.")
    }
    let search = SavedSearch(name: name, filters: try filters(fields), savedAt: services.ledger.now)
    try await services.ledger.save(search, of: try context.known().id)
    return .json(Self.show(search), status: .created)
  }

  /// What can be searched for, and nothing else.
  private func filters(_ fields: Fields) throws(Refusal) -> [String: String] {
    guard case .object(let given)? = fields.members["filters"], !given.isEmpty else {
      throw Refusal.field("filters", "must be an object of what is searched for, such as {\"status\": \"in_review\"}.")
    }
    for (name, value) in given {
      guard SearchFilters.names.contains(name) else {
        throw Refusal.field("filters.\(name)", "is none of \(SearchFilters.names.joined(separator: ", ")).")
      }
      guard let text = value.string, text.count <= Self.valueCharactersMax else {
        throw Refusal.field("filters.\(name)", "must be a text of at most \(Self.valueCharactersMax) characters.")
      }
    }
    let filters = SearchFilters { given[$0]?.string }
    _ = try filters.filter(hidden: [])
    guard !filters.isEmpty else { throw Refusal.field("filters", "must ask for something.") }
    return filters.given
  }

  @Sendable private func forget(_ request: Request, _ context: ServerContext) async throws -> Response {
    let id = try context.parameters.require("id")
    guard let name = try await services.ledger.forgetSavedSearch(id, of: try context.known().id) else {
      throw Refusal.unknown("search", id)
    }
    return .json(["id": .string(id), "name": .string(name), "deleted": true])
  }

  static func show(_ search: SavedSearch) -> Value {
    [
      "id": .string(search.id), "name": .string(search.name), "filters": Value(search.filters),
      "address": .string(SearchFilters { search.filters[$0] }.address()), "saved_at": Value(search.savedAt),
    ]
  }
}
